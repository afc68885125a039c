// Package wire builds every service once, in the order of the import table.
package wire

import (
	"context"
	"net/url"
	"time"

	"github.com/circle-rd/auth-service/internal/account"
	"github.com/circle-rd/auth-service/internal/audit"
	"github.com/circle-rd/auth-service/internal/claims"
	"github.com/circle-rd/auth-service/internal/identity/apitoken"
	"github.com/circle-rd/auth-service/internal/identity/federation"
	"github.com/circle-rd/auth-service/internal/identity/mfa"
	"github.com/circle-rd/auth-service/internal/identity/passwordless"
	"github.com/circle-rd/auth-service/internal/identity/self"
	"github.com/circle-rd/auth-service/internal/identity/session"
	"github.com/circle-rd/auth-service/internal/identity/setup"
	"github.com/circle-rd/auth-service/internal/identity/signin"
	"github.com/circle-rd/auth-service/internal/identity/throttle"
	"github.com/circle-rd/auth-service/internal/identity/user"
	"github.com/circle-rd/auth-service/internal/keys"
	"github.com/circle-rd/auth-service/internal/manifest"
	"github.com/circle-rd/auth-service/internal/platform/cache"
	"github.com/circle-rd/auth-service/internal/platform/config"
	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/platform/fetch"
	"github.com/circle-rd/auth-service/internal/platform/idempotent"
	"github.com/circle-rd/auth-service/internal/platform/mail"
	"github.com/circle-rd/auth-service/internal/platform/picture"
	"github.com/circle-rd/auth-service/internal/platform/secret"
	"github.com/circle-rd/auth-service/internal/platform/ticket"
	"github.com/circle-rd/auth-service/internal/protocol/authorize"
	"github.com/circle-rd/auth-service/internal/protocol/client"
	"github.com/circle-rd/auth-service/internal/protocol/device"
	"github.com/circle-rd/auth-service/internal/protocol/grant"
	"github.com/circle-rd/auth-service/internal/protocol/logout"
	"github.com/circle-rd/auth-service/internal/protocol/proof"
	"github.com/circle-rd/auth-service/internal/protocol/registration"
	"github.com/circle-rd/auth-service/internal/protocol/replay"
	"github.com/circle-rd/auth-service/internal/protocol/token"
	"github.com/circle-rd/auth-service/internal/protocol/tokeninfo"
	"github.com/circle-rd/auth-service/internal/tenancy/access"
	"github.com/circle-rd/auth-service/internal/tenancy/application"
	"github.com/circle-rd/auth-service/internal/tenancy/organization"
	"github.com/circle-rd/auth-service/internal/tenancy/resource"
	"github.com/circle-rd/auth-service/internal/tenancy/webhook"
	"github.com/circle-rd/auth-service/internal/usage/billing"
	"github.com/circle-rd/auth-service/internal/usage/consumption"
	"github.com/circle-rd/auth-service/internal/usage/entitlement"
	"github.com/circle-rd/auth-service/internal/usage/subscription"
)

// Services is everything the program can do.
type Services struct {
	DB            *db.DB
	Hub           *cache.Hub
	Signer        secret.Signer
	Fetch         *fetch.Client // for addresses that strangers chose
	FetchInside   *fetch.Client // for those that whoever runs the service chose
	Pictures      *picture.Gallery
	OwnPictures   *picture.Gallery // by FetchInside
	Tickets       *ticket.Service
	Idempotent    *idempotent.Service
	Mail          *mail.Mailer
	Audit         *audit.Log
	Chain         *audit.Chain
	Keys          *keys.Service
	Throttle      *throttle.Service
	Users         *user.Service
	Sessions      *session.Service
	APITokens     *apitoken.Service
	Factors       *mfa.Service
	Passkeys      *mfa.Passkeys
	Self          *self.Service
	SignIn        *signin.Service
	Federation    *federation.Service
	Passwordless  *passwordless.Service
	Setup         *setup.Service
	Applications  *application.Service
	Webhooks      *webhook.Service
	Access        *access.Service
	Organizations *organization.Service
	Domains       *organization.Domains
	Resources     *resource.Service
	Subscriptions *subscription.Service
	Consumption   *consumption.Service
	Billing       *billing.Service
	Claims        *claims.Service
	Clients       *client.Service
	Replays       *replay.Service
	Grants        *grant.Service
	Proofs        *proof.Service
	Registration  *registration.Service
	Authorize     *authorize.Service
	Devices       *device.Service
	Tokens        *token.Service
	TokenInfo     *tokeninfo.Service
	Entitlements  *entitlement.Service
	Logout        *logout.Service
	Account       *account.Service
	Manifest      *manifest.Service
}

// New builds the services on an open database. The configuration must have a
// secret.
func New(c config.Config, database *db.DB, now func() time.Time) *Services {
	s := &Services{DB: database, Hub: cache.NewHub(database, now)}
	signing, sealing := secrets(c)
	s.Signer = secret.NewSigner(signing...)
	s.Fetch, s.FetchInside = reach(c.Fetch)
	s.Pictures, s.OwnPictures = picture.New(s.Fetch, now), picture.New(s.FetchInside, now)
	s.Tickets = ticket.New(database, now)
	s.Idempotent = idempotent.New(database, secret.NewSealer(sealing...), s.Signer, now)
	s.Mail = mail.New(database, secret.NewSealer(sealing...), letters(c), now)
	s.Audit = audit.New(database, now)
	s.APITokens = apitoken.New(database, s.Audit, now)
	s.Chain = audit.NewChain(database, s.Audit, c.AuditRetention, now)
	s.Keys = keys.New(database, s.Hub, s.Audit, secret.NewSealer(sealing...), now)
	s.identity(c, secret.NewSealer(sealing...), now)
	s.Applications = application.New(database, s.Hub, s.Audit, now)
	s.Webhooks = webhook.New(webhook.Parts{
		DB: database, Audit: s.Audit, Applications: s.Applications, Fetch: s.FetchInside, Sealer: secret.NewSealer(sealing...),
	}, now)
	s.Access = access.New(database, s.Hub, s.Audit, s.Applications, now)
	s.Organizations = organization.New(organization.Parts{
		DB: database, Hub: s.Hub, Audit: s.Audit, Throttle: s.Throttle, Users: s.Users, Sessions: s.Sessions, Access: s.Access, Mail: s.Mail,
		Pictures: s.Pictures,
	}, c.BaseURL, now)
	s.Domains = organization.NewDomains(organization.DomainParts{
		DB: database, Organizations: s.Organizations, Users: s.Users, Resolver: organization.NewResolver(c.DNSServer),
	}, now)
	s.Access.OnDisallow(s.Organizations.OnDisallow)
	s.Users.OnVerified(s.Domains.OnVerified)
	s.Users.LeaveTo(user.Estate{Settled: s.Organizations.Settled, Leave: s.Organizations.LeaveAll})
	s.Sessions.MembersBy(s.Organizations.Admits)
	s.Organizations.OnLeave(s.Sessions.LeaveOrganization)
	s.Resources = resource.New(database, s.Hub, s.Audit, resource.Settings{
		Configured: c.ValidAudiences, Reserved: application.Scopes(),
		Own: []resource.Resource{
			{Identifier: c.BaseURL, Name: c.AppName, Scopes: []resource.Scope{{Name: consumption.Scope, Description: "Record and read the application's own consumption"}}},
			{Identifier: token.UserinfoAudience(c.BaseURL), Name: "Userinfo", Scopes: aboutUsers()},
		},
	}, now)
	s.Applications.DefineScopes(s.Resources.UndefinedScopes, s.Resources.OpenScopes)
	s.Subscriptions = subscription.New(database, s.Hub, s.Audit, s.Applications, now)
	s.Applications.OnCreate(s.Access.OnApplicationCreated)
	s.Applications.OnCreate(s.Subscriptions.OnApplicationCreated)
	s.Access.OnGrant(s.Subscriptions.OnGrant)
	s.Access.OnRevoke(s.Subscriptions.OnRevoke)
	s.Access.OnPlan(s.Subscriptions.SetPlan)
	s.tellApplications()
	s.Consumption = consumption.New(consumption.Parts{
		DB: database, Audit: s.Audit, Applications: s.Applications, Access: s.Access, Plans: s.Subscriptions, Retention: c.ConsumptionRetention,
	}, now)
	s.tellOfUsage()
	s.sell(c, now)
	s.Claims = claims.New(database, s.Access, s.Organizations, s.Subscriptions, now)
	s.Webhooks.NameSubjectsBy(s.Claims.Subject)
	s.Replays = replay.New(database, now)
	s.Clients = client.New(client.Parts{Applications: s.Applications, Replays: s.Replays, Fetch: s.Fetch, FetchInside: s.FetchInside}, c.BaseURL, now)
	s.Grants = grant.New(database, s.Hub, s.Audit, now)
	s.Access.OnRevoke(s.Grants.EndAccess)
	s.onLeave()
	s.Users.OnReset(s.Grants.EndUser)
	s.Sessions.OnEnd(func(ctx context.Context, ended session.Session) error { return s.Grants.EndSession(ctx, ended.ID) })
	s.Proofs = proof.New(s.Replays, s.Signer, c.DPoPNonce, bases(c), now)
	s.Registration = registration.New(registration.Parts{
		DB: database, Applications: s.Applications, Grants: s.Grants, Fetch: s.Fetch, Pictures: s.Pictures, Audit: s.Audit, OpenScopes: s.Resources.OpenScopes,
	}, c.Registration, c.BaseURL, now)
	s.Applications.ResolveBy(s.Registration.Resolve)
	s.Applications.OnChange(s.Registration.OnApplicationChanged)
	s.Authorize = authorize.New(authorize.Parts{
		DB: database, Factors: s.Factors, Fetch: s.Fetch, Clients: s.Clients, Proofs: s.Proofs, Applications: s.Applications, Access: s.Access, Grants: s.Grants, Keys: s.Keys, Resources: s.Resources,
		Organizations: s.Organizations, Claims: s.Claims, Signer: s.Signer, Sealer: secret.NewSealer(sealing...),
	}, c.BaseURL, now)
	s.Federation.Carry(federation.Requests{Hold: s.Authorize.Hold, Admit: s.Authorize.Admit, Resume: s.Authorize.Continue})
	s.Devices = device.New(database, device.Parts{
		Clients: s.Clients, Applications: s.Applications, Access: s.Access, Resources: s.Resources, Grants: s.Grants, Audit: s.Audit,
		Factors: s.Factors, Organizations: s.Organizations,
	}, now)
	s.Tokens = token.New(token.Parts{
		Clients: s.Clients, Applications: s.Applications, Users: s.Users, Access: s.Access, Claims: s.Claims, Grants: s.Grants, Keys: s.Keys,
		Resources: s.Resources, Proofs: s.Proofs, Devices: s.Devices, Organizations: s.Organizations,
	}, c.BaseURL, now)
	s.TokenInfo = tokeninfo.New(tokeninfo.Parts{
		Applications: s.Applications, Users: s.Users, Access: s.Access, Claims: s.Claims, Grants: s.Grants, Keys: s.Keys,
		Proofs: s.Proofs, Resources: s.Resources, Organizations: s.Organizations,
	}, c.BaseURL, now)
	s.Entitlements = entitlement.New(entitlement.Parts{
		Users: s.Users, Access: s.Access, Organizations: s.Organizations, Subscriptions: s.Subscriptions, Claims: s.Claims, Tokens: s.TokenInfo,
	}, c.BaseURL, now)
	s.Tokens.ReadSubjects(s.TokenInfo.Subject)
	s.Logout = logout.New(database, logout.Parts{
		Sessions: s.Sessions, Applications: s.Applications, Keys: s.Keys, Fetch: s.Fetch, FetchInside: s.FetchInside, Audit: s.Audit, Signer: s.Signer,
		Subject: s.Claims.Subject,
	}, c.BaseURL, now)
	s.Sessions.OnEnd(s.Logout.OnSessionEnd)
	s.Account = account.New(database, account.Parts{
		Users: s.Users, Sessions: s.Sessions, Factors: s.Factors, Passkeys: s.Passkeys, Applications: s.Applications, Grants: s.Grants, Audit: s.Audit,
		Access: s.Access, Organizations: s.Organizations, Subscriptions: s.Subscriptions, Consumption: s.Consumption, Claims: s.Claims,
	}, now)
	s.Manifest = manifest.New(manifest.Parts{
		DB: database, Users: s.Users, Applications: s.Applications, Access: s.Access, Organizations: s.Organizations,
		Resources: s.Resources, Subscriptions: s.Subscriptions,
	}, now)
	return s
}

// onLeave ends what a member could do in an organization, once they leave it.
func (s *Services) onLeave() {
	s.Organizations.OnLeave(s.Access.ForgetIn)
	s.Organizations.OnLeave(s.Grants.EndOrganization)
}

// identity builds what is about people and their sessions.
func (s *Services) identity(c config.Config, sealer secret.Sealer, now func() time.Time) {
	s.Throttle = throttle.New(s.DB, s.Audit, budgets(c), now)
	s.Users = user.New(s.DB, user.Parts{
		Hub: s.Hub, Audit: s.Audit, Hasher: secret.NewHasher(secret.Cost(c.PasswordHash)), Throttle: s.Throttle, Tickets: s.Tickets, Mail: s.Mail,
	}, user.Settings{BaseURL: c.BaseURL, VerifiedOnly: c.RequireEmailVerification, DeletionGrace: c.DeletionGrace}, now)
	s.Users.SetPolicy(passwordPolicy(c, s, now))
	s.Sessions = session.New(s.DB, s.Hub, s.Audit, s.Users, now)
	s.Factors = mfa.New(s.factorParts(c, sealer, now), mfa.Settings{Issuer: c.AppName, Policy: mfa.Policy(c.MFARequired)}, now)
	s.Passkeys = mfa.NewPasskeys(s.Factors, s.Tickets, site(c), now)
	s.SignIn = signin.New(signin.Parts{
		DB: s.DB, Throttle: s.Throttle, Users: s.Users, Sessions: s.Sessions, Factors: s.Factors, Passkeys: s.Passkeys, Audit: s.Audit, PasskeySignIn: c.PasskeySignIn,
	}, now)
	s.Federation = federation.New(federation.Parts{
		DB: s.DB, Users: s.Users, SignIn: s.SignIn, Tickets: s.Tickets, Fetch: s.FetchInside, Sealer: sealer, Audit: s.Audit,
	}, c.Providers, c.BaseURL, now)
	s.Users.EndSessionsBy(s.Sessions.EndAll)
	s.Users.OnReset(s.Factors.RevokeDevices)
	s.Users.OnReset(s.SignIn.Abandon)
	s.Users.OnReset(s.Throttle.ForgetDevices)
	s.Users.OnPassword(s.Factors.RevokeDevices)
	s.Users.OnPassword(s.SignIn.Abandon)
	s.Self = self.New(s.DB, s.Users, s.Sessions)
	s.SignIn.OnNewDevice(newDevice(s.Mail, c.BaseURL, now))
	s.Passwordless = passwordless.New(passwordless.Parts{
		DB: s.DB, Users: s.Users, SignIn: s.SignIn, Mail: s.Mail, Throttle: s.Throttle, Audit: s.Audit,
	}, passwordless.Settings{Link: c.Passwordless.Link, Code: c.Passwordless.Code, BaseURL: c.BaseURL}, now)
	s.Setup = setup.New(s.DB, s.Users, s.SignIn, s.Audit, s.Signer, now)
}

// reach are the ways out: to addresses that strangers chose, and to those that
// whoever runs the service did.
func reach(c config.Fetch) (strangers, inside *fetch.Client) {
	o := fetch.Options{AllowLoopback: c.AllowLoopback, Ports: c.Ports, RootCAs: c.RootCAs}
	strangers = fetch.New(o)
	o.Networks = c.Networks
	return strangers, fetch.New(o)
}

// site is for whom passkeys are made: the host of the service, as the original
// had it, asked for by pages of trusted origins.
func site(c config.Config) mfa.Site {
	s := mfa.Site{ID: c.BaseURL, Name: c.AppName, Origins: append([]string{c.BaseURL}, c.CORSOrigins...)}
	if u, err := url.Parse(c.BaseURL); err == nil {
		s.ID = u.Hostname()
	}
	return s
}

// aboutUsers are the scopes that open something at userinfo.
func aboutUsers() []resource.Scope {
	var scopes []resource.Scope
	for _, name := range application.Scopes() {
		if name != "offline_access" {
			scopes = append(scopes, resource.Scope{Name: name})
		}
	}
	return scopes
}

// bases are where clients reach the service, as the configuration tells.
func bases(c config.Config) []string {
	all := []string{c.BaseURL}
	if c.MTLSURL != "" {
		all = append(all, c.MTLSURL)
	}
	return all
}

// secrets orders the configured secrets: the newest signs and seals, all of
// them verify and open.
func secrets(c config.Config) (signing []string, sealing []secret.Versioned) {
	for _, s := range c.Secrets {
		signing = append(signing, s.Value)
		sealing = append(sealing, secret.Versioned{Version: s.Version, Text: s.Value})
	}
	if c.Secret != "" {
		signing = append(signing, c.Secret)
		sealing = append(sealing, secret.Versioned{Version: -1, Text: c.Secret})
	}
	return signing, sealing
}
