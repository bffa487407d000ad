import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Ran, start } from '../support/ci-project.ts'
import { tempDir } from '../support/temp-dir.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const NODE = dirname(process.execPath)

/** A machine with Node and npm, and nothing of ours yet: the shell of a person, and what they may type there. */
interface Machine {
  readonly base: string
  readonly project: string
  /** Runs one line in the project, in a fresh shell. */
  type(line: string): Promise<Ran>
}

function machine(...folders: readonly string[]): Machine {
  const base = tempDir()
  const project = join(base, 'my fleet')
  mkdirSync(join(base, 'home'), { recursive: true })
  mkdirSync(project)
  const PATH = [...folders.map((each) => join(base, each)), NODE, '/usr/bin', '/bin'].join(':')
  const env = {
    PATH,
    HOME: join(base, 'home'),
    npm_config_update_notifier: 'false',
    // Nothing of this may need the network: a look-up fails at once.
    npm_config_offline: 'true',
  }
  return {
    base,
    project,
    type: (line) => start('bash', ['-c', line], { cwd: project, env }),
  }
}

/** What a tarball of the package holds of the program. */
function unpack(folder: string): void {
  for (const part of ['dist', 'schemas', 'package.json']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  }
  // What it depends on is in the project in fact, or beside it.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
}

function link(folder: string, to: string): void {
  mkdirSync(folder, { recursive: true })
  symlinkSync(to, join(folder, 'ppi-apply'))
}

/** Each way in which the program comes to a machine, and how it is started then. */
const WAYS: Readonly<
  Record<string, () => { on: Machine; typed: string; says: RegExp; schema: string }>
> = {
  'installed for all projects': () => {
    const on = machine('global/bin')
    unpack(join(on.base, 'global/lib/node_modules/ppi-apply'))
    link(join(on.base, 'global/bin'), '../lib/node_modules/ppi-apply/dist/cli.cjs')
    return { on, typed: 'ppi-apply', says: /^ppi-apply /, schema: './instances.schema.json' }
  },
  'installed in the project, with npx': () => {
    const on = machine()
    unpack(join(on.project, 'node_modules/ppi-apply'))
    link(join(on.project, 'node_modules/.bin'), '../ppi-apply/dist/cli.cjs')
    writeFileSync(join(on.project, 'package.json'), '{}')
    const schema = './node_modules/ppi-apply/schemas/instances.schema.json'
    return { on, typed: 'npx ppi-apply', says: /^npx ppi-apply /, schema }
  },
  'installed in the project, with npm run': () => {
    const on = machine()
    unpack(join(on.project, 'node_modules/ppi-apply'))
    link(join(on.project, 'node_modules/.bin'), '../ppi-apply/dist/cli.cjs')
    writeFileSync(join(on.project, 'package.json'), '{"scripts":{"fleet":"ppi-apply"}}')
    const schema = './node_modules/ppi-apply/schemas/instances.schema.json'
    return { on, typed: 'npm run --silent fleet --', says: /^npx ppi-apply /, schema }
  },
  'installed by pnpm, whose script is no link': () => {
    const on = machine()
    unpack(join(on.base, 'store/ppi-apply'))
    mkdirSync(join(on.project, 'node_modules/.bin'), { recursive: true })
    symlinkSync(join(on.base, 'store/ppi-apply'), join(on.project, 'node_modules/ppi-apply'))
    const script = join(on.project, 'node_modules/.bin/ppi-apply')
    writeFileSync(
      script,
      '#!/bin/sh\nexec node "$(dirname "$0")/../ppi-apply/dist/cli.cjs" "$@"\n',
      {
        mode: 0o755,
      },
    )
    writeFileSync(join(on.project, 'package.json'), '{}')
    const schema = './node_modules/ppi-apply/schemas/instances.schema.json'
    return { on, typed: './node_modules/.bin/ppi-apply', says: /^npx ppi-apply /, schema }
  },
  'a clone beside the project': () => {
    const on = machine()
    unpack(join(on.base, "the clone's/ppi-apply"))
    const typed = `node "../the clone's/ppi-apply/dist/cli.cjs"`
    return { on, typed, says: /^node '\/.*dist\/cli\.cjs' /, schema: './instances.schema.json' }
  },
  'a clone, and another program of that name on the PATH': () => {
    const on = machine('bin')
    unpack(join(on.base, 'clone'))
    mkdirSync(join(on.base, 'bin'))
    writeFileSync(join(on.base, 'bin/ppi-apply'), '#!/bin/sh\nexit 9\n', { mode: 0o755 })
    const typed = 'node ../clone/dist/cli.cjs'
    return { on, typed, says: /^node \/.*dist\/cli\.cjs /, schema: './instances.schema.json' }
  },
  'the clone itself': () => {
    const on = machine()
    unpack(on.project)
    return {
      on,
      typed: 'node dist/cli.cjs',
      says: /^node dist\/cli\.cjs /,
      schema: './instances.schema.json',
    }
  },
}

const commandIn = (text: string, before: RegExp): string =>
  text
    .split('\n')
    .map((line) => before.exec(line)?.[1])
    .find((line) => line !== undefined) ?? 'none'

describe.each(Object.keys(WAYS))('%s', (way) => {
  it('leads from init to the end by the lines that it prints, and editors find the schema', async () => {
    const { on, typed, says, schema } = WAYS[way]?.() ?? expect.unreachable()
    const init = await on.type(`${typed} init`)
    expect(init).toMatchObject({ code: 0, stderr: '' })

    const file = readFileSync(join(on.project, 'instances.yaml'), 'utf8')
    const modeline = /^# yaml-language-server: \$schema=(.*)$/m.exec(file)?.[1] ?? ''
    expect(modeline).toBe(schema)
    const found = resolve(on.project, modeline)
    expect(JSON.parse(readFileSync(found, 'utf8')).title).toBe('ppi-apply definition file')

    const next = commandIn(init.stdout, /^next: (.*)$/)
    expect(next).toMatch(says)
    const plan = await on.type(next)
    expect(plan).toMatchObject({ code: 0, stderr: '' })

    const apply = commandIn(plan.stdout, /^(?:Apply exactly this: )?(\S.* apply .*--plan-id \S+)$/)
    expect(apply).toMatch(says)
    const applied = await on.type(`${apply} --wait=0`)
    expect(applied).toMatchObject({ code: 3 })
    expect(applied.stdout).toContain('1 created')

    const more = commandIn(applied.stdout, /More: (.* status .*)$/)
    expect(more).toMatch(says)
    expect(await on.type(more)).toMatchObject({ code: 0, stderr: '' })
  })

  it('names commands in errors that run as they stand', async () => {
    const { on, typed, says } = WAYS[way]?.() ?? expect.unreachable()
    const none = await on.type(`${typed} validate`)
    expect(none.code).toBe(1)
    const init = commandIn(none.stdout + none.stderr, /`([^`]* init)`/)
    expect(init).toMatch(says)
    expect(await on.type(init)).toMatchObject({ code: 0 })
    expect(existsSync(join(on.project, 'instances.yaml'))).toBe(true)
    const secondRun = await on.type(init)
    expect(commandIn(secondRun.stderr, /check it with (.* validate)\./)).toMatch(says)
  })
})
