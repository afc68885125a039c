import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { before, it } from 'node:test'
import { adminClient } from 'better-auth/client/plugins'
import { authClient, done, refused, signIn } from './auth-client.mjs'
import { onEachEngine } from './world.mjs'

onEachEngine("the Better Auth client's admin plugin", {}, (world) => {
  const browser = () => authClient(world.visitor(), adminClient())
  const signedIn = (account) => signIn(browser(), account)

  const person = (name = 'Mary Jackson') => ({
    name,
    email: `mary-${randomBytes(4).toString('hex')}@example.com`,
    password: 'a wind tunnel in Hampton',
  })

  let root
  before(async () => {
    root = await signedIn(world.admin.account)
  })

  it('creates, shows, changes and removes users', async () => {
    const account = person()
    const { user } = await done(
      root.admin.createUser({ ...account, role: ['user', 'admin'], data: { company: 'NASA' } }),
    )
    assert.equal(user.role, 'user,admin')
    assert.equal(user.company, 'NASA')
    assert.ok(user.createdAt instanceof Date, 'dates as the client reads them')
    await refused(root.admin.createUser(account), 400, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL')
    await refused(
      root.admin.createUser({ ...person(), role: 'weird' }),
      400,
      'YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE',
    )

    assert.equal((await done(root.admin.getUser({ query: { id: user.id } }))).email, account.email)
    const changed = await done(
      root.admin.updateUser({
        userId: user.id,
        data: { name: 'Mary Winston', phone: '+1', emailVerified: true },
      }),
    )
    assert.deepEqual([changed.name, changed.phone, changed.emailVerified], ['Mary Winston', '+1', true])

    const single = await done(root.admin.setRole({ userId: user.id, role: 'user' }))
    assert.equal(single.user.role, 'user')
    const several = await done(root.admin.setRole({ userId: user.id, role: ['admin', 'user'] }))
    assert.equal(several.user.role, 'admin,user')

    assert.deepEqual(
      await done(root.admin.setUserPassword({ userId: user.id, newPassword: 'another wind tunnel' })),
      { status: true },
    )
    await signedIn({ ...account, password: 'another wind tunnel' })

    assert.deepEqual(await done(root.admin.removeUser({ userId: user.id })), { success: true })
    await refused(root.admin.getUser({ query: { id: user.id } }), 404, 'USER_NOT_FOUND')
  })

  it('lists, searches, filters and sorts users', async () => {
    const mark = randomBytes(4).toString('hex')
    for (const name of ['Ada', 'Bea', 'Cleo']) {
      await done(
        root.admin.createUser({ ...person(`${name} ${mark}`), role: name === 'Cleo' ? 'admin' : 'user' }),
      )
    }
    const found = async (query) => {
      const { users, total } = await done(
        root.admin.listUsers({ query: { searchValue: mark.toUpperCase(), searchField: 'name', ...query } }),
      )
      return [users.map(({ name }) => name.split(' ')[0]), total]
    }
    assert.deepEqual(await found({}), [['Cleo', 'Bea', 'Ada'], 3])
    assert.deepEqual(await found({ sortBy: 'name', sortDirection: 'asc', limit: 1, offset: 1 }), [['Bea'], 3])
    assert.deepEqual(await found({ filterField: 'role', filterValue: 'user', filterOperator: 'ne' }), [
      ['Cleo'],
      1,
    ])
    assert.deepEqual(await found({ searchOperator: 'starts_with' }), [[], 0])
    assert.deepEqual(await found({ searchValue: 'cLeO', searchOperator: 'starts_with', limit: 1 }), [
      ['Cleo'],
      1,
    ])
    await refused(root.admin.listUsers({ query: { sortBy: 'password' } }), 400, 'VALIDATION_ERROR')
  })

  it('bans and lets in again', async () => {
    const account = person()
    const { user } = await done(root.admin.createUser({ ...account, role: 'user' }))
    const client = await signedIn(account)
    const banned = await done(root.admin.banUser({ userId: user.id, banReason: 'noise', banExpiresIn: 3600 }))
    assert.equal(banned.user.banned, true)
    assert.equal(banned.user.banReason, 'noise')
    assert.equal((await client.getSession()).data, null)
    await refused(client.signIn.email(account), 403, 'BANNED_USER')
    assert.equal((await done(root.admin.unbanUser({ userId: user.id }))).user.banned, false)
    await signedIn(account)
  })

  it('lists and ends sessions', async () => {
    const account = person()
    const { user } = await done(root.admin.createUser({ ...account, role: 'user' }))
    const [first, second, third] = [await signedIn(account), await signedIn(account), await signedIn(account)]
    const { sessions } = await done(root.admin.listUserSessions({ userId: user.id }))
    assert.equal(sessions.length, 3)
    const { data } = await first.getSession()
    assert.deepEqual(await done(root.admin.revokeUserSession({ sessionToken: data.session.token })), {
      success: true,
    })
    assert.equal((await first.getSession()).data, null)
    assert.ok((await second.getSession()).data)
    assert.deepEqual(await done(root.admin.revokeUserSessions({ userId: user.id })), { success: true })
    assert.equal((await second.getSession()).data, null)
    assert.equal((await third.getSession()).data, null)
  })

  it('acts in the name of a user and stops', async () => {
    const account = person()
    const { user } = await done(root.admin.createUser({ ...account, role: 'user' }))
    const begun = await done(root.admin.impersonateUser({ userId: user.id, reason: 'to see what they see' }))
    await refused(
      root.admin.listUserSessions({ userId: user.id }),
      403,
      'YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS',
    )
    const { data } = await root.getSession()
    assert.equal(data.user.id, user.id)
    assert.equal(data.session.id, begun.session.id)
    assert.ok(data.session.impersonatedBy)
    await refused(
      root.admin.impersonateUser({ userId: user.id }),
      403,
      'YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS',
    )
    const back = await done(root.admin.stopImpersonating())
    assert.equal(back.user.email, world.admin.account.email)
    assert.equal((await root.getSession()).data.user.email, world.admin.account.email)
  })

  it('tells who may do what', async () => {
    const account = person()
    await done(root.admin.createUser({ ...account, role: 'user' }))
    const client = await signedIn(account)
    const may = (who, permissions) => done(who.admin.hasPermission({ permissions }))
    assert.deepEqual(await may(root, { user: ['list', 'impersonate-admins'], session: ['list'] }), {
      error: null,
      success: true,
    })
    assert.equal((await may(root, { user: ['nope'] })).success, false)
    assert.equal((await may(client, { user: ['list'] })).success, false)
    await refused(client.admin.listUsers({ query: {} }), 403, 'YOU_ARE_NOT_ALLOWED_TO_LIST_USERS')
    const nobody = await browser().admin.listUsers({ query: {} })
    assert.equal(nobody.error.status, 401)
    assert.equal(nobody.error.code, undefined, 'without a body')
  })

  it('keeps superadmins out of the hands of administrators', async () => {
    const account = person()
    const { user } = await done(root.admin.createUser({ ...account, role: 'admin' }))
    const admin = await signedIn(account)
    const { id } = (await root.getSession()).data.user
    await refused(
      admin.admin.setRole({ userId: user.id, role: 'superadmin' }),
      403,
      'YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE',
    )
    await refused(admin.admin.banUser({ userId: id }), 403, 'YOU_ARE_NOT_ALLOWED_TO_BAN_USERS')
    await refused(admin.admin.removeUser({ userId: id }), 403, 'YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS')
    await refused(admin.admin.impersonateUser({ userId: id }), 403, 'YOU_CANNOT_IMPERSONATE_ADMINS')
    await refused(root.admin.setRole({ userId: id, role: 'user' }), 400, 'LAST_SUPERADMIN')
  })
})
