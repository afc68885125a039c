package consumption

import (
	"context"

	"github.com/circle-rd/auth-service/internal/platform/db"
	"github.com/circle-rd/auth-service/internal/usage/meter"
)

func (s store) sums(ctx context.Context, limit int) ([]Sum, error) {
	return db.All(ctx, s.db, func(r db.Row) (Sum, error) {
		var one Sum
		var billions, units, nanos int64
		err := r.Scan(&one.ApplicationID, &one.ApplicationName, &one.ApplicationSlug, &one.Key, &one.Users, &billions, &units, &nanos)
		one.Total = meter.Text(billions, units, nanos)
		return one, err
	}, `SELECT a.id, a.name, a.slug, t.key, t.users, t.billions, t.units, t.nanos
		FROM (
			SELECT application_id, key, COUNT(*) AS users, CAST(SUM(units / 1000000000) AS BIGINT) AS billions,
				CAST(SUM(units % 1000000000) AS BIGINT) AS units, CAST(SUM(nanos) AS BIGINT) AS nanos
			FROM consumption_totals GROUP BY application_id, key
			ORDER BY COUNT(*) DESC, application_id, key LIMIT $1
		) AS t JOIN applications a ON a.id = t.application_id
		ORDER BY t.users DESC, t.key, a.id`, limit)
}
