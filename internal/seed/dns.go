package seed

import (
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// A NameServer answers questions of the DNS with what the test published.
type NameServer struct {
	Address string

	conn net.PacketConn

	mu     sync.Mutex
	texts  map[string][]string
	broken bool
}

// NewNameServer starts a name server for as long as the test runs.
func NewNameServer(t testing.TB) *NameServer {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &NameServer{Address: conn.LocalAddr().String(), conn: conn, texts: map[string][]string{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.serve()
	}()
	t.Cleanup(func() {
		_ = conn.Close() // ends serve
		<-done
	})
	return n
}

// NameServer is who the service asks.
func (w *World) NameServer() *NameServer { return w.names }

// Publish adds a TXT record.
func (n *NameServer) Publish(name string, texts ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := strings.ToLower(name) + "."
	n.texts[key] = append(n.texts[key], texts...)
}

// Withdraw removes the records of a name.
func (n *NameServer) Withdraw(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.texts, strings.ToLower(name)+".")
}

// Break makes every answer a failure of the server, until it is mended.
func (n *NameServer) Break(broken bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.broken = broken
}

func (n *NameServer) find(name string) (texts []string, broken bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.texts[strings.ToLower(name)]), n.broken
}

func (n *NameServer) serve() {
	packet := make([]byte, 4096)
	for {
		size, from, err := n.conn.ReadFrom(packet)
		if err != nil {
			return
		}
		if answer, err := n.answer(packet[:size]); err == nil {
			_, _ = n.conn.WriteTo(answer, from) // who asks again gets it again
		}
	}
}

func (n *NameServer) answer(packet []byte) ([]byte, error) {
	var p dnsmessage.Parser
	asked, err := p.Start(packet)
	if err != nil {
		return nil, err
	}
	question, err := p.Question()
	if err != nil {
		return nil, err
	}
	m := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: asked.ID, Response: true, Authoritative: true, RecursionDesired: asked.RecursionDesired, RecursionAvailable: true},
		Questions: []dnsmessage.Question{question},
	}
	texts, broken := n.find(question.Name.String())
	switch {
	case broken:
		m.RCode = dnsmessage.RCodeServerFailure
	case len(texts) == 0:
		m.RCode = dnsmessage.RCodeNameError
	case question.Type == dnsmessage.TypeTXT:
		for _, text := range texts {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: question.Name, Class: dnsmessage.ClassINET, TTL: 60},
				Body:   &dnsmessage.TXTResource{TXT: []string{text}},
			})
		}
	}
	return m.Pack()
}
