package server

import "github.com/circle-rd/auth-service/internal/platform/web"

// A Row is a line of the route table, for tests.
type Row struct {
	Pattern, Guard, Origin, Limit, Resume string
	Dialect                               web.Dialect
}

// Rows are the lines of the route table.
func (s *Server) Rows() []Row {
	var rows []Row
	for _, r := range s.routes {
		rows = append(rows, Row{r.pattern, string(r.guard), string(r.origin), r.limit, string(r.resume), r.dialect})
	}
	return rows
}
