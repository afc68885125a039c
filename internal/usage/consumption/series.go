package consumption

import (
	"context"
	"time"

	"github.com/circle-rd/auth-service/internal/usage/meter"
)

// A SeriesQuery asks for what was consumed of a key over time.
type SeriesQuery struct {
	ApplicationID string
	Key           string
	UserID        string       // empty: all users together
	Interval      meter.Window // hour, day or month
	From, To      time.Time    // zero: as long as the interval suggests, until now
}

// A Point is what was consumed in an interval. It may have more digits than an
// Amount, for it can be many users'.
type Point struct {
	Start  time.Time
	Amount string
}

// maxPoints is how many intervals a series may have.
const maxPoints = 1000

const day = 24 * time.Hour

// Series returns what was consumed in each interval, those of nothing too: from
// the one that From is in until before To. It adds up hours, not entries.
func (s *Service) Series(ctx context.Context, q SeriesQuery) ([]Point, error) {
	if _, err := s.applications.ByID(ctx, q.ApplicationID); err != nil {
		return nil, err
	}
	if !meter.IsKey(q.Key) {
		return nil, ErrKey
	}
	if q.UserID != "" && !isPair(q.ApplicationID, q.UserID) {
		return nil, ErrMember
	}
	step := day
	if q.Interval == meter.Hour {
		step = time.Hour
	}
	if q.To.IsZero() {
		q.To = s.clock()
	}
	if q.From.IsZero() {
		q.From = map[meter.Window]time.Time{
			meter.Hour: q.To.Add(-day), meter.Day: q.To.AddDate(0, 0, -30), meter.Month: q.To.AddDate(-1, 0, 0),
		}[q.Interval]
	}
	points, index, err := q.empty()
	if err != nil {
		return nil, err
	}
	buckets, err := s.store.series(ctx, q, step)
	if err != nil {
		return nil, err
	}
	sums := make([]bucket, len(points))
	for _, b := range buckets {
		start, _ := q.Interval.Around(b.start, time.Time{})
		sum := &sums[index[start.UnixMilli()]]
		sum.billions, sum.units, sum.nanos = sum.billions+b.billions, sum.units+b.units, sum.nanos+b.nanos
	}
	for i, b := range sums {
		points[i].Amount = meter.Text(b.billions, b.units, b.nanos)
	}
	return points, nil
}

// empty lists the intervals that are asked for, moves From to the first one's
// beginning, and says where each is.
func (q *SeriesQuery) empty() ([]Point, map[int64]int, error) {
	if q.From.Before(meter.Ever()) || !q.To.After(q.From) {
		return nil, nil, ErrInvalid.Saying("from must be before to")
	}
	var points []Point
	index := map[int64]int{}
	next, _ := q.Interval.Around(q.From, time.Time{})
	q.From = next
	for next.Before(q.To) {
		if len(points) == maxPoints {
			return nil, nil, ErrInvalid.Saying("The series would have more than 1000 points")
		}
		index[next.UnixMilli()] = len(points)
		points = append(points, Point{Start: next})
		_, next = q.Interval.Around(next, time.Time{})
	}
	return points, index, nil
}
