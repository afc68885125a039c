import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, it } from 'node:test'
import { organizationClient } from 'better-auth/client/plugins'
import { authClient, done, refused, signIn } from './auth-client.mjs'
import { Mailbox } from './mailbox.mjs'
import { onEachEngine } from './world.mjs'

const mailbox = await Mailbox.open()
after(() => mailbox.close())

onEachEngine("the Better Auth client's organization plugin", mailbox.env, (world) => {
  const browser = () => authClient(world.visitor(), organizationClient())
  const signedIn = (account) => signIn(browser(), account)

  async function activeOf(client) {
    return (await done(client.getSession())).session.activeOrganizationId
  }

  const fresh = (name) => `${name}-${randomBytes(4).toString('hex')}`

  /** Where the mail of an invitation leads: its id and the token that proves the address. */
  async function mailed(email) {
    const { text } = await mailbox.take(email, /^Invitation/)
    const [link] = text.match(/https?:\/\/\S+\/accept-invitation\?\S+/) ?? []
    assert.ok(link, text)
    const { searchParams } = new URL(link)
    return { invitationId: searchParams.get('id'), token: searchParams.get('token') }
  }

  /** Somebody with an account, who is a member of an organization by invitation. */
  async function joined(organizationId, role) {
    const account = await world.admin.createPerson()
    const client = await signedIn(account)
    await done(root.organization.inviteMember({ email: account.email, role, organizationId }))
    const { member } = await done(client.organization.acceptInvitation(await mailed(account.email)))
    return { account, client, member }
  }

  let root
  before(async () => {
    root = await signedIn(world.admin.account)
  })

  it('creates, shows, changes and deletes organizations', async () => {
    const slug = fresh('acme')
    assert.deepEqual(await done(root.organization.checkSlug({ slug })), { status: true })
    const metadata = { plan: 'gold', seats: 3 }
    const logo = 'https://example.com/logo.png'
    const created = await done(root.organization.create({ name: 'Acme', slug, logo, metadata }))
    assert.deepEqual([created.slug, created.logo, created.metadata], [slug, logo, metadata])
    assert.equal(created.members[0].role, 'owner')
    assert.ok(created.createdAt instanceof Date, 'dates as the client reads them')
    assert.equal(await activeOf(root), created.id)
    await refused(root.organization.checkSlug({ slug }), 400, 'ORGANIZATION_SLUG_ALREADY_TAKEN')
    await refused(root.organization.create({ name: 'Acme', slug }), 400, 'ORGANIZATION_ALREADY_EXISTS')
    await refused(root.organization.create({ name: 'Acme', slug: 'A B' }), 400, 'VALIDATION_ERROR')

    const kept = await done(
      root.organization.create({ name: 'Beta', slug: fresh('beta'), keepCurrentActiveOrganization: true }),
    )
    assert.equal(await activeOf(root), created.id)
    const mine = await done(root.organization.list())
    assert.deepEqual(
      mine.filter(({ id }) => [created.id, kept.id].includes(id)).map(({ name }) => name),
      ['Acme', 'Beta'],
    )

    const full = await done(root.organization.getFullOrganization())
    assert.deepEqual([full.id, full.members.length, full.invitations], [created.id, 1, []])
    assert.equal(full.members[0].user.email, world.admin.account.email)
    const named = await done(
      root.organization.getFullOrganization({ query: { organizationSlug: kept.slug, membersLimit: 1 } }),
    )
    assert.equal(named.id, kept.id)

    const changed = await done(
      root.organization.update({ data: { name: 'Acme 2' }, organizationId: created.id }),
    )
    assert.equal(changed.name, 'Acme 2')
    await refused(
      root.organization.update({ data: { slug: kept.slug }, organizationId: created.id }),
      400,
      'ORGANIZATION_SLUG_ALREADY_TAKEN',
    )

    assert.equal((await done(root.organization.setActive({ organizationSlug: kept.slug }))).id, kept.id)
    assert.equal(await activeOf(root), kept.id)
    assert.equal(await done(root.organization.setActive({ organizationId: null })), null)
    assert.equal(await activeOf(root), null)
    assert.equal(await done(root.organization.getFullOrganization()), null)
    await refused(root.organization.getActiveMember(), 400, 'NO_ACTIVE_ORGANIZATION')

    await done(root.organization.setActive({ organizationId: created.id }))
    assert.equal((await done(root.organization.delete({ organizationId: created.id }))).id, created.id)
    assert.equal(await activeOf(root), null)
  })

  it('invites, accepts, turns down and takes back', async () => {
    const { id: organizationId } = await done(
      root.organization.create({ name: 'Guild', slug: fresh('guild') }),
    )
    const account = await world.admin.createPerson()
    const client = await signedIn(account)
    const { email } = account
    const invitation = await done(
      root.organization.inviteMember({ email: email.toUpperCase(), role: 'admin' }),
    )
    assert.deepEqual([invitation.email, invitation.status, invitation.role], [email, 'pending', 'admin'])
    await refused(
      root.organization.inviteMember({ email, role: 'member' }),
      400,
      'USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION',
    )
    await mailed(email)
    const again = await done(root.organization.inviteMember({ email, role: 'member', resend: true }))
    assert.deepEqual([again.id, again.role], [invitation.id, 'admin'])
    const link = await mailed(email)
    assert.equal(link.invitationId, invitation.id)

    const query = { id: invitation.id }
    const unverified = 'EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION'
    assert.deepEqual(await done(client.organization.listUserInvitations()), [])
    await refused(client.organization.getInvitation({ query }), 403, unverified)
    await refused(client.organization.acceptInvitation({ invitationId: invitation.id }), 403, unverified)
    const thief = await signedIn(await world.admin.createPerson())
    for (const call of ['acceptInvitation', 'rejectInvitation']) {
      await refused(thief.organization[call](link), 403, 'YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION')
    }
    const offer = await done(client.organization.getInvitation({ query: { ...query, token: link.token } }))
    assert.deepEqual(
      [offer.organizationName, offer.inviterEmail, offer.hasAccount],
      ['Guild', world.admin.account.email, true],
    )

    const { member } = await done(client.organization.acceptInvitation(link))
    assert.equal(member.role, 'admin')
    assert.equal(await activeOf(client), organizationId)
    assert.equal((await done(client.getSession())).user.emailVerified, true)
    await refused(client.organization.acceptInvitation(link), 400, 'INVITATION_NOT_FOUND')

    const other = await done(root.organization.create({ name: 'Other', slug: fresh('other') }))
    const second = await done(root.organization.inviteMember({ email, role: ['member', 'admin'] }))
    assert.equal(second.role, 'admin')
    const [waiting] = await done(client.organization.listUserInvitations())
    assert.deepEqual([waiting.id, waiting.organizationName], [second.id, 'Other'])
    const answer = await done(client.organization.rejectInvitation({ invitationId: second.id }))
    assert.deepEqual([answer.invitation.status, answer.member], ['rejected', null])

    const third = await done(root.organization.inviteMember({ email, role: 'member' }))
    assert.equal(
      (await done(root.organization.cancelInvitation({ invitationId: third.id }))).status,
      'canceled',
    )
    await refused(
      client.organization.acceptInvitation({ invitationId: third.id }),
      400,
      'INVITATION_NOT_FOUND',
    )
    const states = await done(root.organization.listInvitations({ query: { organizationId: other.id } }))
    assert.deepEqual(states.map(({ status }) => status).sort(), ['canceled', 'rejected'])
  })

  it('keeps to the roles of members', async () => {
    const { id: organizationId, members } = await done(
      root.organization.create({ name: 'Crew', slug: fresh('crew') }),
    )
    const owner = members[0]
    const admin = await joined(organizationId, 'admin')
    const plain = await joined(organizationId, 'member')
    const list = await done(
      root.organization.listMembers({
        query: {
          organizationId,
          sortBy: 'role',
          sortDirection: 'desc',
          limit: 2,
          filterField: 'role',
          filterOperator: 'ne',
          filterValue: 'admin',
        },
      }),
    )
    assert.deepEqual([list.members.map(({ role }) => role), list.total], [['owner', 'member'], 2])
    assert.equal((await done(plain.client.organization.getActiveMember())).id, plain.member.id)
    assert.deepEqual(await done(plain.client.organization.getActiveMemberRole()), { role: 'member' })
    assert.deepEqual(
      await done(plain.client.organization.getActiveMemberRole({ query: { userId: owner.userId } })),
      { role: 'owner' },
    )

    const may = (who, permissions) => who.client.organization.hasPermission({ permissions })
    assert.equal(
      (await done(may(admin, { member: ['create', 'delete'], invitation: ['cancel'] }))).success,
      true,
    )
    assert.equal((await done(may(admin, { organization: ['delete'] }))).success, false)
    assert.equal((await done(may(plain, { member: ['create'] }))).success, false)

    const promote = (who, memberId, role) =>
      who.organization.updateMemberRole({ memberId, role, organizationId })
    const mayNot = 'YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER'
    await refused(promote(plain.client, plain.member.id, 'admin'), 403, mayNot)
    await refused(promote(admin.client, admin.member.id, 'owner'), 403, mayNot)
    await refused(promote(admin.client, owner.id, 'member'), 403, mayNot)
    await refused(promote(root, plain.member.id, 'weird'), 400, 'ROLE_NOT_FOUND')
    await refused(
      promote(root, owner.id, 'member'),
      400,
      'YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER',
    )
    assert.equal((await done(promote(admin.client, plain.member.id, 'admin'))).role, 'admin')
    await refused(
      admin.client.organization.inviteMember({ email: 'x@example.com', role: 'owner' }),
      403,
      'YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE',
    )
    await refused(
      admin.client.organization.delete({ organizationId }),
      403,
      'YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_ORGANIZATION',
    )
    await refused(
      admin.client.organization.removeMember({ memberIdOrEmail: owner.id }),
      400,
      'YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER',
    )
    await refused(
      root.organization.leave({ organizationId }),
      400,
      'YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER',
    )

    const removed = await done(
      admin.client.organization.removeMember({ memberIdOrEmail: plain.account.email }),
    )
    assert.equal(removed.member.user.email, plain.account.email)
    assert.equal(await activeOf(plain.client), null)
    await refused(
      plain.client.organization.getFullOrganization({ query: { organizationId } }),
      403,
      'USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION',
    )
    await refused(
      plain.client.organization.setActive({ organizationId }),
      403,
      'USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION',
    )
    assert.equal((await done(admin.client.organization.leave({ organizationId }))).id, admin.member.id)
    assert.equal(await activeOf(admin.client), null)
  })

  it('lets only administrators create', async () => {
    const client = await signedIn(await world.admin.createPerson())
    await refused(
      client.organization.create({ name: 'Mine', slug: fresh('mine') }),
      403,
      'YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION',
    )
    await refused(
      client.organization.listInvitations({ query: { organizationId: 'none' } }),
      403,
      'YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION',
    )
  })
})
