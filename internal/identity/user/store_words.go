package user

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// Having is SQL for users, whose id is in the given column, that have for each of
// one or more terms a word that begins like it. Bind names an argument. The
// terms are nested, so that the words are compared with each other before
// anything else is read.
func Having(terms []Term, column string, bind func(any) string) string {
	condition := column + ` IN (SELECT w.user_id FROM user_words w WHERE w.word >= ` + bind(string(terms[0])) + ` AND w.word < ` + bind(string(terms[0])+"\U0010FFFF")
	if len(terms) > 1 {
		condition += ` AND ` + Having(terms[1:], `w.user_id`, bind)
	}
	return condition + `)`
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
