import { describe, expect, it } from 'vitest'
import { commandNamed } from '../../../../src/cli/commands.ts'
import { grammarOf } from '../../../../src/cli/grammar.ts'
import { FLAG_NAMES, FLAGS as FLAG_ROWS, type FlagKind } from '../../../../src/config/flags.ts'
import { readCommandLine } from '../../../../src/config/read-command-line.ts'
import { nextCommand } from '../../../../src/output/text/next-command.ts'

const FLAGS = {
  'base-url': 'https://api.ppio.com',
  ledger: 'my ledger.jsonl',
  sandbox: true,
  'var-file': ['a.env', 'b.env'],
  only: ['x*'],
  yes: true,
  quiet: false,
} as const

describe('nextCommand', () => {
  it('repeats which service, ledger and key are meant, as words of a shell', () => {
    expect(nextCommand('forget', ['a'], { flags: FLAGS, args: [] })).toBe(
      "ppi-apply forget a --var-file=a.env --var-file=b.env --base-url=https://api.ppio.com --ledger='my ledger.jsonl' --sandbox",
    )
  })

  it.each([
    ['postgres://ci:hunter2@db.example/ops', 'postgres://ci@db.example/ops'],
    ['git:https://ci:hunter2@host/a#b', "'git:https://host/a#b'"],
    ["git:https://ci:it's@hunter2@host/a#b", "'git:https://host/a#b'"],
    ['git:https://hunter2hunter2hunter2@host/a', 'git:https://host/a'],
    ['git:https://hunter2hunter2hunter2:x-oauth-basic@host/a', 'git:https://host/a'],
    ['git:ssh://git@host/a', 'git:ssh://git@host/a'],
  ])('shows no password of the ledger %s', (ledger, shown) => {
    expect(nextCommand('unlock', ['f00'], { flags: { ledger }, args: [] })).toBe(
      `ppi-apply unlock f00 --ledger=${shown}`,
    )
  })

  it.each(FLAG_NAMES)('repeats --%s only for commands that have it', (name) => {
    const { repeats = [] }: FlagKind = FLAG_ROWS[name]
    for (const command of repeats) expect(commandNamed(command).flags, command).toContain(name)
  })

  it('says no flag twice', () => {
    const line = { flags: { allow: ['destroy', 'stop'], prune: true }, args: [] } as const
    expect(nextCommand('apply', ['--prune', '--allow', 'destroy'], line)).toBe(
      'ppi-apply apply --prune --allow destroy --allow=stop',
    )
    const all = { flags: { 'all-owned': true }, args: [] } as const
    expect(nextCommand('destroy', ['--all-owned', '--only=a'], all)).toBe(
      'ppi-apply destroy --all-owned --only=a',
    )
    expect(nextCommand('apply', ['--allow=destroy'], line)).toBe(
      'ppi-apply apply --allow=destroy --allow=stop',
    )
  })

  it('repeats no flag that the command does not have', () => {
    expect(nextCommand('unlock', ['f00'], { flags: FLAGS, args: [] })).not.toContain('env-allow')
  })

  it('names the files where they count', () => {
    expect(nextCommand('adopt', ['a', 'i-1'], { flags: {}, args: ['fleet 1.yaml'] })).toBe(
      "ppi-apply adopt a i-1 'fleet 1.yaml'",
    )
  })

  it('writes names and files that look like flags so that they are none', () => {
    const line = { flags: { sandbox: true }, args: ['-f', '-'] }
    for (const name of ['-web', "'-a b'", '--yes']) {
      const shown = nextCommand('adopt', [name, 'i-1'], line)
      expect(shown).toBe(`ppi-apply adopt --sandbox -- ${name} i-1 ./-f -`)
    }
    const { flags, args } = readCommandLine(
      ['--sandbox', '--', '-web', 'i-1', './-f', '-'],
      grammarOf(commandNamed('adopt')),
    )
    expect({ flags, args }).toEqual({
      flags: { sandbox: true },
      args: ['-web', 'i-1', './-f', '-'],
    })
    expect(nextCommand('apply', ['--allow', 'recreate'], line)).toBe(
      'ppi-apply apply --allow recreate ./-f - --sandbox',
    )
    expect(nextCommand('destroy', ['--all-owned'], line)).toBe(
      'ppi-apply destroy --all-owned ./-f - --sandbox',
    )
  })

  it('repeats everything that makes a plan what it is', () => {
    expect(nextCommand('apply', [], { flags: FLAGS, args: [] })).toContain("--only='x*'")
  })
})
