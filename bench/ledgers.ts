import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createTables } from '../src/ledger/postgres-store/open-postgres.ts'
import { parsePostgresAddress } from '../src/ledger/postgres-store/postgres-address.ts'
import { LINES } from '../src/ledger/postgres-store/postgres-statements.ts'
import { COPY_LINES, objectKeys } from '../src/ledger/s3-store/object-keys.ts'
import { toCopy } from '../src/ledger/s3-store/read-lines.ts'
import { linkLine, NO_LINES } from '../src/ledger/shared/chain.ts'
import { startPostgres } from '../test/support/postgres-server.ts'
import { s3AddressText, s3Environment, s3Server } from '../test/support/s3-server.ts'
import { fleetText, ledgerRecords, ledgerText, put } from './files.ts'
import { gitPlace } from './git-place.ts'
import type { Place } from './place.ts'
import { alternate, type Subject } from './rounds.ts'
import type { Row } from './row.ts'
import { startService } from './service.ts'

const CLI = resolve('dist/cli.cjs')
const KEY = 'sk_of_the_benchmark'

/** What a ledger costs by where it is: two lines for each create, and reading all that it holds. Ratios are to the file. */
export async function measureLedgers(folder: string, isQuick: boolean): Promise<readonly Row[]> {
  const places = [
    filePlace(folder),
    await postgresPlace(folder),
    await s3Place(folder),
    gitPlace(folder),
  ]
  const service = await startService({})
  try {
    const rows: Row[] = []
    const entries = isQuick ? 20 : 100
    const applied = places.map((place) => applyOf(place, { entries, url: service.url }))
    rows.push(...rowsOf(`apply of ${entries}`, await alternate(applied, isQuick ? 1 : 5)))
    for (const size of isQuick ? [1_000] : [1_000, 100_000]) {
      const linked = linkedLines(size)
      for (const place of places) await place.fill(`of-${size}`, linked)
      const read = places.map((place) => planOf(place, size))
      rows.push(...rowsOf(`plan with ${size} lines`, await alternate(read, isQuick ? 1 : 5)))
    }
    return rows
  } finally {
    service.close()
    for (const place of places) await place[Symbol.asyncDispose]()
  }
}

function rowsOf(what: string, times: Awaited<ReturnType<typeof alternate>>): readonly Row[] {
  const base = [...times.values()][0]?.median ?? Number.NaN
  return [...times].map(([name, time]) => ({
    part: 'ledger',
    name: `${what}, ${name}`,
    time,
    base,
    ratio: time.median / base,
  }))
}

const common = (place: Place, word: string) => ['--ledger', place.address(word), '--settle', '0']

function applyOf(
  place: Place,
  { entries, url }: { readonly entries: number; readonly url: string },
): Subject {
  let round = 0
  const subject = {
    name: place.name,
    command: process.execPath,
    args: [] as readonly string[],
    env: { PPIO_API_KEY: KEY, ...place.env },
    cwd: '',
    prepare: () => {
      round += 1
      const word = `apply-${round}`
      subject.cwd = place.folder(word)
      const file = put(subject.cwd, 'ledger-apply.yaml', fleetText(entries))
      subject.args = [CLI, 'apply', file, '--yes', '--base-url', url, '--refresh', 'never'].concat(
        common(place, word),
      )
    },
  }
  return subject
}

function planOf(place: Place, size: number): Subject {
  const word = `of-${size}`
  const cwd = place.folder(word)
  const file = put(cwd, 'one.yaml', fleetText(1))
  return {
    name: place.name,
    command: process.execPath,
    args: [CLI, 'plan', file, '--refresh', 'never'].concat(common(place, word)),
    env: place.env,
    cwd,
  }
}

/** So many lines, each tied to the one before. */
function linkedLines(count: number): readonly Uint8Array[] {
  let end: Parameters<typeof linkLine>[1] = NO_LINES
  return ledgerRecords(count, 'api.ppinfra.com').map((record) => {
    const line = linkLine(record, end)
    end = line.end
    return line.bytes
  })
}

/** The folders of a place, one for each word. */
const foldersIn =
  (folder: string, name: string): Place['folder'] =>
  (word) => {
    const path = join(folder, name, word)
    mkdirSync(path, { recursive: true })
    return path
  }

const filePlace = (within: string): Place => {
  const folder = foldersIn(within, 'in-files')
  const pathOf = (word: string) => join(folder(word), 'fleet.ledger.jsonl')
  return {
    name: 'file',
    address: pathOf,
    folder,
    env: {},
    fill: async (word, lines) => {
      writeFileSync(pathOf(word), ledgerText(lines.length - 1, 'api.ppinfra.com'))
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

async function postgresPlace(within: string): Promise<Place> {
  const server = await startPostgres()
  const address = (word: string) =>
    `postgres://owner@localhost:${server.port}/postgres?ledger=${word}&sslmode=disable`
  await createTables(parsePostgresAddress(address('x')), { environment: {} })
  return {
    name: 'PostgreSQL',
    address,
    folder: foldersIn(within, 'in-postgres'),
    env: {},
    fill: async (word, lines) => {
      for (let at = 0; at < lines.length; at += 1_000) {
        const rows = lines
          .slice(at, at + 1_000)
          .map(
            (line, nth) =>
              `('${word}', ${at + nth + 1}, '\\x${Buffer.from(line).toString('hex')}')`,
          )
        await server.sql(`insert into ${LINES} (ledger, position, line) values ${rows.join(',')}`)
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function s3Place(within: string): Promise<Place> {
  const server = await s3Server()
  return {
    name: 'S3 (a stand-in)',
    address: (word) => s3AddressText(server, word),
    folder: foldersIn(within, 'in-s3'),
    env: s3Environment(),
    fill: async (word, lines) => {
      const keys = objectKeys(word)
      const keep = (key: string, body: Uint8Array) =>
        server.objects.set(key, { body: Buffer.from(body), at: Date.now() })
      for (const [index, line] of lines.entries()) keep(keys.line(index + 1), line)
      for (let upTo = COPY_LINES; upTo <= lines.length; upTo += COPY_LINES) {
        keep(keys.copy(upTo), toCopy(lines.slice(upTo - COPY_LINES, upTo)))
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
