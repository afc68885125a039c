// Breachlist packs the most common passwords of a list, one a line and the most
// common first, into the form that package breach reads.
package main

import (
	"bufio"
	"flag"
	"log"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/circle-rd/auth-service/internal/platform/breach"
)

// Shorter passwords are refused for their length.
const shortest = 8

func main() {
	from := flag.String("from", "", "list to read")
	to := flag.String("to", "", "file to write")
	most := flag.Int("most", 0, "how many passwords to take")
	bits := flag.Uint("bits", 13, "buckets, as a power of two")
	flag.Parse()
	file, err := os.Open(*from)
	if err != nil {
		log.Fatal(err)
	}
	var taken []string
	seen := map[string]bool{}
	lines := bufio.NewScanner(file)
	for lines.Scan() && len(taken) < *most {
		password := strings.ToLower(norm.NFKC.String(strings.TrimRight(lines.Text(), "\r")))
		if !utf8.ValidString(password) || utf8.RuneCountInString(password) < shortest || seen[password] {
			continue
		}
		seen[password] = true
		taken = append(taken, password)
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*to, breach.Pack(taken, *bits), 0o600); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d passwords", len(taken))
}
