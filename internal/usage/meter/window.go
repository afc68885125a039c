package meter

import "time"

// A Window is the stretch of time within which a limit counts.
type Window string

// The windows. A lifetime never ends.
const (
	Minute   Window = "minute"
	Hour     Window = "hour"
	Day      Window = "day"
	Month    Window = "month"
	Lifetime Window = "lifetime"
)

// Windows are the windows that exist, the shortest first.
func Windows() []Window { return []Window{Minute, Hour, Day, Month, Lifetime} }

func (w Window) known() bool {
	switch w {
	case Minute, Hour, Day, Month, Lifetime:
		return true
	}
	return false
}

// Ever is when lifetimes begin.
func Ever() time.Time { return time.UnixMilli(0).UTC() }

// Around returns the window that an instant is in: from start until just before
// end. Without an anchor windows follow the calendar in UTC. With one, days and
// months begin at its hour, and months on its day, or on their last one where
// they have no such day. A lifetime's end is zero.
func (w Window) Around(at, anchor time.Time) (start, end time.Time) {
	at, anchor = at.UTC(), anchor.UTC().Truncate(time.Hour)
	switch w {
	case Minute:
		start = at.Truncate(time.Minute)
		return start, start.Add(time.Minute)
	case Hour:
		start = at.Truncate(time.Hour)
		return start, start.Add(time.Hour)
	case Day:
		begins := time.Duration(anchor.Hour()) * time.Hour // a zero anchor's hour is 0
		start = at.Add(-begins).Truncate(24 * time.Hour).Add(begins)
		return start, start.Add(24 * time.Hour)
	case Month:
		months := 12*at.Year() + int(at.Month()) - 1
		if monthly(months, anchor).After(at) {
			months--
		}
		return monthly(months, anchor), monthly(months+1, anchor)
	case Lifetime:
	}
	return Ever(), time.Time{}
}

// monthly is when the window begins that is an anchor's in a month, by the
// number of months since the year 0.
func monthly(months int, anchor time.Time) time.Time {
	year, month := months/12, time.Month(months%12+1)
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(year, month, min(anchor.Day(), last), anchor.Hour(), 0, 0, 0, time.UTC)
}
