// The Node peer of the benchmark: Better Auth with its JWT and OAuth provider
// plugins on Node's own HTTP server, one process, configured the way a
// deployment of the original service is. `node server.mjs migrate` creates the
// tables and exits, so that the measured start does not pay for it.
import { createServer } from "node:http";
import { oauthProvider } from "@better-auth/oauth-provider";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { jwt } from "better-auth/plugins";
import pg from "pg";

const { BETTER_AUTH_URL, BETTER_AUTH_SECRET, DATABASE_URL, HOST, PORT } = process.env;

const auth = betterAuth({
  baseURL: BETTER_AUTH_URL,
  secret: BETTER_AUTH_SECRET,
  database: new pg.Pool({ connectionString: DATABASE_URL }),
  emailAndPassword: { enabled: true },
  disabledPaths: ["/token"],
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [
    jwt({ jwt: { issuer: BETTER_AUTH_URL, audience: BETTER_AUTH_URL } }),
    oauthProvider({
      loginPage: "/login",
      consentPage: "/oauth2/consent",
      scopes: ["openid", "profile", "email", "offline_access", "roles", "permissions", "features", "org"],
      validAudiences: process.env.OAUTH_VALID_AUDIENCES.split(","),
      silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
    }),
  ],
});

if (process.argv[2] === "migrate") {
  await (await getMigrations(auth.options)).runMigrations();
  process.exit(0);
}

const json = (res, status, body) => {
  res.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  res.end(JSON.stringify(body));
};

const readJSON = async (req) => {
  let text = "";
  for await (const chunk of req) text += chunk;
  return JSON.parse(text);
};

const routes = {
  "GET /health": async (req, res) => json(res, 200, { status: "ok" }),
  "GET /.well-known/openid-configuration": async (req, res) => json(res, 200, await auth.api.getOpenIdConfig()),
  // Trusted clients (skip_consent) can only be created from inside the process.
  "POST /bench/clients": async (req, res) =>
    json(res, 201, await auth.api.adminCreateOAuthClient({ headers: req.headers, body: await readJSON(req) })),
};

const authHandler = toNodeHandler(auth);

createServer((req, res) => {
  const route = routes[`${req.method} ${req.url}`];
  if (!route) return authHandler(req, res);
  route(req, res).catch((err) => {
    console.error(err);
    json(res, 500, { error: String(err) });
  });
}).listen(Number(PORT), HOST);

process.on("SIGTERM", () => process.exit(0));
