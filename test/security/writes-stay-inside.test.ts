import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ledgerPath, SANDBOX_SERVICE, serviceOf } from '../../src/ledger/file-store/ledger-path.ts'
import { type Hostile, hostileCheckout } from '../support/outside.ts'
import { CLI } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

/** What a link in the place of a file can lead to. */
const LINKS = {
  'a file': (home: string) => join(home, '.netrc'),
  nothing: (home: string) => join(home, 'folder', 'new-file'),
  'a folder': (home: string) => join(home, 'folder'),
} as const

/** Lays a link at a path of the checkout. */
function lay(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}

const COMMANDS: readonly (readonly string[])[] = [
  ['init'],
  ['validate', '--json-into', 'out.json'],
  ['vars'],
  ['render'],
  ['plan', '--json-into', 'plan.json'],
  ['plan', '--sandbox'],
  ['apply', '--yes'],
  ['apply', '--yes', '--sandbox', '--json-into', 'events.json'],
  ['status'],
  ['adopt', 'trainer', 'i-1', '--yes'],
  ['forget', 'trainer', '--yes'],
  ['unlock', 'deadbeef0000'],
]

/** Runs commands in the checkout one after the other and tells what each said; nothing outside may have changed. */
async function runAll(
  { checkout, home, outside }: Hostile,
  commands: readonly (readonly string[])[],
  env: Readonly<Record<string, string>>,
) {
  const before = outside()
  const runs = []
  for (const args of commands) {
    const run = await runInProcess(args, { cwd: checkout, env: { ...env, HOME: home } })
    expect(outside(), args.join(' ')).toEqual(before)
    expect(run.code, `${args.join(' ')}\n${run.stderr}`).not.toBe(70)
    runs.push(run)
  }
  return runs
}

describe('in a checkout whose every path is a link', () => {
  it.each(Object.entries(LINKS))(
    'no command writes through links to %s',
    { timeout: 120_000 },
    async (_to, target) => {
      await withSandbox({ dir: tempDir() }, async (sandbox) => {
        const service = serviceOf(new URL(sandbox.url))
        const hostile = hostileCheckout(({ checkout, home }) => {
          const ledgers = [SANDBOX_SERVICE, service].map((name) => ledgerPath(checkout, name))
          for (const path of [
            ...ledgers,
            ...ledgers.map((ledger) => `${ledger}.lock`),
            join(checkout, '.ppi-apply', '.gitignore'),
            join(checkout, '.ppi-apply', '.gitattributes'),
            join(checkout, '.ppi-apply', 'sandbox', 'instances.jsonl'),
            join(checkout, '.ppi-apply', 'sandbox', 'calls.jsonl'),
            ...['out', 'plan', 'events'].map((name) => join(checkout, `${name}.json`)),
          ]) {
            lay(path, target(home))
          }
        })
        await runAll(hostile, COMMANDS, serviceEnv(sandbox))
        expect(sandbox.instances()).toEqual([])
      })
    },
  )

  it.each(['.ppi-apply', '.ppi-apply/sandbox'])(
    'no command writes into a folder outside that %s is a link to',
    { timeout: 120_000 },
    async (place) => {
      await withSandbox({ dir: tempDir() }, async (sandbox) => {
        const hostile = hostileCheckout(({ checkout, home }) =>
          lay(join(checkout, place), join(home, 'folder')),
        )
        await runAll(hostile, COMMANDS, serviceEnv(sandbox))
      })
    },
  )
})

/** One link, the commands that would write there, and how they end. */
const EACH: readonly (readonly [string, readonly (readonly string[])[], number])[] = [
  ['.ppi-apply', [['apply', '--yes', '--sandbox'], ['plan', '--sandbox'], ['init']], 0],
  [
    '.ppi-apply/sandbox',
    [
      ['apply', '--yes', '--sandbox'],
      ['plan', '--sandbox'],
    ],
    0,
  ],
  [
    '.ppi-apply/sandbox/instances.jsonl',
    [
      ['plan', '--sandbox'],
      ['status', '--sandbox'],
    ],
    0,
  ],
  ['.ppi-apply/sandbox/calls.jsonl', [['plan', '--sandbox']], 0],
  ['.ppi-apply/sandbox.ledger.jsonl', [['apply', '--yes', '--sandbox']], 5],
  ['.ppi-apply/sandbox.ledger.jsonl.lock', [['apply', '--yes', '--sandbox']], 5],
  ['.ppi-apply/.gitignore', [['init']], 0],
  ['.ppi-apply/.gitattributes', [['init']], 0],
  [
    'out.json',
    [
      ['validate', '--json-into', 'out.json'],
      ['apply', '--yes', '--sandbox', '--json-into', 'out.json'],
    ],
    0,
  ],
]

describe('a single link in a checkout', () => {
  it.each(EACH)(
    'at %s is named, and nothing is written through it',
    async (place, commands, code) => {
      for (const target of Object.values(LINKS)) {
        const hostile = hostileCheckout(({ checkout, home }) => {
          // A chain: what the first link leads to is in the checkout still.
          lay(join(checkout, 'chain'), target(home))
          lay(join(checkout, place), join(checkout, 'chain'))
        })
        const runs = await runAll(hostile, commands, {})
        for (const run of runs) {
          expect(run.code).not.toBe(0)
          if (code !== 0) expect(run.code).toBe(code)
          expect(run.stderr).toContain(join(hostile.checkout, place))
          expect(run.stderr).toContain('symbolic link')
        }
      }
    },
  )
})

describe('paths of a config', () => {
  it.each([
    '../../home/.netrc',
    '../outside.jsonl',
    '/tmp/ppi-apply-outside.jsonl',
    'link/ledger.jsonl',
    '.git/hooks/post-checkout',
    'sub/../.git/info/attributes',
    '.',
  ])('cannot put the ledger at %s', async (ledger) => {
    const hostile = hostileCheckout(
      ({ checkout, home }) => lay(join(checkout, 'link'), join(home, 'folder')),
      { 'ppi-apply.config.json': JSON.stringify({ ledger }) },
    )
    // In the sandbox no ledger of a config counts; nobody listens at this address.
    const apply = ['apply', '--yes', '--base-url', 'http://127.0.0.1:9']
    const [run] = await runAll(hostile, [apply], { PPIO_API_KEY: 'sk_test_key_1234567890' })
    expect(run?.code).not.toBe(0)
    expect(run?.stderr).toMatch(/outside of the project|symbolic link|is a folder|folder of Git/)
  })
})

describe('the first run that keeps something', () => {
  it.each([
    ['apply', '--yes', '--sandbox'],
    ['plan', '--sandbox'],
  ])('writes the rules for Git with the folder: %s', async (...args) => {
    const { checkout, home } = hostileCheckout(() => undefined)
    expect(await runInProcess(args, { cwd: checkout, env: { HOME: home } })).toMatchObject({
      code: 0,
    })
    const git = (...words: readonly string[]) =>
      execFileSync('git', words, { cwd: checkout, encoding: 'utf8' }).trim().split('\n')
    git('add', '--all')
    expect(git('ls-files').filter((name) => name.startsWith('.ppi-apply/'))).toEqual([
      '.ppi-apply/.gitattributes',
      '.ppi-apply/.gitignore',
    ])
  })
})

describe('a path that a person names', () => {
  it('may be anywhere, and through links of their own', async () => {
    const { checkout, home } = hostileCheckout(({ home: at }) => {
      symlinkSync(join(at, 'folder'), join(at, 'mine'))
    })
    const args = [
      '--ledger',
      join(home, 'mine', 'l.jsonl'),
      '--json-into',
      join(home, 'mine', 'o.json'),
    ]
    const run = await runInProcess(['apply', '--yes', '--sandbox', ...args], {
      cwd: checkout,
      env: { HOME: home },
    })
    expect(run).toMatchObject({ code: 0 })
    expect(existsSync(join(home, 'folder', 'l.jsonl'))).toBe(true)
    expect(existsSync(join(home, 'folder', 'o.json'))).toBe(true)
  })

  it('may be the standard output', () => {
    const { checkout, home } = hostileCheckout(() => undefined)
    const line = `"${process.execPath}" "${CLI}" validate --quiet --json-into /dev/stdout | cat`
    const env = { PATH: process.env.PATH, HOME: home }
    const text = execFileSync('sh', ['-c', line], { cwd: checkout, env, encoding: 'utf8' })
    expect(text).toContain('"formatVersion"')
  })
})
