import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../../src/api/remote.ts'
import type { InstanceSpec } from '../../../../../src/definitions/instance-spec.ts'
import type { OwnedInstance } from '../../../../../src/ledger/state.ts'
import { styleOf } from '../../../../../src/output/terminal/style.ts'
import { planText } from '../../../../../src/output/text/plan/plan-text.ts'
import { type Goal, PLAIN_APPLY } from '../../../../../src/plan/decide/goal.ts'
import type { PlanReport } from '../../../../../src/plan/priced-plan.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../../support/builders.ts'
import { aCatalog } from '../../../../support/catalog-of.ts'
import { aPlanReport, listOf, NOW } from '../../../../support/plan-report.ts'

const textOf = (report: PlanReport): string =>
  [...planText(report, { style: styleOf(false), verbose: false })].join('')

/** Created when the ledger says so. */
const CREATED = Date.parse(owned('i', aSpec('a')).since) / 1000

/** An entry that is ours, and what the ledger and the account say of it beside the defaults. */
interface Running {
  readonly spec: InstanceSpec
  readonly owned?: Partial<OwnedInstance>
  readonly remote?: Partial<RemoteInstance>
}

/** The plan of some of the entries that run; the others are in no file. */
function planOf(
  running: readonly Running[],
  goal: Goal,
  specs = running.map(({ spec }) => spec),
): PlanReport {
  const named = running.map((each) => ({ ...each, name: each.spec.name ?? '' }))
  return aPlanReport(specs, {
    state: aState(
      ...named.map(({ spec, name, owned: more }) =>
        entryOf(spec, [{ ...owned(`i-${name}`, spec), ...more }]),
      ),
    ),
    remote: listOf(
      ...named.map(({ name, remote }) =>
        anInstance(`i-${name}`, name, { createdAt: CREATED, ...remote }),
      ),
    ),
    goal,
    catalog: aCatalog(),
  })
}

const DESTROY: Goal = { kind: 'destroy', scope: 'files' }
const APPLY: Goal = PLAIN_APPLY
const PRUNE: Goal = { ...APPLY, prune: true }

describe('the title of a plan', () => {
  it.each([
    [APPLY, 'Plan for sandbox'],
    [PRUNE, 'Plan with --prune for sandbox'],
    [DESTROY, 'Plan to destroy on sandbox'],
    [{ kind: 'reap' }, 'Plan to destroy what has expired on sandbox'],
    [{ kind: 'start' }, 'Plan to start on sandbox'],
    [{ kind: 'stop' }, 'Plan to stop on sandbox'],
  ] as const)('says what %j is for', (goal, title) => {
    expect(textOf(planOf([{ spec: aSpec('a') }], goal)).split('\n')[0]).toBe(title)
  })

  it('names the command under it by what it does', () => {
    const report = { ...planOf([{ spec: aSpec('a') }], DESTROY), applyWith: 'ppi-apply destroy' }
    expect(textOf(report)).toContain('Destroy exactly this: ppi-apply destroy\n')
  })
})

describe('what is destroyed', () => {
  const spec = aSpec('web')
  const storages = [{ id: 'ns-1', mountPoint: '/data' }]
  const text = textOf(
    planOf([{ spec, owned: { hourly: 1.99 }, remote: { networkStorages: storages } }], DESTROY),
  )

  it('is shown with how it is ours, what that saves, what is lost and what stays', () => {
    expect(text).toContain('- web   i-web is to be destroyed, as asked  fleet.yaml:1\n')
    expect(text).toContain('    i-web since 2026-11-01 10:00:00 UTC (created): running\n')
    expect(text).toContain(
      '    saves 1.99 CNY an hour; cost about 1,285.54 CNY in the 26 d 22 h since it was created\n',
    )
    expect(text).toContain(
      '    lost: the data on its system disk (60 GB), and what is on local storage\n',
    )
    expect(text).toContain('    stays: network storage ns-1 (at /data)\n')
    expect(text).toMatch(/^- destroy$/m)
  })

  it('is said to come back while a file has it', () => {
    expect(text).toContain('still defined at fleet.yaml:1: the next apply makes it again')
    const pruned = textOf(planOf([{ spec }, { spec: aSpec('other') }], PRUNE, [aSpec('other')]))
    expect(pruned).toContain('- web     i-web is in no file of this run and is to be destroyed\n')
    expect(pruned).not.toContain('the next apply')
  })

  it('waits for the word of --allow, unless it was given', () => {
    const report = planOf([{ spec }, { spec: aSpec('other') }], PRUNE, [aSpec('other')])
    expect(textOf(report)).toContain('waits for --allow destroy, or for a person to agree\n')
    expect(textOf({ ...report, allow: new Set(['destroy'] as const) })).not.toContain('waits for')
    // The command is its own word.
    expect(text).not.toContain('waits for')
  })

  it('shows how it differs from what was applied, and what of that is not known as unknown', () => {
    const drifted = textOf(
      planOf([{ spec, remote: { gpuNum: 2, rootfsSize: undefined } }], DESTROY),
    )
    expect(drifted).toContain('drift: gpuNum is 2 in the account, 1 was applied')
    expect(drifted).toContain('system disk (60 GB)')
    const stopped = textOf(planOf([{ spec, remote: { status: 'exited' } }], DESTROY))
    expect(stopped).toContain('saves what its disk costs, which is not in the price list')
  })

  it('saves nothing by an end that is under way, and offers nothing to keep', () => {
    const leaving = textOf(planOf([{ spec, remote: { status: 'toRemove' } }], DESTROY))
    expect(leaving).toContain('i-web is on its way out, so nothing has to be sent')
    expect(leaving).toMatch(/i-web since .*: on its way out \(toRemove\)\n/)
    expect(leaving).not.toMatch(/gone|saves|to keep it|to end only this|then an hour/)
  })

  it('has nothing to lose where it is gone already', () => {
    const state = aState(entryOf(spec, [owned('i-web', spec)]))
    const gone = textOf(aPlanReport([spec], { state, goal: DESTROY }))
    expect(gone).toContain('i-web is gone already, which only the ledger has to be told')
    expect(gone).not.toContain('lost:')
  })
})

describe('a fold', () => {
  const nodes = [1, 2, 3, 4, 5].map((n) => ({ spec: aSpec(`node-${n}`) }))

  it('makes one line of destroys that say the same, with sums', () => {
    const text = textOf(planOf(nodes, DESTROY))
    expect(text).toContain('- node-1 … node-5 (5)   to be destroyed, as asked  fleet.yaml:1\n')
    expect(text).toContain('    saves 9.95 CNY an hour in all; cost about 6,427.70 CNY so far\n')
    expect(text).toContain('lost: the data on their system disks (300 GB in all)')
    expect(text).toContain('the next apply makes them again')
    expect(text).not.toContain('NAME')
  })

  it('names each instance that is to go, with its id, and counts them from 100 on', () => {
    const text = textOf(planOf(nodes, DESTROY))
    const named = nodes.map(({ spec: { name } }) => `${name} (i-${name})`)
    expect(text).toContain(`\n    ${named.join(', ')}\n`)
    const many = Array.from({ length: 102 }, (_, n) => ({ spec: aSpec(`n${n}`) }))
    expect(textOf(planOf(many, DESTROY))).toContain(', n99 (i-n99) and 2 more\n')
  })

  it('offers for destroys only commands that can be pasted', () => {
    const pruned = textOf(planOf(nodes, PRUNE, []))
    expect(pruned).toContain('to end all that is in no file: ppi-apply apply --prune')
    expect(pruned).not.toContain('NAME')
  })

  it('makes one line of orphans, with sums', () => {
    const text = textOf(planOf([...nodes, { spec: aSpec('web') }], APPLY, [aSpec('web')]))
    expect(text).toContain('! node-1 … node-5 (5)   in the ledger but in no file of this run\n')
    expect(text).toContain('9.95 CNY an hour in all, about 6,427.70 CNY so far')
    expect(text.match(/to let it run, no longer ours/g)).toHaveLength(1)
  })

  it('keeps apart what a reader has to see: what is protected, differs, or is in another state', () => {
    const odd: readonly Partial<Running>[] = [
      { owned: { protect: true } },
      { remote: { gpuNum: 8 } },
      { remote: { status: 'exited' } },
      { owned: { how: 'adopted' } },
    ]
    for (const one of odd) {
      const mixed = [...nodes.slice(0, 4), { spec: aSpec('odd'), ...one }]
      expect(textOf(planOf(mixed, DESTROY)), JSON.stringify(one)).toMatch(/^[-!] odd /m)
    }
  })

  it('leaves a few one by one', () => {
    expect(textOf(planOf(nodes.slice(0, 3), DESTROY)).match(/^- /gm)).toHaveLength(4)
  })
})

describe('what is stopped and started', () => {
  it('shows the step, what a stop goes on paying for, and the word that it waits for', () => {
    const text = textOf(planOf([{ spec: aSpec('web', {}, { desiredStatus: 'stopped' }) }], APPLY))
    expect(text).toContain('~ web   i-web is running and is to be stopped  fleet.yaml:1\n')
    expect(text).toContain('    status  running → stopped  (stops it)\n')
    expect(text).toContain('its disk is still paid for')
    expect(text).toContain('its GPU may be taken by others')
    expect(text).toContain('waits for --allow stop, or for a person to agree\n')
    expect(text).toContain('to stop it: ppi-apply apply --allow stop fleet.yaml\n')
  })

  it('says until when the data of a stopped one is kept, where the service told', () => {
    const remote = { keepDataDays: 7 }
    const text = textOf(planOf([{ spec: aSpec('web'), remote }], { kind: 'stop' }))
    expect(text).toContain('its data is kept for 7 days, until about 2026-12-05 08:00:00 UTC')
  })

  it('says of what is paid in advance that a stop saves nothing', () => {
    const remote = { billingMode: 'monthly', endsAt: Date.UTC(2026, 11, 24) / 1000 }
    const text = textOf(planOf([{ spec: aSpec('web'), remote }], { kind: 'stop' }))
    expect(text).toContain(
      'it is paid in advance until 2026-12-24 00:00:00 UTC, stopped or not: a stop saves nothing',
    )
    expect(text).not.toContain('its disk is still paid for')
  })

  it('waits for nothing where the command says it', () => {
    const stopped = { spec: aSpec('web'), remote: { status: 'exited' } }
    const text = textOf(planOf([stopped], { kind: 'start' }))
    expect(text).toContain('    status  exited → running  (starts it)\n')
    expect(text).not.toContain('waits for')
  })
})

describe('what expires', () => {
  const lifeOf = (ms: number) =>
    ({ expires: { kind: 'at', at: NOW + ms, text: '' } }) as const satisfies Partial<
      InstanceSpec['life']
    >

  it('says how long that takes', () => {
    const text = textOf(planOf([{ spec: aSpec('web', {}, lifeOf(7_200_000)) }], APPLY))
    expect(text).toContain('    expires in 2 h, at 2026-11-28 10:00:00 UTC\n')
  })

  it('warns of less than an hour, in a fold too', () => {
    const soon = { spec: aSpec('soon', {}, lifeOf(1_800_000)) }
    const later = { spec: aSpec('later', {}, lifeOf(90_000_000)) }
    expect(textOf(planOf([soon], APPLY))).toContain('WARNING: expires in 30 min, at ')
    expect(textOf(planOf([later, soon, { spec: aSpec('never') }], APPLY))).toContain(
      'WARNING: soon is the first to expire, in 30 min, at ',
    )
  })

  it('counts from the creation of what is not made yet', () => {
    const life = { expires: { kind: 'after', ms: 28_800_000, text: '8h' } } as const
    expect(textOf(aPlanReport([aSpec('new', {}, life)]))).toContain(
      '    expires 8 h after it was created\n',
    )
  })

  it('needs a person once it is over', () => {
    const text = textOf(planOf([{ spec: aSpec('web', {}, lifeOf(-1000)) }], APPLY))
    expect(text).toContain(
      '! web   it expired at 2026-11-28 07:59:59 UTC and is still in a file: move its time or remove it',
    )
    expect(text).toContain('to end it: ppi-apply reap fleet.yaml --only=web\n')
  })
})

describe('protection', () => {
  it('is told where an apply records it, on or off', () => {
    const on = { spec: aSpec('on', {}, { protect: true }) }
    const off = { spec: aSpec('off', {}, { protect: false }), owned: { protect: true } }
    const text = textOf(planOf([on, off], APPLY))
    expect(text).toContain('\napply records: on is protected from now on\n')
    expect(text).toContain('\napply records: off is no longer protected\n')
    expect(textOf(planOf([on, off], DESTROY))).not.toContain('apply records')
  })

  it('keeps an instance from being destroyed, and says how to end it anyway', () => {
    const text = textOf(planOf([{ spec: aSpec('web'), owned: { protect: true } }], DESTROY))
    expect(text).toContain('! web   i-web is protected, so it is left alone  fleet.yaml:1\n')
    expect(text).toContain(
      'to end it anyway: write protect: false into the file, then ppi-apply apply fleet.yaml, then ppi-apply destroy fleet.yaml --only=web\n',
    )
  })
})

describe('the bill before and after', () => {
  const running = (name: string, more: Partial<Running> = {}): Running => ({
    spec: aSpec(name),
    owned: { hourly: 1.99 },
    ...more,
  })

  const cellsOf = (text: string, start: string): readonly string[] =>
    text
      .split('\n')
      .findLast((line) => line.trimStart().startsWith(start))
      ?.trim()
      .split(/ {2,}/) ?? []

  it('takes off what is destroyed and says what it has cost', () => {
    const text = textOf(planOf([running('a'), running('b')], DESTROY))
    expect(text).toContain('\nCost in CNY of the sandbox, which nobody pays, before and after\n')
    expect(cellsOf(text, '- a, b')).toEqual([
      '- a, b',
      'destroy',
      '3.98',
      '0.00',
      '-3.98',
      '–',
      'paid so far about 2,571.08 CNY',
    ])
    expect(cellsOf(text, 'total')).toEqual(['total', '3.98', '0.00', '-3.98', '–'])
  })

  it('does not know what a stopped one costs, and says that a sum is the least', () => {
    const stop = running('a', { spec: aSpec('a', {}, { desiredStatus: 'stopped' }) })
    const fresh = aSpec('fresh')
    const text = textOf(planOf([stop], APPLY, [stop.spec, fresh]))
    expect(cellsOf(text, '~ a  stop').slice(2)).toEqual([
      '1.99',
      'unknown',
      'unknown',
      '–',
      'a stopped instance goes on paying for its disk',
    ])
    expect(cellsOf(text, '+ fresh  create').slice(2)).toEqual(['0.00', '1.99', '+1.99', '–'])
    expect(cellsOf(text, 'total').slice(1)).toEqual(['1.99', 'at least 1.99', 'unknown', '–'])
  })

  it('is not there where a plan only creates: its prices are', () => {
    const text = textOf(aPlanReport([aSpec('new')], { catalog: aCatalog() }))
    expect(text).not.toContain('before and after')
  })
})
