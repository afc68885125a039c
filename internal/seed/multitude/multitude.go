// Package multitude fills a database with many of everything, and knows what can be
// looked at in it.
package multitude

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/circle-rd/auth-service/internal/platform/db"
)

// A Crowd is how many of everything a service has: enough to see what its
// statements cost when there are many. It is made by PostgreSQL itself, row by
// row as the service would, and is the same each time.
type Crowd struct {
	Users, Applications, Organizations, Events int
	Root                                       string    // id of an account that exists, who is part of everything
	Now                                        time.Time // when the last of it happened
}

// Everybody is in the first application, and in one more. The first
// organization is full, and the reseller of every hundredth.
const (
	firstMembers = 100 // of the first organization
	rolesOfEach  = 3   // of each application
	plansOfEach  = 2
	sealedBefore = 1000 // entries at most that the service itself has made by then
)

// The kinds of ids in a crowd.
const (
	ofUser = 0xab0 + iota
	ofApplication
	ofOrganization
	ofSession
	ofAccount
	ofRole
	ofPermission
	ofPlan
	ofPrice
	ofSecret
	ofMember
	ofInvitation
	ofDomain
	ofRequest
	ofEvent
	ofSubscription
	ofConsent
	ofGrant
	ofPasskey
	ofDevice
	ofCredit
	ofDelivery
	ofMail
	ofResource
)

func key(kind, i int) string { return fmt.Sprintf("019%x00-0000-7000-8000-%012x", kind, i) }

// User is the id of one of the users, from 0 on; they come again after the last.
func (c Crowd) User(i int) string { return key(ofUser, 1+i%c.Users) }

// Application is the id of one of the applications.
func (c Crowd) Application(i int) string { return key(ofApplication, 1+i%c.Applications) }

// Slug is that of Application.
func (c Crowd) Slug(i int) string { return "shop-" + strconv.Itoa(1+i%c.Applications) }

// Organization is the id of one of the organizations.
func (c Crowd) Organization(i int) string { return key(ofOrganization, 1+i%c.Organizations) }

// Invitation is the id of the invitation that waits for Root.
func (c Crowd) Invitation() string { return key(ofInvitation, 0) }

// Consent is the id of what Root allowed the first application.
func (c Crowd) Consent() string { return key(ofConsent, 0) }

// Resource is the id of one of a few protected APIs.
func (c Crowd) Resource(i int) string { return key(ofResource, 1+i%20) }

// Name is that of User(i).
func (c Crowd) Name(i int) (first, last string) {
	n := 1 + i%c.Users
	return firstNames[n%len(firstNames)], lastNames[n/7%len(lastNames)]
}

// Email is that of User(i).
func (c Crowd) Email(i int) string {
	first, last := c.Name(i)
	n := 1 + i%c.Users
	return fmt.Sprintf("%s.%s.%d@example%d.com", strings.ToLower(first), strings.ToLower(last), n, n%50)
}

//nolint:gochecknoglobals // immutable
var (
	firstNames = strings.Fields("Alice Bruno Chloe Dario Elena Farid Greta Hugo Ines Jonas Karin Louis Marta Nadia Oscar Paula Quinn Rosa Samir Tessa Ulric Vera Wanda Xavier Yann Zoe Marc Maria Martin Alban")
	lastNames  = strings.Fields("Abel Bardot Caron Duval Eschen Faure Girard Haller Imbert Jung Keller Lambert Moreau Noel Olsen Petit Quentin Renard Sauter Thierry Urban Vidal Weber Xaver Yersin Zeller Martel Marin")
)

// Fill makes the crowd in a PostgreSQL database where Root exists.
func (c Crowd) Fill(ctx context.Context, d *db.DB) error {
	for _, statement := range c.statements() {
		if _, err := d.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%w in %.200s", err, strings.TrimSpace(statement))
		}
	}
	return nil
}

// statements are SQL of numbers and of texts of ours alone.
func (c Crowd) statements() []string {
	id := func(kind int, expression string) string {
		return fmt.Sprintf("'019%x00-0000-7000-8000-' || lpad(to_hex(CAST(%s AS BIGINT)), 12, '0')", kind, expression)
	}
	list := func(words []string) string { return "(ARRAY['" + strings.Join(words, "', '") + "'])" }
	replace := strings.NewReplacer(
		"{users}", strconv.Itoa(c.Users), "{applications}", strconv.Itoa(c.Applications), "{organizations}", strconv.Itoa(c.Organizations),
		"{events}", strconv.Itoa(c.Events), "{now}", strconv.FormatInt(c.Now.UnixMilli(), 10), "{root}", "'"+c.Root+"'",
		"{members}", strconv.Itoa(firstMembers), "{roles}", strconv.Itoa(rolesOfEach), "{plans}", strconv.Itoa(plansOfEach), "{sealed}", strconv.Itoa(sealedBefore),
		"{first}", list(firstNames)+"["+"1 + i % "+strconv.Itoa(len(firstNames))+"]", "{last}", list(lastNames)+"[1 + i / 7 % "+strconv.Itoa(len(lastNames))+"]",

		"{user}", id(ofUser, "i"), "{application}", id(ofApplication, "i"), "{organization}", id(ofOrganization, "i"),
		"{firstApplication}", id(ofApplication, "1"), "{secondApplication}", id(ofApplication, "2 + i % ("+strconv.Itoa(c.Applications)+" - 1)"),
		"{firstOrganization}", id(ofOrganization, "1"), "{organizationOf}", id(ofOrganization, "1 + i % "+strconv.Itoa(c.Organizations)),
		"{firstRole}", id(ofRole, "1"), "{roleOfSecond}", id(ofRole, "1 + (1 + i % ("+strconv.Itoa(c.Applications)+" - 1)) * "+strconv.Itoa(rolesOfEach)),
		"{firstPlan}", id(ofPlan, "1"), "{planOfSecond}", id(ofPlan, "1 + (1 + i % ("+strconv.Itoa(c.Applications)+" - 1)) * "+strconv.Itoa(plansOfEach)),
		"{session}", id(ofSession, "i"), "{account}", id(ofAccount, "i"), "{secret}", id(ofSecret, "i"), "{member}", id(ofMember, "i"),
		"{role}", id(ofRole, "(i - 1) * "+strconv.Itoa(rolesOfEach)+" + r"), "{permission}", id(ofPermission, "(i - 1) * 4 + r"),
		"{plan}", id(ofPlan, "(i - 1) * "+strconv.Itoa(plansOfEach)+" + r"), "{price}", id(ofPrice, "(i - 1) * "+strconv.Itoa(plansOfEach)+" + r"),
		"{invitation}", id(ofInvitation, "(i - 1) * {members} + r"), "{rootInvitation}", id(ofInvitation, "0"), "{domain}", id(ofDomain, "i"),
		"{request}", id(ofRequest, "i"), "{event}", id(ofEvent, "i"), "{subscription}", id(ofSubscription, "2 * i"),
		"{otherSubscription}", id(ofSubscription, "2 * i + 1"), "{consent}", id(ofConsent, "i"), "{rootConsent}", id(ofConsent, "0"), "{grant}", id(ofGrant, "i"),
		"{passkey}", id(ofPasskey, "i"), "{device}", id(ofDevice, "i"), "{credit}", id(ofCredit, "i"), "{delivery}", id(ofDelivery, "i"),
		"{anyUser}", id(ofUser, "1 + i / 10 % {users}"), "{anyApplication}", id(ofApplication, "1 + i / 10 % {applications}"),
		"{anyOrganization}", id(ofOrganization, "1 + i / 10 % {organizations}"),
		"{mail}", id(ofMail, "i"), "{resource}", id(ofResource, "i"),
	)
	all := strings.Split(script, ";\n")
	for i, statement := range all {
		all[i] = replace.Replace(replace.Replace(statement)) // what stands for an id may hold a number's name
	}
	return all
}

const script = `
INSERT INTO users (id, name, email, email_verified, image, role, banned, two_factor_enabled, is_mfa_required, company, created_at, updated_at, last_sign_in_at)
SELECT {user}, {first} || ' ' || {last}, lower({first} || '.' || {last}) || '.' || i || '@example' || i % 50 || '.com', i % 10 <> 0, NULL,
	CASE WHEN i % 1000 = 0 THEN 'admin' ELSE 'user' END, i % 50 = 0, i % 5 = 0, i % 20 = 0, 'Company ' || i % 100,
	{now} - (CAST({users} AS BIGINT) - i) * 60000, {now} - (CAST({users} AS BIGINT) - i) * 60000, CASE WHEN i % 4 = 0 THEN 0 ELSE {now} - CAST(i AS BIGINT) * 1000 END
FROM generate_series(1, {users}) i;
INSERT INTO user_words (word, user_id)
SELECT DISTINCT word, id FROM users CROSS JOIN LATERAL (
	SELECT regexp_split_to_table(lower(name), ' ') AS word
	UNION SELECT email UNION SELECT regexp_split_to_table(email, '[^[:alnum:]]')) w
WHERE id <> {root};
INSERT INTO accounts (id, user_id, provider_id, account_id, password, created_at, updated_at)
SELECT {account}, {user}, 'credential', {user}, '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$' || md5(CAST(i AS TEXT)), {now}, {now} FROM generate_series(1, {users}) i;
INSERT INTO second_factors (user_id, sealed, last_step, pending, mail, created_at, updated_at)
SELECT {user}, 'sealed', 0, NULL, FALSE, {now}, {now} FROM generate_series(5, {users}, 5) i;
INSERT INTO backup_codes (user_id, digest, pending)
SELECT {user}, md5(i || '.' || r), FALSE FROM generate_series(5, {users}, 5) i, generate_series(1, 10) r;
INSERT INTO passkeys (id, user_id, name, credential_id, public_key, user_handle, aaguid, transports, counter, backup_eligible, backed_up, created_at)
SELECT {passkey}, {user}, 'Phone', md5(CAST(i AS TEXT)), 'key', md5(CAST(i AS TEXT)), '', '[]', 0, TRUE, TRUE, {now} FROM generate_series(10, {users}, 10) i;
INSERT INTO trusted_devices (id, user_id, digest, user_agent, address, created_at, used_at, expires_at)
SELECT {device}, {user}, md5(CAST(i AS TEXT)), 'Mozilla/5.0', '192.0.2.1', {now}, {now}, {now} + 86400000 FROM generate_series(10, {users}, 10) i;
INSERT INTO sessions (id, token, user_id, ip_address, user_agent, impersonated_by, remember, methods, created_at, updated_at, expires_at)
SELECT {session}, md5(CAST(i AS TEXT)), {user}, '192.0.2.1', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', CASE WHEN i % 500 = 0 THEN {root} END, TRUE, 'pwd',
	{now} - CAST(i AS BIGINT) * 1000, {now} - CAST(i AS BIGINT) * 1000, {now} + CASE WHEN i % 3 = 0 THEN -60000 ELSE 604800000 END
FROM generate_series(1, {users}) i;
INSERT INTO applications (id, slug, name, name_folded, description, url, icon, is_active, is_public, skip_consent, is_mfa_required, allow_register, grant_on_register,
	require_pkce, allowed_scopes, redirect_uris, id_token_signed_response_alg, version, created_at, updated_at, client, origin)
SELECT {application}, 'shop-' || i, {last} || ' Shop ' || i, lower({last} || ' Shop ' || i), 'Sells what ' || {first} || ' makes', 'https://shop-' || i || '.example', NULL, i % 20 <> 0, FALSE, FALSE,
	FALSE, FALSE, FALSE, TRUE, '["openid","profile","email","roles","permissions","features","org"]', '["https://shop-' || i || '.example/cb"]', 'EdDSA', 1,
	{now} - (CAST({applications} AS BIGINT) - i) * 600000, {now} - CAST(i AS BIGINT) * 1000, '{}', 'admin'
FROM generate_series(1, {applications}) i;
INSERT INTO application_secrets (id, application_id, digest, created_at, name)
SELECT {secret}, {application}, md5(CAST(i AS TEXT)), {now}, NULL FROM generate_series(1, {applications}) i;
INSERT INTO roles (id, application_id, name, description, is_default, created_at)
SELECT {role}, {application}, 'role-' || r, NULL, r = 1, {now} + r FROM generate_series(1, {applications}) i, generate_series(1, {roles}) r;
INSERT INTO permissions (id, application_id, resource, action, created_at)
SELECT {permission}, {application}, 'thing' || r, 'read', {now} + r FROM generate_series(1, {applications}) i, generate_series(1, 4) r;
INSERT INTO role_permissions (application_id, role_id, permission_id)
SELECT r.application_id, r.id, p.id FROM roles r JOIN permissions p ON p.application_id = r.application_id;
INSERT INTO plans (id, application_id, name, features, is_default, created_at, updated_at)
SELECT {plan}, {application}, 'plan-' || r, '{"seats":5}', r = 1, {now} + r, {now} FROM generate_series(1, {applications}) i, generate_series(1, {plans}) r;
INSERT INTO plan_prices (id, plan_id, name, amount, currency, billing_interval, created_at)
SELECT {price}, {plan}, 'Monthly', 1900, 'eur', 'month', {now} FROM generate_series(1, {applications}) i, generate_series(1, {plans}) r;
INSERT INTO application_users (application_id, user_id, is_active, created_at)
SELECT {firstApplication}, {user}, i % 30 <> 0, {now} - (CAST({users} AS BIGINT) - i) * 1000 FROM generate_series(1, {users}) i
UNION ALL SELECT {secondApplication}, {user}, TRUE, {now} - (CAST({users} AS BIGINT) - i) * 1000 FROM generate_series(1, {users}) i
UNION ALL SELECT {firstApplication}, {root}, TRUE, {now};
INSERT INTO user_roles (application_id, user_id, role_id, created_at)
SELECT {firstApplication}, {user}, {firstRole}, {now} FROM generate_series(1, {users}) i
UNION ALL SELECT {secondApplication}, {user}, {roleOfSecond}, {now} FROM generate_series(1, {users}) i
UNION ALL SELECT {firstApplication}, {root}, {firstRole}, {now};
INSERT INTO subscriptions (id, application_id, user_id, plan_id, is_active, created_at, updated_at)
SELECT {subscription}, {firstApplication}, {user}, {firstPlan}, TRUE, {now}, {now} FROM generate_series(1, {users}) i
UNION ALL SELECT {otherSubscription}, {secondApplication}, {user}, {planOfSecond}, i % 7 <> 0, {now}, {now} FROM generate_series(1, {users}) i;
INSERT INTO consumption_totals (number, application_id, user_id, key, units, nanos, lines, series, starts_at, used_units, used_nanos, held_units, held_nanos, told, credits,
	created_at, updated_at)
SELECT 2 * i, {firstApplication}, {user}, 'api.calls', i, 0, 1, '', 0, 0, 0, 0, 0, '', 1, {now}, {now} FROM generate_series(1, {users}) i
UNION ALL SELECT 2 * i + 1, {secondApplication}, {user}, 'api.calls', i, 0, 1, '', 0, 0, 0, 0, 0, '', 0, {now}, {now} FROM generate_series(1, {users}) i
UNION ALL SELECT 1, {firstApplication}, {root}, 'api.calls', 1, 0, 1, '', 0, 0, 0, 0, 0, '', 0, {now}, {now};
INSERT INTO consumption_entries (counter, line, kind, units, nanos, total_units, total_nanos, happened_at, created_at)
SELECT number, 1, 'use', units, 0, units, 0, {now}, {now} FROM consumption_totals;
INSERT INTO consumption_hours (counter, starts_at, units, nanos, charged_units, charged_nanos)
SELECT number, {now} / 3600000 * 3600000, units, 0, units, 0 FROM consumption_totals;
INSERT INTO consumption_credits (id, counter, granted_units, granted_nanos, left_units, left_nanos, created_at)
SELECT {credit}, 2 * i, 100, 0, 100, 0, {now} FROM generate_series(1, {users}) i;
INSERT INTO organizations (id, name, slug, logo, metadata, parent_id, is_reseller, created_at, updated_at)
SELECT {organization}, {last} || ' ' || {first} || ' ' || i, 'org-' || i, NULL, '{"tier":"gold"}', CASE WHEN i % 100 = 0 THEN {firstOrganization} END, i = 1, {now} - i, {now} - i
FROM generate_series(1, {organizations}) i;
INSERT INTO organization_members (id, organization_id, user_id, role, created_at)
SELECT {member}, {organizationOf}, {user}, CASE WHEN i <= {organizations} THEN 'owner' WHEN i % 10 = 0 THEN 'admin' ELSE 'member' END, {now} - i FROM generate_series(1, {users}) i;
INSERT INTO organization_members (id, organization_id, user_id, role, created_at)
SELECT {member} || 'f', {firstOrganization}, {user}, 'member', {now} - i FROM generate_series(1, {members} - 2 - {users} / {organizations}) i
UNION ALL SELECT {member} || 'f', {firstOrganization}, {root}, 'owner', {now} FROM generate_series(0, 0) i
ON CONFLICT (organization_id, user_id) DO NOTHING;
INSERT INTO organization_invitations (id, organization_id, email, role, status, inviter_id, token_digest, expires_at, created_at)
SELECT {invitation}, {organization}, 'guest.' || r || '@example.org', 'member', CASE WHEN r = 1 THEN 'pending' ELSE 'accepted' END, {root}, 'digest', {now} + 86400000, {now} + r
FROM generate_series(1, {organizations}) i, generate_series(1, 5) r
UNION ALL SELECT {rootInvitation}, {organizationOf}, (SELECT email FROM users WHERE id = {root}), 'member', 'pending', NULL, 'digest', {now} + 86400000, {now} FROM generate_series(1, 1) i;
INSERT INTO organization_domains (id, organization_id, domain, token, join_mode, failures, created_at)
SELECT {domain}, {organization}, 'org-' || i || '.example', 'token', 'request', 0, {now} FROM generate_series(1, {organizations}) i;
INSERT INTO organization_join_requests (id, organization_id, user_id, domain, status, created_at)
SELECT {request}, {firstOrganization}, {user}, 'example.org', 'pending', {now} + i FROM generate_series(200, 260) i;
INSERT INTO organization_applications (organization_id, application_id, created_at)
SELECT {organization}, {firstApplication}, {now} FROM generate_series(1, {organizations}) i
UNION ALL SELECT {organization}, {secondApplication}, {now} FROM generate_series(1, {organizations}) i;
INSERT INTO organization_passed_applications (organization_id, application_id, created_at)
SELECT {organization}, {firstApplication}, {now} FROM generate_series(100, {organizations}, 100) i;
INSERT INTO organization_roles (organization_id, user_id, application_id, role_id, created_at)
SELECT m.organization_id, m.user_id, {firstApplication}, {firstRole}, {now} FROM organization_members m;
INSERT INTO consents (id, user_id, application_id, organization_id, scopes, created_at, updated_at)
SELECT {consent}, {user}, {firstApplication}, '', '["openid"]', {now}, {now} FROM generate_series(1, {users}) i
UNION ALL SELECT {rootConsent}, {root}, {firstApplication}, '', '["openid"]', {now}, {now};
INSERT INTO grants (id, application_id, user_id, session_id, organization_id, scopes, resources, nonce, auth_time, methods, code_digest, code_challenge, redirect_uri,
	created_at, code_expires_at, code_used_at, expires_at)
SELECT {grant}, {firstApplication}, {user}, {session}, '', '["openid"]', '[]', '', {now}, '["pwd"]', md5(CAST(i AS TEXT)), '', '', {now} - CAST(i AS BIGINT) * 20000, {now}, {now}, {now} + 86400000
FROM generate_series(1, {users}) i;
INSERT INTO tokens (digest, kind, application_id, grant_id, scopes, resources, created_at, expires_at)
SELECT md5(CAST(i AS TEXT)), 'refresh', {firstApplication}, {grant}, '["openid"]', '[]', {now}, {now} + 86400000 FROM generate_series(1, {users}) i;
INSERT INTO logout_deliveries (id, application_id, session_id, user_id, created_at, attempts, lease, problem, delivered_at)
SELECT {delivery}, {firstApplication}, {session}, {user}, {now} - i, 1, '', '', {now} FROM generate_series(1, {users}) i;
INSERT INTO mails (id, template, sealed, created_at, attempts, lease, problem, sent_at)
SELECT {mail}, 'verify', '', {now} - i, 1, '', '', {now} FROM generate_series(1, {users}) i;
INSERT INTO resources (id, identifier, name, scopes, access_token_lifetime, access_token_signing_alg, all_applications, open_scopes, is_active, origin, version, created_at, updated_at)
SELECT {resource}, 'https://api-' || i || '.example', 'API ' || i, '[]', 0, '', TRUE, FALSE, TRUE, 'admin', 1, {now}, {now} FROM generate_series(1, 20) i;
INSERT INTO audit_events (id, at, action, actor_kind, actor_id, target, target_id, details, request_id, address, subject_user_id, impersonator_id, organization_id,
	application_id, seq, hash)
SELECT {event}, {now} - (CAST({events} AS BIGINT) - i) * 3000, (ARRAY['session.started', 'session.started', 'session.started', 'session.ended', 'sign_in.refused', 'grant.issued',
	'grant.issued', 'user.updated', 'organization.member_added', 'application.updated'])[1 + i % 10], 'user', {anyUser},
	(ARRAY['session', 'session', 'session', 'session', 'user', 'grant', 'grant', 'user', 'organization', 'application'])[1 + i % 10],
	CASE i % 10 WHEN 8 THEN {anyOrganization} WHEN 9 THEN {anyApplication} ELSE {anyUser} END,
	'{"userAgent":"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0","number":' || i || '}', md5(CAST(i AS TEXT)), '192.0.2.' || i % 250, {anyUser}, '',
	CASE WHEN i % 10 = 8 THEN {anyOrganization} ELSE '' END, CASE WHEN i % 10 IN (5, 6, 9) THEN {anyApplication} ELSE '' END, {sealed} + i, md5(CAST(i AS TEXT))
FROM generate_series(1, {events}) i;
UPDATE users SET email_verified = TRUE WHERE id = {root};
UPDATE audit_chain SET head_seq = {sealed} + {events}, head_hash = md5('{events}'), sealed_at = {now};
VACUUM ANALYZE`
