import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { expectCheap, expectSoon, type Measured, runMeasured } from '../support/measured.ts'
import { DEFINITION, hostileCheckout } from '../support/outside.ts'
import { tempDir } from '../support/temp-dir.ts'

const measure = (
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> => runMeasured(args, { cwd, env })

const SIZE = 60_000
const fill = (piece: string): string => piece.repeat(Math.ceil(SIZE / piece.length)).slice(0, SIZE)

const PATHOLOGICAL: readonly (readonly [string, string])[] = [
  ['digits', fill('1')],
  ['zeros', fill('0')],
  ['blanks', `a${fill(' ')}x`],
  ['a port and blanks', `80/http${fill(' ')}x`],
  ['a number and blanks', `1${fill(' ')}x`],
  ['numbers and blanks', fill('1 ')],
  ['commas', fill(',')],
  ['bad ports', fill('x,')],
  ['ports with a zero in front', fill('0,')],
  ['one port many times', fill('80/tcp,')],
  ['reserved ports', fill('2222/tcp,')],
  ['slashes', fill('/')],
  ['colons', fill('a:')],
  ['dots', fill('a.')],
  ['at signs', fill('a@')],
  ['humps', fill('aA')],
  ['line breaks', `a${fill('\n')}a`],
  ['tabs', `a${fill('\t')}a`],
  ['combining marks', `a${fill('\u0301')}`],
  ['backslashes', fill('\\')],
  ['open references', fill('${A:-')],
  ['dollar signs', fill('$')],
  ['underscores', fill('_')],
]

/** Each field that a definition may have, with this text in it; an entry each. */
function everyField(text: string): readonly (readonly [string, unknown])[] {
  const simple = [
    'name productId imageUrl imageAuth imageAuthId ports command entrypoint clusterId networkId kind',
    'billingMode minCudaVersion gpuNum rootfsSize replicas month autoRenew autoRenewMonth unknown',
    'protect desiredStatus expires',
  ]
  return [
    ...simple.flatMap((names) => names.split(' ')).map((name) => [name, { [name]: text }] as const),
    ['envs[].key', { envs: [{ key: text, value: 'x' }] }],
    ['envs[].value', { envs: [{ key: 'K', value: text }] }],
    ['envs', { envs: { [text]: 'x', B: text } }],
    ['ports[]', { ports: [text, text] }],
    ['tools', { tools: [{ name: text, port: text, describe: text }] }],
    ['networkStorages', { networkStorages: [{ Id: text, mountPoint: text }] }],
    ['a key', { [text]: 1 }],
  ]
}

const SOUND = { kind: 'gpu', productId: 'p', gpuNum: 1, rootfsSize: 60, imageUrl: 'x' }

describe('a field of 60 KB', () => {
  it.each(PATHOLOGICAL)('of %s is judged in time that grows with it', async (_what, text) => {
    const fields = everyField(text)
    const instances = fields.map(([, field], at) => ({
      name: `n${at}`,
      ...SOUND,
      ...(field as object),
    }))
    const cwd = tempDir({ 'instances.yaml': JSON.stringify({ instances }) })
    const run = await measure(['validate'], cwd)
    expect(run.code).toBe(1)
    // All fields at once: one that is worse than linear takes many seconds by itself.
    await expectSoon(run, 3)
  })

  it.each(['80/tcp,', ',', '0,'])('of ports is refused soon: %s', async (piece) => {
    const instances = [{ name: 'a', ...SOUND, ports: fill(piece) }]
    const cwd = tempDir({ 'instances.yaml': JSON.stringify({ instances }) })
    for (const format of ['text', 'json']) {
      const run = await measure(['validate', '--format', format], cwd)
      expect(run.code).toBe(1)
      expect(run.stdout + run.stderr).toContain('ports-too-many')
      await expectCheap(run)
    }
  })
})

/** Where something stands that is no file, what is run, and which of the words say so. */
const PLACES: readonly (readonly [string, readonly string[]])[] = [
  ['instances.yaml', ['validate']],
  ['fleet/a.yaml', ['validate', 'fleet']],
  ['faults.yaml', ['plan', '--sandbox', '--faults', 'faults.yaml']],
  ['schema.json', ['schema', '--check', 'schema.json']],
  ['out.json', ['validate', '--json-into', 'out.json']],
  ['events.json', ['apply', '--sandbox', '--yes', '--json-into', 'events.json']],
  ['.ppi-apply/.gitignore', ['init']],
  ['.ppi-apply/sandbox/instances.jsonl', ['plan', '--sandbox']],
  ['.ppi-apply/sandbox/calls.jsonl', ['plan', '--sandbox']],
  ['.ppi-apply/sandbox.ledger.jsonl', ['plan', '--sandbox']],
  ['.ppi-apply/sandbox.ledger.jsonl', ['apply', '--sandbox', '--yes']],
  ['.ppi-apply/sandbox.ledger.jsonl.lock', ['apply', '--sandbox', '--yes']],
  ['.ppi-apply/sandbox.ledger.jsonl.rescued-1', ['apply', '--sandbox', '--yes']],
  ['ledger.jsonl', ['apply', '--sandbox', '--yes', '--ledger', 'ledger.jsonl']],
]

const ODD: Readonly<Record<string, (path: string) => Promise<void> | void>> = {
  'a named pipe': (path) => void execFileSync('mkfifo', [path]),
  'a socket': async (path) => {
    const server = createServer().listen(path)
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
  },
  'an endless device': (path) => symlinkSync('/dev/zero', path),
}

describe.each(Object.entries(ODD))('%s', (_what, make) => {
  it.each(PLACES)('in the place of %s is refused at once by %j', async (place, args) => {
    const { checkout, home } = hostileCheckout(() => undefined)
    const path = join(checkout, place)
    mkdirSync(dirname(path), { recursive: true })
    rmSync(path, { force: true })
    await make(path)
    const run = await measure(args, checkout, { HOME: home })
    expect([1, 5]).toContain(run.code)
    expect(run.stdout + run.stderr).toMatch(
      /named pipe|socket|device|not a (?:plain )?file|symbolic link/,
    )
    await expectCheap(run)
  })
})

/** Not those that are written anew, or only added to. */
const READ_PLACES = PLACES.filter(([place]) => !/out\.json|events\.json|calls\.jsonl/.test(place))

describe('a file of 5 GB', () => {
  it.each(READ_PLACES)('in the place of %s is refused at once by %j', async (place, args) => {
    const { checkout, home } = hostileCheckout(() => undefined)
    const path = join(checkout, place)
    mkdirSync(dirname(path), { recursive: true })
    rmSync(path, { force: true })
    writeFileSync(path, '')
    truncateSync(path, 5e9)
    const run = await measure(args, checkout, { HOME: home })
    expect([1, 5]).toContain(run.code)
    expect(run.stdout + run.stderr).toMatch(/too large|larger than|more than/)
    await expectCheap(run)
  })
})

describe('a pattern over a huge tree', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'ppi-apply-huge-'))
  beforeAll(() => makeHugeTree(cwd), 120_000)
  afterAll(() => rmSync(cwd, { recursive: true }), 120_000)

  it.each([
    ['**/*.yaml', 'folders'],
    ['wide/*.yml', 'files'],
    ['*/../*/../*/../*/../*/../*.yaml', 'names'],
  ])('is refused with the limit in words: %s', { timeout: 120_000 }, async (pattern, limit) => {
    const run = await measure(['validate', pattern], cwd)
    expect(run.code).toBe(1)
    expect(run.stdout + run.stderr).toContain('[pattern-too-wide]')
    expect(run.stdout + run.stderr).toMatch(new RegExp(`more than [\\d,]+ ${limit}`))
    await expectCheap(run, 5)
  })
})

/** 20,100 folders, and 10,100 files in one of them. */
function makeHugeTree(folder: string): void {
  for (let outer = 0; outer < 100; outer += 1) {
    mkdirSync(join(folder, `d${outer}`))
    for (let inner = 0; inner < 200; inner += 1) mkdirSync(join(folder, `d${outer}`, `e${inner}`))
  }
  mkdirSync(join(folder, 'wide'))
  for (let at = 0; at < 10_100; at += 1) writeFileSync(join(folder, 'wide', `f${at}.yml`), '')
}

describe('a home that is no home', () => {
  it.each(['/proc', '/dev/null', '/nowhere', 'relative'])('is borne: %s', async (home) => {
    const { checkout } = hostileCheckout(() => undefined, { 'b.yaml': DEFINITION })
    const run = await measure(['plan', '--sandbox'], checkout, {
      HOME: home,
      XDG_CACHE_HOME: home,
      XDG_CONFIG_HOME: home,
    })
    expect(run.code).toBe(0)
    await expectCheap(run)
  })
})
