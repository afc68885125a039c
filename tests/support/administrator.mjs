import { randomBytes } from 'node:crypto'
import { Visitor } from './visitor.mjs'

export const password = 'correct horse battery staple'

/** The first administrator of a service that was just started, made by the printed link. */
export async function administer(service) {
  const visitor = new Visitor(service.url)
  const token = new URL(await service.setupLink()).hash.slice(1)
  const account = { name: 'Ada Lovelace', email: 'ada@example.com', password }
  await visitor.call('POST', '/api/public/setup', { token, ...account })
  return new Administrator(visitor, account)
}

class Administrator {
  constructor(visitor, account) {
    this.visitor = visitor
    this.account = account
  }

  /** Creates an application with a client id nobody has; returns it with its secret, if it has one. */
  async createApplication(settings = {}) {
    const slug = `test-app-${randomBytes(4).toString('hex')}`
    const { application, clientSecret } = await this.visitor.call('POST', '/api/admin/applications', {
      name: `Application ${slug}`,
      slug,
      redirectUris: ['https://app.example.com/callback'],
      allowedScopes: ['openid', 'profile', 'email', 'offline_access', 'roles', 'permissions', 'features'],
      ...settings,
    })
    return { ...application, clientSecret, redirectURI: application.redirectUris[0] }
  }

  /** Lets somebody into an application. */
  grantAccess(application, person) {
    return this.visitor.call('POST', `/api/admin/applications/${application.id}/users`, { userId: person.id })
  }

  /** Gives somebody, in an application, a role of that name with those permissions. */
  async giveRole(application, person, { name, permissions }) {
    const base = `/api/admin/applications/${application.id}`
    const { role } = await this.visitor.call('POST', `${base}/roles`, { name })
    for (const each of permissions) {
      const { permission } = await this.visitor.call('POST', `${base}/permissions`, each)
      await this.visitor.call('POST', `${base}/roles/${role.id}/permissions`, { permissionId: permission.id })
    }
    await this.visitor.call('POST', `${base}/users/${person.id}/roles/${role.id}`)
  }

  /** Registers a protected API. */
  registerAPI(settings) {
    return this.visitor.call('POST', '/api/admin/resources', settings)
  }

  /** Changes a protected API. */
  changeAPI({ id }, changes) {
    return this.visitor.call('PATCH', `/api/admin/resources/${id}`, changes)
  }

  /** Vouches for somebody's address. */
  verify({ id }) {
    return this.visitor.call('POST', '/api/auth/admin/update-user', {
      userId: id,
      data: { emailVerified: true },
    })
  }

  /** Creates an organization, of which it is the owner. */
  createOrganization(name) {
    const slug = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${randomBytes(2).toString('hex')}`
    return this.visitor.call('POST', '/api/auth/organization/create', { name, slug })
  }

  /** Invites somebody to an organization. */
  invite({ id }, email, role = 'member') {
    return this.visitor.call('POST', '/api/auth/organization/invite-member', {
      organizationId: id,
      email,
      role,
    })
  }

  /** Signs somebody in, in a browser of their own. */
  async enter({ email, password }) {
    const visitor = new Visitor(this.visitor.origin)
    await visitor.call('POST', '/api/auth/sign-in/email', { email, password })
    return visitor
  }

  /** Creates a user. */
  async createPerson(name = 'Grace Brewster Hopper', secret = password) {
    const account = { name, email: `person-${randomBytes(4).toString('hex')}@example.com`, password: secret }
    const { user } = await this.visitor.call('POST', '/api/admin/users', account)
    return { ...account, id: user.id }
  }
}
