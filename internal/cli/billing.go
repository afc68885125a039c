package cli

import (
	"context"
	"fmt"

	"github.com/circle-rd/auth-service/internal/usage/billing"
	"github.com/circle-rd/auth-service/internal/wire"
)

type billingReconcileCommand struct {
	DryRun bool `help:"Print what differs and repair nothing."`
}

// Run prints a line for each difference.
func (b billingReconcileCommand) Run(ctx context.Context, p *Program) error {
	return p.with(ctx, func(s *wire.Services) error {
		n := 0
		err := s.Billing.Reconcile(ctx, b.DryRun, func(d billing.Difference) {
			n++
			fmt.Fprintf(p.Stdout, "%s\n  - %s\n  + %s\n", d.Purchase, d.Before, d.After)
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.Stdout, "differences: %d\n", n)
		return err
	})
}
