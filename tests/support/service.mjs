import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const binary =
  process.env.AUTH_SERVICE_BINARY ?? fileURLToPath(new URL('../../bin/auth-service', import.meta.url))
const postgres = process.env.TEST_POSTGRES_URL

if (!existsSync(binary)) throw new Error(`${binary} does not exist; run make build`)
if (!postgres && process.env.CI === 'true') {
  throw new Error('TEST_POSTGRES_URL is not set: in CI both engines are tested')
}

/** The databases to test on; `skip` says why one is left out. */
export const engines = [
  { name: 'SQLite', skip: false },
  { name: 'PostgreSQL', skip: postgres ? false : 'TEST_POSTGRES_URL is not set' },
]

/** How long the service may take to be ready or to end before a test gives up on it. */
const patience = 20_000

/** A port nobody listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Runs one statement on the cluster of TEST_POSTGRES_URL, whose driver each test package has of its own. */
async function onCluster(Client, statement) {
  const client = new Client({ connectionString: postgres })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Makes an empty database of the engine. */
async function createDatabase(Client, engine) {
  if (engine !== 'PostgreSQL') return { env: {}, drop: async () => {} }
  const name = `client_test_${randomBytes(6).toString('hex')}`
  await onCluster(Client, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(postgres)
  url.pathname = `/${name}`
  return {
    env: { DATABASE_URL: url.href },
    drop: () => onCluster(Client, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}

/** The built binary, running on a database and a directory of its own. */
class Service {
  #process
  #exited
  #database
  #directory
  #stdout = ''
  #stderr = ''

  constructor(url, child, database, directory) {
    this.url = url
    this.#process = child
    this.#exited = once(child, 'exit')
    this.#database = database
    this.#directory = directory
    child.stdout.setEncoding('utf8').on('data', (text) => (this.#stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (this.#stderr += text))
  }

  get #running() {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  async ready() {
    const deadline = Date.now() + patience
    for (;;) {
      if (!this.#running) throw new Error(`the service ended before it was ready\n${this.#stderr}`)
      if (Date.now() > deadline) throw new Error(`the service is not ready\n${this.#stderr}`)
      const answer = await fetch(`${this.url}/health`).catch(() => undefined)
      if (answer?.ok) return
      await sleep(20)
    }
  }

  /** The link that the service prints as long as nobody administers it. */
  async setupLink() {
    const deadline = Date.now() + patience
    for (;;) {
      const [link] = this.#stdout.match(/http\S+\/setup#\S+/) ?? []
      if (link) return link
      if (Date.now() > deadline) throw new Error(`no set-up link was printed\n${this.#stdout}`)
      await sleep(20)
    }
  }

  /** Ends the service and checks that it ended in order, without having failed meanwhile. */
  async stop() {
    try {
      this.#process.kill('SIGTERM')
      const late = setTimeout(() => this.#process.kill('SIGKILL'), patience)
      const [code, signal] = await this.#exited
      clearTimeout(late)
      assert.deepEqual({ code, signal }, { code: 0, signal: null }, `how the service ended\n${this.#stderr}`)
      const failures = this.#stderr
        .split('\n')
        .filter((line) => /level=ERROR|"level":"ERROR"|panic/.test(line))
      assert.deepEqual(failures, [], 'failures in the log of the service')
    } finally {
      await this.discard()
    }
  }

  /** Leaves nothing behind, whatever state the service is in. */
  async discard() {
    if (this.#running) {
      this.#process.kill('SIGKILL')
      await this.#exited
    }
    await rm(this.#directory, { recursive: true, force: true })
    await this.#database.drop()
  }
}

/** Returns the function that starts a service; Client is the class of that name of the package `pg`. */
export function starter(Client) {
  return async function startService({ engine, env = {} }) {
    const port = await freePort()
    const url = `http://localhost:${port}`
    const database = await createDatabase(Client, engine)
    const directory = await mkdtemp(join(tmpdir(), 'auth-service-test-'))
    const child = spawn(binary, {
      cwd: directory, // where no .env file is
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        BETTER_AUTH_URL: url,
        BETTER_AUTH_SECRET: randomBytes(32).toString('hex'),
        DATA_DIR: join(directory, 'data'),
        RATE_LIMITS: 'off',
        ...database.env,
        ...env,
      },
    })
    const service = new Service(url, child, database, directory)
    try {
      await service.ready()
    } catch (error) {
      await service.discard()
      throw error
    }
    return service
  }
}
