package db

import (
	"context"

	"github.com/jackc/pgx/v5"
)

type planKey struct{}

// PlanEach returns a context whose reads PostgreSQL plans for the arguments they
// have. Otherwise it soon keeps one plan for all of them, which is right for what
// finds a row by its key and wrong for a search: a rare word wants another plan
// than a frequent one. It costs no further round trip, but the planning. It
// changes nothing for SQLite, nor for statements that write.
func PlanEach(ctx context.Context) context.Context { return context.WithValue(ctx, planKey{}, true) }

// planned puts in front of the arguments how their statement is to be planned.
// The unnamed statement of the protocol is the one that is planned when its
// arguments are known.
func (db *DB) planned(ctx context.Context, args []any) []any {
	if ctx.Value(planKey{}) == nil || !db.Postgres() {
		return args
	}
	return append([]any{pgx.QueryExecModeCacheDescribe}, args...)
}
