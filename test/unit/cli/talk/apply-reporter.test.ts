import { describe, expect, it } from 'vitest'
import { toResult } from '../../../../src/apply/result.ts'
import type { Context, Output } from '../../../../src/cli/context.ts'
import { toVoice } from '../../../../src/cli/talk/apply-reporter.ts'
import type { Flags } from '../../../../src/config/flags.ts'
import type { InstanceId } from '../../../../src/ledger/record.ts'
import type { FleetApplied } from '../../../../src/operations/apply-fleet.ts'
import { styleOf } from '../../../../src/output/terminal/style.ts'
import { aSpec, entryOf, owned } from '../../../support/builders.ts'
import { aDeletion } from '../../../support/change-tasks.ts'
import { expectValid } from '../../../support/schemas.ts'

/** A voice, and what it wrote. */
function spoken(
  format: 'text' | 'json',
  flags: Flags = {},
  command: 'apply' | 'destroy' = 'apply',
) {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr'): Output => ({
    isTerminal: false,
    width: 80,
    style: styleOf(false),
    act() {},
    write(text) {
      written[name] += text
    },
  })
  const context = { cwd: '/', stdout: output('stdout'), stderr: output('stderr') }
  const voice = toVoice(context as unknown as Context, { command, flags, format })
  const lines = () =>
    written.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  return { voice, written, lines }
}

const TASK = aDeletion('web', 'i1')

const applied = (fields: Partial<FleetApplied> = {}): FleetApplied => ({
  ending: 'done',
  plan: undefined,
  approved: true,
  result: toResult([], []),
  audit: [],
  left: [],
  wait: undefined,
  billed: {
    currency: { code: 'CNY', pretended: false },
    instances: 1,
    hourly: { price: 199_000, known: 1, unknown: 0 },
    stopped: 0,
    takenBack: 0,
    prepaid: 0,
    unseen: 0,
    inDoubt: 0,
  },
  ...fields,
})

const spec = aSpec('web')
const mine = owned('i1', spec)
const finding = {
  entry: entryOf(spec, [mine]),
  owned: mine,
  open: {
    attempt: 'a1' as never,
    operation: 'delete',
    since: '2026-11-01T10:00:00.000Z',
    because: 'destroy',
    from: {},
    to: {},
    digest: undefined,
    reason: undefined,
  },
  outcome: 'done',
  sight: { kind: 'gone' },
  progress: 'there',
  has: [],
  unrecorded: undefined,
} as const
const protection = { key: spec.key, name: 'web', id: 'i1' as InstanceId, protect: true }

const gone = {
  kind: 'complete',
  ...TASK,
  id: 'i1' as InstanceId,
  how: 'answered',
  isThere: true,
  elapsedMs: 1000,
} as const

describe('a run that changes instances, told to a person', () => {
  it('says what became of an earlier change, what is recorded, and what is billed at the end', () => {
    const { voice, written } = spoken('text')
    voice.changeSettled(finding)
    voice.protection(protection)
    voice.event({ kind: 'start', ...TASK, nth: 1, of: 1 })
    voice.event(gone)
    voice.end(applied({ result: toResult([TASK], [gone]) }))
    voice.close()
    expect(written.stdout).toContain('took effect: i1 is gone\n')
    expect(written.stdout).toContain('web  protected from now on (i1)\n')
    expect(written.stdout).toContain('web  destroyed, seen gone (i1)')
    expect(written.stdout).toContain('Destroyed and seen gone:\n  web  i1\n')
    expect(written.stdout).toMatch(/Billed now: 1 instance, 1\.99 CNY an hour\.\n$/)
    expect(written.stderr).toBe('')
  })

  it('says what is billed where nothing was sent, but to who wants only what is wrong', () => {
    const said = (flags: Flags, fields?: Partial<FleetApplied>) => {
      const { voice, written } = spoken('text', flags)
      voice.unstarted(applied(fields))
      return written.stdout
    }
    expect(said({})).toBe('Billed now: 1 instance, 1.99 CNY an hour.\n')
    expect(said({ quiet: true })).toBe('')
    expect(said({}, { billed: undefined, ending: 'interrupted' })).toBe('')
  })
})

describe('a run that changes instances, told to a machine', () => {
  it('writes each as a line that the schema describes, and the text beside it', () => {
    const { voice, written, lines } = spoken('json')
    voice.changeSettled(finding)
    voice.protection(protection)
    voice.event(gone)
    voice.end(
      applied({ result: toResult([TASK], [{ kind: 'start', ...TASK, nth: 1, of: 1 }, gone]) }),
    )
    for (const line of lines()) expectValid('events', line)
    expect(lines()).toMatchObject([
      { type: 'change_settled', outcome: 'done' },
      { type: 'protection_recorded', protect: true },
      { type: 'delete_complete', id: 'i1' },
      { type: 'apply_summary', destroyed: [{ id: 'i1' }], billed: { instances: 1 }, exitCode: 0 },
    ])
    expect(written.stderr).toContain('Destroyed and seen gone')
  })

  it('ends with the summary where nothing was sent', () => {
    const { voice, lines } = spoken('json')
    voice.unstarted(applied({ ending: 'refused', result: toResult([TASK], []) }))
    expect(lines()).toMatchObject([
      { type: 'apply_summary', skipped: [{ name: 'web', operation: 'delete' }], exitCode: 1 },
    ])
  })
})

describe('what is to be typed to go on', () => {
  const missed = applied({ result: toResult([TASK], []) })

  it('is the same command, where nothing of it says what was approved', () => {
    const { voice, written } = spoken('text', { yes: true }, 'destroy')
    voice.end(missed)
    expect(written.stdout).toContain('To go on, run the same command again')
  })

  it.each<[string, Flags, 'apply' | 'destroy', string]>([
    ['the number', { yes: true, destroys: 3, only: ['w*'] }, 'destroy', "destroy --only='w*'"],
    ['the plan', { 'plan-id': 'x', 'all-owned': true }, 'destroy', 'destroy --all-owned'],
    [
      'the number',
      { yes: true, destroys: 3, prune: true, allow: ['destroy'] },
      'apply',
      'apply --prune --allow=destroy',
    ],
  ])('is the command without %s that is over', (_what, flags, command, typed) => {
    const { voice, written } = spoken('text', flags, command)
    voice.end(missed)
    expect(written.stdout).toContain(`To go on: ppi-apply ${typed}\n`)
    expect(written.stdout).not.toContain('same command')
  })
})
