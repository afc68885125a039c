package discovery

// DocMetadata is what the document of the API says of the provider's metadata.
type DocMetadata struct {
	CacheControl string `header:"Cache-Control"`
	Body         metadata
}

// DocKeysRequest asks for the key set.
type DocKeysRequest struct {
	IfNoneMatch string `header:"If-None-Match" doc:"The ETag of the key set that the caller has"`
}

// DocKeys is the key set (RFC 7517 §5).
type DocKeys struct {
	CacheControl string `header:"Cache-Control"`
	ETag         string `header:"ETag"`
	Body         keySetJSON
}

type keySetJSON struct {
	Keys []keyJSON `json:"keys" nullable:"false"`
}

type keyJSON struct {
	KeyType   string `json:"kty" enum:"RSA,EC,OKP"`
	ID        string `json:"kid"`
	Use       string `json:"use,omitempty"`
	Algorithm string `json:"alg,omitempty"`
	Curve     string `json:"crv,omitempty"`
	X         string `json:"x,omitempty"`
	Y         string `json:"y,omitempty"`
	Modulus   string `json:"n,omitempty"`
	Exponent  string `json:"e,omitempty"`
}

// DocResourceRequest names a protected API.
type DocResourceRequest struct {
	Resource string `query:"resource" doc:"The identifier of a registered API, whatever the path"`
}

// DocResourceAt names a protected API at this host by its path.
type DocResourceAt struct {
	Path string `path:"path"`
	DocResourceRequest
}

// DocResource is the metadata of a protected API (RFC 9728 §2).
type DocResource struct {
	CacheControl string `header:"Cache-Control"`
	Body         resourceMetadata
}
