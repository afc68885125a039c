package user

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/actor"
	"github.com/circle-rd/auth-service/internal/platform/fault"
)

// How a text is looked for, and how a value is compared.
const (
	Contains   = "contains"
	StartsWith = "starts_with"
	EndsWith   = "ends_with"

	opEqual, opNot                         = "eq", "ne"
	opLess, opAtMost, opMore, opAtLeast    = "lt", "lte", "gt", "gte"
	opAmong, opNotAmong                    = "in", "not_in"
	defaultListed, maxListed, maxAmongThem = 100, 1000, 200
)

// A Search selects a page of accounts. What is empty is not looked at.
type Search struct {
	Limit, Offset int
	SortBy        string // a member of the JSON; newest first when empty
	Descending    bool

	Text      string
	TextField string // "email", "name"
	TextMatch string // Contains, StartsWith, EndsWith

	FilterField string // a member of the JSON
	FilterBy    string // eq, ne, lt, lte, gt, gte, in, not_in, contains, starts_with, ends_with
	FilterValue []string
}

// The kinds of columns.
const (
	kindText = iota
	kindFlag
	kindTime
)

// A column is what a member of the JSON is stored in. Only what is named here
// ever gets into a statement.
type column struct {
	name     string
	kind     int
	nullable bool
}

func columnOf(member string) (column, bool) {
	switch member {
	case "id", "name", "email", "role":
		return column{"u." + member, kindText, false}, true
	case "image", "phone", "company", "position", "address":
		return column{"u." + member, kindText, true}, true
	case "emailVerified":
		return column{"u.email_verified", kindFlag, false}, true
	case "twoFactorEnabled":
		return column{"u.two_factor_enabled", kindFlag, false}, true
	case "isMfaRequired":
		return column{"u.is_mfa_required", kindFlag, false}, true
	case "banned":
		return column{"u.banned", kindFlag, false}, true
	case "banReason":
		return column{"u.ban_reason", kindText, true}, true
	case "banExpires":
		return column{"u.ban_expires_at", kindTime, true}, true
	case "createdAt":
		return column{"u.created_at", kindTime, false}, true
	case "updatedAt":
		return column{"u.updated_at", kindTime, false}, true
	}
	return column{}, false
}

func wrong(name, problem string) error {
	return ErrInvalid.With(fault.Field{Name: "query." + name, Problem: problem})
}

// value reads what a column is compared with.
func (c column) value(text string) (any, error) {
	switch c.kind {
	case kindFlag:
		if text != "true" && text != "false" {
			return nil, wrong("filterValue", "Must be true or false")
		}
		return text == "true", nil
	case kindTime:
		for _, form := range []string{time.RFC3339, time.DateOnly} {
			if at, err := time.Parse(form, text); err == nil {
				return at, nil
			}
		}
		if millis, err := strconv.ParseInt(text, 10, 64); err == nil {
			return time.UnixMilli(millis), nil
		}
		return nil, wrong("filterValue", "Must be a date")
	}
	if !plain(text, "\n\r\t") {
		return nil, wrong("filterValue", "Must not hold control characters")
	}
	return text, nil
}

// takes reports whether an operator makes sense for a column.
func (c column) takes(operator string) bool {
	switch operator {
	case opEqual, opNot, opAmong, opNotAmong:
		return true
	case opLess, opAtMost, opMore, opAtLeast:
		return c.kind != kindFlag
	case Contains, StartsWith, EndsWith:
		return c.kind == kindText
	}
	return false
}

// A criterion is a filter that was checked.
type criterion struct {
	column   column
	operator string
	values   []any
}

func (f Search) criterion() (criterion, error) {
	by := f.FilterBy
	if by == "" {
		by = opEqual
	}
	c, known := columnOf(f.FilterField)
	if !known {
		return criterion{}, wrong("filterField", "There is no such field")
	}
	if !c.takes(by) {
		return criterion{}, wrong("filterOperator", "Does not fit the field")
	}
	texts := f.FilterValue
	if by == opAmong || by == opNotAmong {
		texts = strings.Split(strings.Join(texts, ","), ",")
	}
	if len(texts) == 0 || len(texts) > maxAmongThem || len(texts) > 1 && by != opAmong && by != opNotAmong {
		return criterion{}, wrong("filterValue", "Must be one value, or up to "+strconv.Itoa(maxAmongThem)+" of a list")
	}
	found := criterion{column: c, operator: by}
	for _, text := range texts {
		v, err := c.value(text)
		if err != nil {
			return criterion{}, err
		}
		found.values = append(found.values, v)
	}
	return found, nil
}

// Search returns the accounts that an administrator looks for.
func (s *Service) Search(ctx context.Context, by actor.Actor, f Search) (Page, error) {
	if !May(by, resourceUser, "list") {
		return Page{}, ErrMayNotList
	}
	if f.Limit == 0 {
		f.Limit = defaultListed
	}
	f.Limit = min(f.Limit, maxListed)
	if f.SortBy == "" {
		f.SortBy, f.Descending = "createdAt", true
	}
	order, known := columnOf(f.SortBy)
	if !known {
		return Page{}, wrong("sortBy", "There is no such field")
	}
	if !plain(f.Text, "") {
		return Page{}, wrong("searchValue", "Must not hold control characters")
	}
	if f.TextField == "" {
		f.TextField = "email"
	}
	if !slices.Contains([]string{"email", "name"}, f.TextField) {
		return Page{}, wrong("searchField", "Must be email or name")
	}
	var filters []criterion
	if f.Text != "" {
		if f.TextMatch == "" {
			f.TextMatch = Contains
		}
		column, _ := columnOf(f.TextField)
		filters = append(filters, criterion{column, f.TextMatch, []any{f.Text}})
	}
	if f.FilterField != "" {
		c, err := f.criterion()
		if err != nil {
			return Page{}, err
		}
		filters = append(filters, c)
	}
	return s.store.search(ctx, filters, order, f)
}
