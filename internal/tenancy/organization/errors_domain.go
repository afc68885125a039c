package organization

import "github.com/circle-rd/auth-service/internal/platform/fault"

// What resellers and their clients are refused.
var (
	// ErrNotReseller means that the organization may have no clients.
	ErrNotReseller = fault.New(fault.Forbidden, "RSL_001", "The organization is not a reseller").InBetterAuth("ORGANIZATION_IS_NOT_A_RESELLER", 0)
	// ErrTiers keeps clients from having clients.
	ErrTiers       = fault.New(fault.Conflict, "RSL_002", "A client of a reseller cannot be a reseller, nor a reseller a client")
	ErrClientLimit = fault.New(fault.Conflict, "RSL_003", "The reseller has as many clients as it may have").InBetterAuth("ORGANIZATION_LIMIT_REACHED", 403)
)

// What is refused about domains.
var (
	ErrDomain        = fault.New(fault.NotFound, "DOM_001", "Domain not found")
	ErrDomainRefused = fault.New(fault.Invalid, "DOM_002", "Nobody can have this domain to themselves")
	ErrDomainClaimed = fault.New(fault.Conflict, "DOM_003", "The organization has claimed this domain already")
	ErrDomainLimit   = fault.New(fault.Conflict, "DOM_004", "The organization has claimed as many domains as it may")
	// ErrDomainProof means that the DNS has no record that says what it should.
	ErrDomainProof = fault.New(fault.Invalid, "DOM_005", "The DNS record was not found")
	// ErrResolver means that nobody can tell now whether the record is there.
	ErrResolver = fault.New(fault.Invalid, "DOM_006", "The DNS cannot be asked about this domain now")
	// ErrDomainTaken is told only to those who have shown the proof.
	ErrDomainTaken = fault.New(fault.Conflict, "DOM_007", "Another organization has verified this domain")
	ErrJoinRequest = fault.New(fault.NotFound, "DOM_008", "Request to join not found")
	errAddressLost = ErrJoinRequest.Saying("Whoever asked has no verified address of the domain any more")
	// ErrJoinRejected is the answer to whoever asks again.
	ErrJoinRejected = fault.New(fault.Forbidden, "DOM_009", "Your request to join was rejected")
)
