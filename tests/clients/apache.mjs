import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../support/service.mjs'

const program = '/usr/sbin/apache2'
const modules = '/usr/lib/apache2/modules'

export const installed = existsSync(program) && existsSync(join(modules, 'mod_auth_openidc.so'))
if (!installed) {
  const message = 'mod_auth_openidc is missing (Debian: apt-get install apache2 libapache2-mod-auth-openidc)'
  if (process.env.CI === 'true') throw new Error(message)
  console.error(`NOT TESTED WITH APACHE: ${message}`)
}

/** How long Apache may take to start or to end. */
const patience = 20_000

/** A server on this machine that answers with the headers it was asked with. */
async function startMirror() {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(request.headers))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/**
 * Apache in front of an application that knows nothing of OpenID Connect: mod_auth_openidc signs people in and
 * tells the application by headers who they are. `configure` takes what the registration at the provider gave.
 */
export async function reserveApache() {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const directory = await mkdtemp(join(tmpdir(), 'auth-service-apache-'))
  const log = join(directory, 'error.log')
  let mirror, child, exited

  const configuration = ({ issuer, application }) => `
ServerName localhost
ServerRoot ${directory}
DefaultRuntimeDir ${directory}
PidFile ${directory}/apache.pid
ErrorLog ${log}
LogLevel warn auth_openidc:info
Listen 127.0.0.1:${port}
${process.getuid() === 0 ? 'User www-data\nGroup www-data' : ''}
StartServers 1
ServerLimit 1
MaxRequestWorkers 25
${['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'headers', 'proxy', 'proxy_http', 'auth_openidc']
  .map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`)
  .join('\n')}

OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${application.slug}
OIDCClientSecret ${application.clientSecret}
OIDCRedirectURI ${url}/oidc
OIDCCryptoPassphrase ${randomBytes(32).toString('hex')}
OIDCScope "openid email profile roles offline_access"
OIDCPKCEMethod S256
OIDCRemoteUserClaim email
OIDCPassRefreshToken On
OIDCProviderBackChannelLogoutSupported On

<Location />
  AuthType openid-connect
  Require valid-user
  RequestHeader set X-Remote-User expr=%{REMOTE_USER}
  ProxyPass http://127.0.0.1:${mirror.address().port}/
</Location>
<Location /signed-out>
  AuthType None
  Require all granted
</Location>
`

  const running = () => child?.exitCode === null && child.signalCode === null

  return {
    url,
    redirectURI: `${url}/oidc`,
    backchannelLogoutURI: `${url}/oidc?logout=backchannel`,
    postLogoutRedirectURI: `${url}/signed-out`,

    log: () => readFile(log, 'utf8').catch(() => ''),

    async start(registration) {
      mirror = await startMirror()
      await chmod(directory, 0o711)
      await mkdir(join(directory, 'htdocs'))
      const file = join(directory, 'apache.conf')
      await writeFile(file, configuration(registration), { mode: 0o600 })
      child = spawn(program, ['-f', file, '-D', 'FOREGROUND'], { stdio: ['ignore', 'inherit', 'inherit'] })
      exited = once(child, 'exit')
      const deadline = Date.now() + patience
      for (;;) {
        if (!running()) throw new Error(`Apache ended before it was ready\n${await this.log()}`)
        if (Date.now() > deadline) throw new Error(`Apache is not ready\n${await this.log()}`)
        const answer = await fetch(url, { redirect: 'manual' }).catch(() => undefined)
        if (answer) return
        await sleep(20)
      }
    },

    async stop() {
      if (running()) {
        child.kill('SIGTERM')
        const late = setTimeout(() => child.kill('SIGKILL'), patience)
        const [code] = await exited
        clearTimeout(late)
        assert.equal(code, 0, `how Apache ended\n${await this.log()}`)
      }
      mirror?.closeAllConnections()
      mirror?.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
