import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/ledger/codec.ts'
import { fingerprint } from '../../src/ledger/identity.ts'
import type { CopiedRecord, LedgerRecord } from '../../src/ledger/record.ts'
import { start } from '../support/ci-project.ts'
import { intent, key, opened, time } from '../support/ledger-records.ts'
import { type Run, runCli } from '../support/run-cli.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { SHARED_PLACES } from '../support/shared-places.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET =
  'instances: [{ name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'

/** What no shell takes for one word. */
const FOLDER = `it's "my" fleet; touch PWNED; $(touch PWNED)`

interface Project {
  readonly cwd: string
  readonly run: (...words: readonly string[]) => Promise<Run>
  /** Runs a line as a person who pastes it. */
  readonly paste: (line: string) => ReturnType<typeof start>
  /** Writes a ledger file of the account of this run. */
  readonly write: (path: string, lines: readonly LedgerRecord[]) => void
  /** How many instances the account has. */
  readonly count: () => number
}

const inProject = (use: (project: Project) => Promise<void>): Promise<void> =>
  withSandbox({}, async (sandbox) => {
    const cwd = join(tempDir(), FOLDER)
    mkdirSync(join(cwd, '.ppi-apply'), { recursive: true })
    mkdirSync(join(cwd, '.git'))
    writeFileSync(join(cwd, '.git/HEAD'), '')
    writeFileSync(join(cwd, 'instances.yaml'), FLEET)
    const env = { PATH: process.env.PATH ?? '', HOME: tempDir(), ...serviceEnv(sandbox) }
    const account = fingerprint('salt', sandbox.apiKey)
    const ours = opened({ service: new URL(sandbox.url).host, account })
    await use({
      cwd,
      count: () => sandbox.instances().length,
      run: (...words) => runCli(words, { cwd, env }),
      paste: (line) => start('bash', ['-c', line], { cwd, env }),
      write: (path, lines) =>
        writeFileSync(
          join(cwd, path),
          [ours, ...lines].map((line, at) => `${encode({ ...line, seq: at + 1 })}\n`).join(''),
        ),
    })
    expect(existsSync(join(cwd, 'PWNED'))).toBe(false)
  })

const copied = (way: CopiedRecord['way'], ledger: string): CopiedRecord => ({
  type: 'copied',
  time: time(9),
  way,
  ledger,
})

/** The command behind these words, up to the end of its sentence. */
const commandBehind = (words: string, { stderr }: Run): string =>
  new RegExp(`${words}: (.*?)(?:\\.? *$|(?:\\.|, with) )`, 'm').exec(stderr)?.[1] ?? 'exit 99'

describe('what is advised about another ledger', () => {
  it('runs as it is printed where the path of that one is no single word', async () => {
    await inProject(async ({ run, paste, write }) => {
      write('.ppi-apply/other.ledger.jsonl', [intent({ key: key('a'), name: 'a' })])
      const refused = await run('apply', 'instances.yaml', '--yes', '--settle=0')
      expect(refused.code).toBe(5)
      const settle = await paste(`${commandBehind('settle them there', refused)} --yes --settle=0`)
      // It has no marker, so that the account cannot tell, but it was looked for.
      expect(settle.stdout + settle.stderr).toMatch(/already|unknown|doubt/)
      const forget = commandBehind('made nothing', refused).replace('NAME', 'a')
      expect(await paste(`${forget} --yes`)).toMatchObject({ code: 0 })
    })
  })
})

describe('what is advised about a ledger that moved', () => {
  it('runs nothing of what a line of the ledger holds', async () => {
    await inProject(async ({ cwd, run, paste, write }) => {
      const to = join(cwd, 'there.jsonl')
      write('own.jsonl', [copied('to', to)])
      write('there.jsonl', [copied('from', join(cwd, 'own.jsonl'))])
      const moved = await run('plan', '--ledger=own.jsonl')
      expect(moved.code).toBe(5)
      expect(await paste(commandBehind('To move it back', moved))).toMatchObject({ code: 0 })
      expect(await run('plan', '--ledger=own.jsonl')).toMatchObject({ code: 0 })
    })
  })

  it('names no address for use that the person does not trust', async () => {
    await inProject(async ({ run, write }) => {
      const evil = 'postgres://db.evil.example/ops?ledger=a'
      write('own.jsonl', [copied('to', evil)])
      write('half.jsonl', [copied('begun', evil)])
      for (const file of ['own.jsonl', 'half.jsonl']) {
        const { code, stderr } = await run('plan', `--ledger=${file}`)
        expect(code).toBe(5)
        expect(stderr.split('db.evil.example')).toHaveLength(2)
        expect(stderr).toContain('as your own')
      }
      expect(await run('trust', 'postgres://db.evil.example', '--yes')).toMatchObject({ code: 0 })
      const { stderr } = await run('plan', '--ledger=own.jsonl')
      expect(stderr).toContain(`--ledger '${evil}'`)
    })
  })

  it('runs as it is printed where nothing else says which user connects', async () => {
    await using place = await SHARED_PLACES.postgres()
    await inProject(async ({ run, paste, write }) => {
      write('own.jsonl', [])
      const there = await run('ledger', 'copy', 'own.jsonl', place.address)
      expect(there).toMatchObject({ code: 0, stderr: '' })
      const host = /^[^@]*@([^/]*)/.exec(place.address)?.[1]
      expect(await run('trust', `postgres://${host}`, '--yes')).toMatchObject({ code: 0 })
      const moved = await run('plan', '--ledger=own.jsonl')
      const back = commandBehind('To move it back', moved)
      const program = back.slice(0, back.indexOf(' ledger copy'))
      const named = [there.stdout, moved.stderr].map((text) => /--ledger '[^']*'/.exec(text)?.[0])
      expect(named[0]).toBe(named[1])
      expect(await paste(`${program} plan ${named[0]}`)).toMatchObject({ code: 0 })
      expect(await paste(back)).toMatchObject({ code: 0 })
      // Whoever connects as somebody else means the same ledger.
      const other = place.address.replace('owner@', 'other@')
      const there2 = await run('ledger', 'copy', 'own.jsonl', place.address)
      expect(there2).toMatchObject({ code: 0 })
      const elsewhere = await run('ledger', 'copy', 'own.jsonl', other)
      expect(elsewhere.stderr).not.toContain('was moved to')
    })
  })
})

describe('a ledger that was moved', () => {
  const APPLY = ['apply', 'instances.yaml', '--yes', '--settle=0', '--wait=0']

  it('stops a run with a ledger that does not tell of its attempt in doubt', async () => {
    await using place = await SHARED_PLACES.postgres()
    await inProject(async ({ run, write, count }) => {
      write('.ppi-apply/other.ledger.jsonl', [intent({ key: key('a'), name: 'a' })])
      const old = '.ppi-apply/other.ledger.jsonl'
      expect(await run('ledger', 'copy', old, place.address)).toMatchObject({ code: 0 })
      const typo = await run(...APPLY, '--ledger', place.other)
      expect(typo).toMatchObject({ code: 5 })
      expect(typo.stderr).toContain('which was moved to postgres://')
      expect(typo.stderr).toContain('attempts without an outcome: a')
      expect((await run('plan', '--ledger', place.other)).code).toBe(5)
      expect(count()).toBe(0)
      // Where it was moved to, the attempt is known.
      const right = await run('plan', '--ledger', place.address)
      expect(right.stderr).not.toContain('another ledger')
    })
  })

  it('stops a run where its lines are lost, and the way out that it names leads on', async () => {
    await using place = await SHARED_PLACES.postgres()
    await inProject(async ({ run, paste, count }) => {
      expect(await run(...APPLY)).toMatchObject({ code: 3 })
      const found = (await run('ledger', 'show', '--format=json')).stdout
      expect(await run('ledger', 'copy', JSON.parse(found).ledger, place.address)).toMatchObject({
        code: 0,
      })
      expect(await run('plan', '--ledger', place.address)).toMatchObject({ code: 0 })
      await place.empty?.()
      const lost = await run(...APPLY, '--ledger', place.address)
      expect(lost).toMatchObject({ code: 5 })
      expect(lost.stderr).toContain('as if it was emptied')
      expect(await paste(commandBehind('is moved there again', lost))).toMatchObject({ code: 0 })
      const plan = await run('plan', '--ledger', place.address)
      expect(plan.stdout).toContain('0 to create')
      expect(count()).toBe(1)
    })
  })
})
