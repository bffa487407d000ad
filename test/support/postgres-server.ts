import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { closedPort } from './loopback.ts'
import {
  type PostgresPrograms,
  postgresPrograms,
  type ServerUser,
  serverUser,
} from './postgres-programs.ts'

/** A server of PostgreSQL on loopback. `await using`, or `Symbol.asyncDispose`, ends it and removes all that it wrote. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number
  /** What is in it is the database's: nothing here writes into it while the server runs. */
  readonly data: string
  /** Runs statements as the owner of everything; gives the rows of the last. */
  readonly sql: (statements: string, database?: string) => Promise<readonly unknown[][]>
  /** Runs a statement in a transaction that lasts until the result is called. */
  readonly hold: (statement: string) => Promise<() => Promise<void>>
  /** Kills it; its other processes end as soon as they notice. */
  readonly kill: () => Promise<void>
  /** Ends it in good order. */
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  /** What it obeys from its next start on. */
  readonly configure: (options: PostgresServerOptions) => void
}

export interface PostgresServerOptions {
  /** Lines of `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Files for the data folder, which only the server may read. */
  readonly files?: Readonly<Record<string, string>>
  /** A data folder of a server that was stopped, to begin with a copy of it. */
  readonly copyOf?: string
}

/** Everybody may come in on loopback without a password but who is called `with_password`. */
const HBA = `host all with_password all scram-sha-256
host all in_the_open all password
host all refused all reject
host all all all trust
host replication all all trust
`

/**
 * Ends the server when its standard input ends, thus also when this process is killed, and removes what it wrote. A line
 * on it ends the server in good order and keeps that.
 */
const WATCH = `folder=$1; shift
exec 3<&0
"$@" & server=$!
(if read -r word <&3; then kill -INT $server; else kill -QUIT $server; exit 3; fi) & watcher=$!
wait $server; kill $watcher 2>/dev/null; wait $watcher
[ $? = 3 ] && rm -rf "$folder"`

export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const user = serverUser()
  const folder = newFolder(user)
  try {
    return await startIn(folder, postgresPrograms(folder, user), options)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

async function startIn(
  folder: string,
  programs: PostgresPrograms,
  options: PostgresServerOptions,
): Promise<PostgresServer> {
  const data = join(folder, 'data')
  const port = await closedPort()
  if (options.copyOf === undefined) initialise(programs, data)
  else execFileSync('cp', ['-R', options.copyOf, data], programs.user)
  configure(data, port, options, programs.user)
  const start = () => run({ programs, folder, data })
  let running = await start()
  return {
    port,
    data,
    async sql(statements, database) {
      const client = await owner(port, database)
      try {
        const results: unknown = await client.query({ text: statements, rowMode: 'array' })
        return (Array.isArray(results) ? results.at(-1) : results).rows
      } finally {
        await client.end()
      }
    },
    async hold(statement) {
      const client = await owner(port)
      await client.query(`begin; ${statement}`)
      return () => client.end()
    },
    async kill() {
      process.kill(
        Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]),
        'SIGKILL',
      )
      await ended(running)
    },
    async stop() {
      running.stdin?.write('keep\n')
      await ended(running)
    },
    async start() {
      running = await start()
    },
    configure: (more) => configure(data, port, more, programs.user),
    async [Symbol.asyncDispose]() {
      running.stdin?.end()
      await ended(running)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function owner(port: number, database = 'postgres'): Promise<Client> {
  const client = new Client({ host: '127.0.0.1', port, user: 'owner', database, ssl: false })
  await client.connect()
  return client
}

function newFolder({ uid, gid }: ServerUser): string {
  const folder = mkdtempSync(join(tmpdir(), 'ppi-apply-pg-'))
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid)
  return folder
}

function initialise({ bin, user }: PostgresPrograms, data: string): void {
  const args = ['-D', data, '-U', 'owner', '--no-sync', '--no-locale', '-E', 'UTF8', '-A', 'trust']
  execFileSync(join(bin, 'initdb'), args, { ...user, cwd: '/', stdio: 'pipe' })
}

function configure(
  data: string,
  port: number,
  { settings, files }: PostgresServerOptions,
  { uid, gid }: ServerUser,
): void {
  const lines = {
    port: String(port),
    listen_addresses: "'127.0.0.1'",
    unix_socket_directories: "''",
    shared_buffers: '16MB',
    ...settings,
  }
  const text = Object.entries(lines).map(([name, value]) => `${name} = ${value}\n`)
  appendFileSync(join(data, 'postgresql.conf'), text.join(''))
  writeFileSync(join(data, 'pg_hba.conf'), HBA)
  for (const [name, content] of Object.entries(files ?? {})) {
    const path = join(data, name)
    writeFileSync(path, content, { mode: 0o600 })
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
  }
}

interface Place {
  readonly programs: PostgresPrograms
  readonly folder: string
  readonly data: string
}

async function run({ programs, folder, data }: Place): Promise<ChildProcess> {
  const { bin, user } = programs
  const args = ['-c', WATCH, 'watch', folder, join(bin, 'postgres'), '-D', data]
  const stdio = ['pipe', 'ignore', 'pipe'] as const
  const child = spawn('sh', args, { ...user, cwd: '/', stdio: [...stdio] })
  await ready(child)
  return child
}

/** Waits for the server's own word; throws with all that it said if it ended instead. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.on('error', reject)
    child.on('close', () => reject(new Error(`PostgreSQL did not start:\n${said}`)))
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      said += piece
      if (/ready to accept (?:read-only )?connections/.test(said)) resolve()
    })
  })
}

/** Each of its processes holds the pipe, so that its end is the end of the last of them. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.stderr?.closed !== true) await once(child, 'close')
}
