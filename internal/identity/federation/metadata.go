package federation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/fetch"
)

var errMetadata = errors.New("the metadata of the provider cannot be used")

func keepMetadata() fetch.Keep {
	return fetch.Keep{
		Want:  fetch.Want{MaxBytes: 128 << 10, Types: []string{"application/json", "+json"}},
		Floor: 10 * time.Minute, Ceiling: 24 * time.Hour, Failures: 10 * time.Second, StaleOnError: 24 * time.Hour,
		Entries: 100,
	}
}

// parseMetadata reads a discovery document (OpenID Connect Discovery §3, RFC
// 8414 §2, RFC 9207 §3).
func parseMetadata(d fetch.Document) (metadata, error) {
	var doc struct {
		Issuer        string   `json:"issuer"`
		Authorization string   `json:"authorization_endpoint"`
		Token         string   `json:"token_endpoint"`
		Userinfo      string   `json:"userinfo_endpoint"`
		Keys          string   `json:"jwks_uri"`
		Algs          []string `json:"id_token_signing_alg_values_supported"`
		Auth          []string `json:"token_endpoint_auth_methods_supported"`
		Challenges    []string `json:"code_challenge_methods_supported"`
		Grants        []string `json:"grant_types_supported"`
		AnswersIssuer bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := json.Unmarshal(d.Body, &doc); err != nil {
		return metadata{}, fmt.Errorf("%w: it is no JSON of the kind", errMetadata)
	}
	for name, address := range map[string]string{"authorization_endpoint": doc.Authorization, "token_endpoint": doc.Token, "jwks_uri": doc.Keys} {
		if !isAddress(address) {
			return metadata{}, fmt.Errorf("%w: %s is no address", errMetadata, name)
		}
	}
	if doc.Userinfo != "" && !isAddress(doc.Userinfo) {
		return metadata{}, fmt.Errorf("%w: userinfo_endpoint is no address", errMetadata)
	}
	m := metadata{
		Issuer: doc.Issuer, Authorization: doc.Authorization, Token: doc.Token, Userinfo: doc.Userinfo, Keys: doc.Keys,
		AnswersIssuer: doc.AnswersIssuer,
		Basic:         len(doc.Auth) == 0 || slices.Contains(doc.Auth, "client_secret_basic"),
		NoPKCE:        len(doc.Challenges) > 0 && !slices.Contains(doc.Challenges, "S256"),
		NoRefresh:     len(doc.Grants) > 0 && !slices.Contains(doc.Grants, "refresh_token"),
	}
	for _, alg := range doc.Algs {
		if slices.Contains(allowedAlgs(), alg) {
			m.Algs = append(m.Algs, alg)
		}
	}
	if len(doc.Algs) > 0 && len(m.Algs) == 0 {
		return metadata{}, fmt.Errorf("%w: it signs ID tokens with nothing that can be verified here", errMetadata)
	}
	return m, nil
}

// isAddress reports whether text is an absolute web address without a fragment.
// Which of them may be fetched is for the fetching client to say.
func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && !strings.Contains(text, "#")
}

// metadata returns where the endpoints of a provider are.
func (s *Service) metadata(ctx context.Context, p provider) (metadata, error) {
	if p.known.Issuer != "" {
		return p.known, nil
	}
	at := strings.TrimSuffix(p.Issuer, "/")
	m, err := s.documents.Get(ctx, at+"/.well-known/openid-configuration")
	if err != nil {
		return metadata{}, fmt.Errorf("%w: %w", errMetadata, err)
	}
	// OpenID Connect Discovery §4.3, but for a slash that people forget.
	named := strings.ReplaceAll(m.Issuer, tenantPlace, p.Tenant)
	if strings.TrimSuffix(named, "/") != at && !p.manyTenants(m.Issuer) {
		return metadata{}, fmt.Errorf("%w: its issuer is another one", errMetadata)
	}
	return m, nil
}
