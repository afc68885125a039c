package audit

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// The formats of an export.
const (
	NDJSON = "ndjson" // one JSON object in a line
	CSV    = "csv"    // RFC 4180, with a header
)

// Export writes every entry that a filter selects, newest first. That it was
// done is an entry too, written before: who has seen the trail is part of it.
func (l *Log) Export(ctx context.Context, by actor.Actor, format string, f Filter, to io.Writer) error {
	write, err := writer(format, to)
	if err != nil {
		return err
	}
	if _, err := parseCursor(f.Cursor); err != nil {
		return err
	}
	if err := l.Record(ctx, by, Event{Action: "audit.exported", Target: "audit", Details: f.details(format)}); err != nil {
		return err
	}
	if format == CSV {
		if err := write.header(); err != nil {
			return err
		}
	}
	if err := l.Each(ctx, f, write.entry); err != nil {
		return err
	}
	return write.flush()
}

// details tells what was asked for.
func (f Filter) details(format string) map[string]any {
	d := map[string]any{"format": format}
	for name, value := range map[string]string{
		"user": f.User, "actor": f.Actor, "action": f.Action, "target": f.Target, "targetId": f.TargetID,
		"organization": f.Organization, "application": f.Application, "text": f.Text,
	} {
		if value != "" {
			d[name] = value
		}
	}
	for name, at := range map[string]time.Time{"from": f.From, "until": f.Until} {
		if !at.IsZero() {
			d[name] = at.UTC().Format(time.RFC3339)
		}
	}
	return d
}

type exporter interface {
	header() error
	entry(e Entry) error
	flush() error
}

func writer(format string, to io.Writer) (exporter, error) {
	switch format {
	case NDJSON:
		return lines{to}, nil
	case CSV:
		return table{csv.NewWriter(to)}, nil
	default:
		return nil, ErrFilter.With(fault.Field{Name: "query.format", Problem: "Must be ndjson or csv"})
	}
}

const exactTime = "2006-01-02T15:04:05.000Z"

// A lines writer makes one JSON object of each entry. Whoever has all of them
// can compute the hashes anew: details are as they are stored.
type lines struct{ to io.Writer }

type line struct {
	Sequence       int64           `json:"sequence,omitempty"`
	Hash           string          `json:"hash,omitempty"`
	ID             string          `json:"id"`
	At             string          `json:"at"`
	Action         string          `json:"action"`
	ActorKind      string          `json:"actorKind"`
	ActorID        string          `json:"actorId"`
	ActorName      string          `json:"actorName,omitempty"`
	ImpersonatorID string          `json:"impersonatorId"`
	Target         string          `json:"target"`
	TargetID       string          `json:"targetId"`
	UserID         string          `json:"userId"`
	UserName       string          `json:"userName,omitempty"`
	OrganizationID string          `json:"organizationId"`
	ApplicationID  string          `json:"applicationId"`
	RequestID      string          `json:"requestId"`
	Address        string          `json:"address"`
	Details        json.RawMessage `json:"details"`
}

func (w lines) header() error { return nil }

func (w lines) entry(e Entry) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b) // ends with a line feed
	err := enc.Encode(line{
		e.Place.Seq, e.Place.Hash, e.ID, e.At.UTC().Format(exactTime), e.Action, e.ActorKind, e.ActorID, e.ActorName, e.Impersonator,
		e.Target, e.TargetID, e.UserID, e.UserName, e.OrganizationID, e.ApplicationID, e.RequestID, e.Address, json.RawMessage(e.details),
	})
	if err != nil {
		return err
	}
	_, err = w.to.Write(b.Bytes())
	return err
}

func (w lines) flush() error { return nil }

// A table writer makes a row of each entry.
type table struct{ to *csv.Writer }

func (w table) header() error {
	return w.to.Write([]string{
		"sequence", "hash", "id", "at", "action", "actor_kind", "actor_id", "actor_name", "impersonator_id", "target", "target_id",
		"user_id", "user_name", "organization_id", "application_id", "request_id", "address", "details",
	})
}

func (w table) entry(e Entry) error {
	seq := ""
	if e.Place.Seq != 0 {
		seq = strconv.FormatInt(e.Place.Seq, 10)
	}
	row := []string{
		seq, e.Place.Hash, e.ID, e.At.UTC().Format(exactTime), e.Action, e.ActorKind, e.ActorID, e.ActorName, e.Impersonator,
		e.Target, e.TargetID, e.UserID, e.UserName, e.OrganizationID, e.ApplicationID, e.RequestID, e.Address, e.details,
	}
	for i, cell := range row {
		row[i] = harmless(cell)
	}
	return w.to.Write(row)
}

func (w table) flush() error {
	w.to.Flush()
	return w.to.Error()
}

// harmless keeps spreadsheets from taking what somebody wrote for a formula: an
// apostrophe in front makes it text.
func harmless(cell string) string {
	if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") || strings.HasPrefix(cell, "＝") ||
		strings.HasPrefix(cell, "＋") || strings.HasPrefix(cell, "－") || strings.HasPrefix(cell, "＠") {
		return "'" + cell
	}
	return cell
}
