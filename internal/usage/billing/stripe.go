package billing

import (
	"context"
	"errors"
	"time"

	"github.com/stripe/stripe-go/v85"

	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

const (
	callTimeout = 20 * time.Second
	retries     = 2
	pageSize    = 100
)

// A gateway is how Stripe is asked.
type gateway struct{ client *stripe.Client }

func connect(c config.Stripe, through *fetch.Client) gateway {
	if c.SecretKey == "" {
		return gateway{}
	}
	b := &stripe.BackendConfig{
		HTTPClient: through.HTTP(callTimeout), MaxNetworkRetries: stripe.Int64(retries), EnableTelemetry: new(false),
		LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
	}
	if c.APIURL != "" {
		b.URL = stripe.String(c.APIURL)
	}
	return gateway{stripe.NewClient(c.SecretKey, stripe.WithBackends(&stripe.Backends{API: stripe.GetBackendWithConfig(stripe.APIBackend, b)}))}
}

// errMissing says that Stripe does not know a thing.
var errMissing = errors.New("stripe knows no such thing")

// explained keeps what Stripe said for the log, and away from callers.
func explained(err error) error {
	if e, ok := errors.AsType[*stripe.Error](err); ok && e.Code == stripe.ErrorCodeResourceMissing {
		return errMissing
	}
	if err != nil {
		return ErrStripe.Because(err)
	}
	return nil
}

// bought is what Stripe says of a purchase, before it is known what that means
// here.
type bought struct {
	Purchase
	prices, products []string
	metadata         map[string]string
}

func (g gateway) subscription(ctx context.Context, id string) (bought, error) {
	sub, err := g.client.V1Subscriptions.Retrieve(ctx, id, nil)
	if err != nil {
		return bought{}, explained(err)
	}
	return read(sub), nil
}

func read(sub *stripe.Subscription) bought {
	b := bought{Purchase: Purchase{
		ID: sub.ID, Status: string(sub.Status), Ends: sub.CancelAtPeriodEnd || sub.CancelAt != 0, BoughtAt: time.Unix(sub.Created, 0).UTC(),
	}, metadata: sub.Metadata}
	if sub.Customer != nil {
		b.CustomerID = sub.Customer.ID
	}
	if sub.Items == nil {
		return b
	}
	for _, item := range sub.Items.Data {
		if item.CurrentPeriodEnd != 0 && b.PeriodEnd.IsZero() {
			b.PeriodEnd = time.Unix(item.CurrentPeriodEnd, 0).UTC()
		}
		if item.Price == nil {
			continue
		}
		b.prices = append(b.prices, item.Price.ID)
		if item.Price.Product != nil {
			b.products = append(b.products, item.Price.Product.ID)
		}
	}
	return b
}

// session is a checkout that was to be paid once.
func (g gateway) session(ctx context.Context, id string) (bought, error) {
	one, err := g.client.V1CheckoutSessions.Retrieve(ctx, id, &stripe.CheckoutSessionRetrieveParams{Expand: []*string{stripe.String("line_items")}})
	if err != nil {
		return bought{}, explained(err)
	}
	b := bought{Purchase: Purchase{ID: one.ID, Status: string(one.Status), BoughtAt: time.Unix(one.Created, 0).UTC()}, metadata: one.Metadata}
	if one.Status == stripe.CheckoutSessionStatusComplete && one.PaymentStatus != stripe.CheckoutSessionPaymentStatusUnpaid {
		b.Status = string(stripe.SubscriptionStatusActive)
	}
	if one.Customer != nil {
		b.CustomerID = one.Customer.ID
	}
	if one.LineItems != nil {
		for _, item := range one.LineItems.Data {
			if item.Price != nil {
				b.prices = append(b.prices, item.Price.ID)
			}
		}
	}
	return b, nil
}

// subscriptions hands all there are to visit, ended ones too.
func (g gateway) subscriptions(ctx context.Context, visit func(bought) error) error {
	list := g.client.V1Subscriptions.List(ctx, &stripe.SubscriptionListParams{
		ListParams: stripe.ListParams{Limit: stripe.Int64(pageSize)}, Status: stripe.String("all"),
	})
	for sub, err := range list.All(ctx) {
		if err != nil {
			return explained(err)
		}
		if err := visit(read(sub)); err != nil {
			return err
		}
	}
	return nil
}

func (g gateway) product(ctx context.Context, applicationName string, p subscription.Plan) (string, error) {
	params := &stripe.ProductCreateParams{
		Name:     stripe.String(applicationName + " — " + p.Name),
		Metadata: map[string]string{"applicationId": p.ApplicationID, "planId": p.ID, "planName": p.Name},
	}
	if p.Description != "" {
		params.Description = stripe.String(p.Description)
	}
	params.SetIdempotencyKey("product-" + p.ID)
	made, err := g.client.V1Products.Create(ctx, params)
	if err != nil {
		return "", explained(err)
	}
	return made.ID, nil
}

func (g gateway) archiveProduct(ctx context.Context, id string) error {
	_, err := g.client.V1Products.Update(ctx, id, &stripe.ProductUpdateParams{Active: new(false)})
	return explained(err)
}

func (g gateway) price(ctx context.Context, productID string, p subscription.Price) (string, error) {
	params := &stripe.PriceCreateParams{
		Product: stripe.String(productID), UnitAmount: new(p.Amount), Currency: stripe.String(p.Currency),
		Nickname: stripe.String(p.Name), Metadata: map[string]string{"planId": p.PlanID, "priceId": p.ID},
	}
	if p.Interval != subscription.Once {
		params.Recurring = &stripe.PriceCreateRecurringParams{Interval: stripe.String(p.Interval)}
	}
	params.SetIdempotencyKey("price-" + p.ID)
	made, err := g.client.V1Prices.Create(ctx, params)
	if err != nil {
		return "", explained(err)
	}
	return made.ID, nil
}

func (g gateway) archivePrice(ctx context.Context, id string) error {
	_, err := g.client.V1Prices.Update(ctx, id, &stripe.PriceUpdateParams{Active: new(false)})
	return explained(err)
}

// An offer is what a checkout sells to whom.
type offer struct {
	UserID, Email, CustomerID     string
	ApplicationID, PlanID         string
	StripePriceID                 string
	Once                          bool
	Succeeded, Cancelled, Attempt string // URLs to return to; what makes a repetition one
}

// checkout returns the URL of a page of Stripe's.
func (g gateway) checkout(ctx context.Context, o offer) (string, error) {
	about := map[string]string{"userId": o.UserID, "applicationId": o.ApplicationID, "planId": o.PlanID}
	params := &stripe.CheckoutSessionCreateParams{
		Mode: stripe.String(string(stripe.CheckoutSessionModeSubscription)), ClientReferenceID: stripe.String(o.UserID), Metadata: about,
		LineItems:  []*stripe.CheckoutSessionCreateLineItemParams{{Price: stripe.String(o.StripePriceID), Quantity: new(int64(1))}},
		SuccessURL: stripe.String(o.Succeeded), CancelURL: stripe.String(o.Cancelled),
	}
	if o.Once {
		params.Mode = stripe.String(string(stripe.CheckoutSessionModePayment))
		params.PaymentIntentData = &stripe.CheckoutSessionCreatePaymentIntentDataParams{Metadata: about}
	} else {
		params.SubscriptionData = &stripe.CheckoutSessionCreateSubscriptionDataParams{Metadata: about}
	}
	params.Customer = stripe.String(o.CustomerID)
	session, err := g.client.V1CheckoutSessions.Create(ctx, params)
	if err != nil {
		return "", explained(err)
	}
	return session.URL, nil
}

// customer makes one; the same user never becomes two, however often it is asked
// within a day.
func (g gateway) customer(ctx context.Context, userID, name, email string) (string, error) {
	params := &stripe.CustomerCreateParams{Name: stripe.String(name), Email: stripe.String(email), Metadata: map[string]string{"userId": userID}}
	params.SetIdempotencyKey("customer-" + userID)
	made, err := g.client.V1Customers.Create(ctx, params)
	if err != nil {
		return "", explained(err)
	}
	return made.ID, nil
}

// portal returns the URL of the page where a customer changes what they bought.
func (g gateway) portal(ctx context.Context, customerID, back string) (string, error) {
	session, err := g.client.V1BillingPortalSessions.Create(ctx, &stripe.BillingPortalSessionCreateParams{
		Customer: stripe.String(customerID), ReturnURL: stripe.String(back),
	})
	if err != nil {
		return "", explained(err)
	}
	return session.URL, nil
}
