package user

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// Condition is SQL for users, whose id is in the given column, that have a word
// beginning like the term. Bind names an argument.
func (t Term) Condition(column string, bind func(any) string) string {
	return column + ` IN (SELECT w.user_id FROM user_words w WHERE w.word >= ` + bind(string(t)) + ` AND w.word < ` + bind(string(t)+"\U0010FFFF") + `)`
}

func (s store) insertWords(ctx context.Context, userID string, words []string) error {
	args := []any{userID}
	var rows []string
	for _, word := range words {
		args = append(args, word)
		rows = append(rows, `($`+strconv.Itoa(len(args))+`, $1)`)
	}
	_, err := s.db.Exec(ctx, `INSERT INTO user_words (word, user_id) VALUES `+strings.Join(rows, ", ")+` ON CONFLICT (word, user_id) DO NOTHING`, args...)
	return err
}

// saveWords writes what is different from what an account was found by.
func (s store) saveWords(ctx context.Context, userID string, words []string) error {
	before, err := db.All(ctx, s.db, db.ScanString, `SELECT word FROM user_words WHERE user_id = $1`, userID)
	if err != nil {
		return err
	}
	for _, word := range before {
		if slices.Contains(words, word) {
			continue
		}
		if _, err := s.db.Exec(ctx, `DELETE FROM user_words WHERE user_id = $1 AND word = $2`, userID, word); err != nil {
			return err
		}
	}
	missing := slices.DeleteFunc(slices.Clone(words), func(word string) bool { return slices.Contains(before, word) })
	if len(missing) == 0 {
		return nil
	}
	return s.insertWords(ctx, userID, missing)
}
