package application

import (
	"net/url"
	"strings"
)

// Sector is whom a pairwise client shares the names of its users with: all
// clients of one host (OpenID Connect Core §8.1). A client without a host, or
// with several and no sector identifier, has a sector of its own.
func (a Application) Sector() string {
	if host := hostOf(a.Client.SectorIdentifier); host != "" {
		return host
	}
	sector := ""
	for _, uri := range a.RedirectURIs {
		host := hostOf(uri)
		if host == "" || sector != "" && host != sector {
			return a.ownSector()
		}
		sector = host
	}
	if sector == "" {
		return a.ownSector()
	}
	return sector
}

func (a Application) ownSector() string { return "client:" + a.ID } // no host has a colon

func hostOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
