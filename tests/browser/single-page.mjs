import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const library = fileURLToPath(
  new URL('node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js', import.meta.url),
)

/** The page of an application that has no server: oidc-client-ts does everything from the browser. */
const page = (settings) => `<!doctype html>
<html lang="en">
  <title>Tide Tables</title>
  <h1>Loading</h1>
  <button id="sign-in">Sign in</button>
  <button id="refresh">Refresh</button>
  <button id="sign-out">Sign out</button>
  <script src="/oidc-client-ts.js"></script>
  <script type="module">
    const manager = new oidc.UserManager({
      ...${JSON.stringify(settings)},
      userStore: new oidc.WebStorageStateStore({ store: sessionStorage }),
      loadUserInfo: true,
      automaticSilentRenew: false,
    })
    window.manager = manager
    const heading = document.querySelector('h1')
    const show = (user) => (heading.textContent = user ? 'Welcome, ' + user.profile.name : 'Signed out')
    const attempt = (work) => work().catch((error) => (heading.textContent = 'Failed: ' + error.message))
    const onClick = (id, work) =>
      document.getElementById(id).addEventListener('click', () => attempt(work))
    onClick('sign-in', () => manager.signinRedirect({ state: { page: 'harbour' } }))
    onClick('refresh', async () => {
      const user = await manager.signinSilent()
      heading.textContent = 'Refreshed, ' + user.profile.name
    })
    onClick('sign-out', () => manager.signoutRedirect())

    await attempt(async () => {
      if (location.pathname === '/callback') {
        const user = await manager.signinRedirectCallback()
        window.returnedState = user.state
        history.replaceState(null, '', '/')
        show(user)
      } else if (location.pathname === '/signed-out') {
        await manager.signoutRedirectCallback()
        show(await manager.getUser())
      } else {
        show(await manager.getUser())
      }
    })
  </script>
</html>`

/** Serves a single-page application on an origin of its own. */
export async function startSinglePage() {
  const script = await readFile(library)
  let settings
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, app.url)
    if (pathname === '/oidc-client-ts.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
    } else if (pathname === '/favicon.ico') {
      response.writeHead(204).end()
    } else {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(settings))
    }
  }).listen(0, 'localhost')
  await once(server, 'listening')

  const url = `http://localhost:${server.address().port}`
  const app = {
    url,
    redirectURI: `${url}/callback`,
    postLogoutRedirectURI: `${url}/signed-out`,
    configure({ issuer, clientId, scope }) {
      settings = {
        authority: issuer,
        client_id: clientId,
        redirect_uri: app.redirectURI,
        post_logout_redirect_uri: app.postLogoutRedirectURI,
        scope,
      }
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return app
}
