import { describe, expect, it } from 'vitest'
import type { ChangeFinding } from '../../../../src/apply/change/settle-changes.ts'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import { Secret } from '../../../../src/model/secret.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { Change, FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

const token = (value: string): CreateBody => ({
  envs: [{ key: 'HF_TOKEN', value: new Secret(value, '$' + '{HF_TOKEN}') }],
})
const variables = (values: Readonly<Record<string, string>>): CreateBody => ({
  envs: Object.entries(values).map(([key, value]) => ({ key, value })),
})
const onUpgrade = (fault: FaultRule['do']): FaultRule => ({
  on: 'upgrade',
  when: { nth: 1 },
  do: fault,
})

const STUCK = onUpgrade({ fault: 'stuck', ms: 20_000 })
const LOST_AFTER = onUpgrade({ fault: 'reset', at: 'after' })
const LOST_BEFORE = onUpgrade({ fault: 'reset', at: 'before' })

/** An instance whose file changed, and the runs over it. Each run tells what it found of what the one before left open. */
async function changing(before: CreateBody, after: CreateBody, fault: FaultRule) {
  const fleet = await ownedFleet(['a'], { fields: before, faults: [fault] })
  const apply = async (fields = after, onEvent?: (event: { kind: string }) => void) => {
    const findings: ChangeFinding[] = []
    const ran = await fleet.run(PLAIN_APPLY, {
      allow: new Set(['reset']),
      specs: [aSpec('a', fields)],
      changeMs: 100,
      reporter: { changeSettled: (finding) => findings.push(finding) },
      ...(onEvent === undefined ? {} : { onEvent }),
    })
    return { ...ran, findings }
  }
  /** A run that ends without another word as soon as its answer is lost. */
  const killed = () =>
    expect(
      apply(after, ({ kind }) => {
        if (kind === 'lookup') throw new Error('killed')
      }),
    ).rejects.toThrow('killed')
  return { fleet, apply, killed }
}

const FIELDS: readonly [string, CreateBody, CreateBody][] = [
  ['a command', { command: 'train --epochs 1' }, { command: 'train --epochs 2' }],
  ['a command that was not there', {}, { command: 'train' }],
  ['a command that goes', { command: 'train' }, {}],
  ['a command with a reference', { command: 'a' }, { command: new Secret('b x', 'b $' + '{X}') }],
  ['an entrypoint', { entrypoint: 'sh' }, { entrypoint: 'bash' }],
  ['a variable', variables({ MODE: 'slow' }), variables({ MODE: 'fast' })],
  ['a variable that goes', variables({ MODE: 'slow', B: '1' }), variables({ B: '1' })],
  ['a secret variable', variables({}), token('hf-secret-value')],
  ['an image', { imageUrl: 'org/app:1' }, { imageUrl: 'org/app:2' }],
]

describe.each(FIELDS)('a reset for %s', (_field, before, after) => {
  it('that comes back after the run is seen done by the next one, and is not sent again', async () => {
    const { fleet, apply } = await changing(before, after, STUCK)
    expect((await apply()).ending).toBe('unknown')
    fleet.pass(60_000)
    const next = await apply()
    expect(next.findings).toMatchObject([{ outcome: 'done' }])
    expect({ ending: next.ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['upgrade a'],
    })
    expect(next.plan?.actions).toMatchObject([{ kind: 'no-op', drift: [] }])
    expect(JSON.stringify(await fleet.kept())).not.toMatch(/hf-secret-value|b x/)
  })

  it('whose answer was lost after the work, in a run that was killed, is not sent again', async () => {
    const { fleet, apply, killed } = await changing(before, after, LOST_AFTER)
    await killed()
    fleet.pass(60_000)
    const next = await apply()
    expect(next.findings).toMatchObject([{ outcome: 'done' }])
    expect({ ending: next.ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['upgrade a'],
    })
  })

  it('that was lost before the work is given up, and another one is sent', async () => {
    const { fleet, apply, killed } = await changing(before, after, LOST_BEFORE)
    await killed()
    fleet.pass(60_000)
    const next = await apply()
    expect(next.findings).toMatchObject([{ outcome: 'given-up', progress: 'not-begun' }])
    expect(next.plan?.actions).toMatchObject([
      { steps: [{ operation: 'upgrade', lostBefore: next.findings[0]?.open.since }] },
    ])
    expect({ ending: next.ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['upgrade a', 'upgrade a'],
    })
    expect((await apply(before)).plan?.actions).not.toMatchObject([
      { steps: [{ lostBefore: expect.anything() }] },
    ])
  })
})

describe('what somebody changed by hand before a reset', () => {
  it.each([
    ['done', LOST_AFTER, ['upgrade a']],
    ['given-up', LOST_BEFORE, ['upgrade a', 'upgrade a']],
  ] as const)('is no obstacle to telling that it was %s', async (outcome, fault, sent) => {
    const { fleet, apply, killed } = await changing(
      variables({ MODE: 'slow' }),
      variables({ MODE: 'fast' }),
      fault,
    )
    fleet.sandbox.meanwhile({ change: 'env', name: 'a', key: 'MODE', value: 'by-hand-value' })
    await killed()
    fleet.pass(60_000)
    expect((await apply()).findings).toMatchObject([{ outcome }])
    expect(fleet.sent()).toEqual(sent)
    expect(JSON.stringify(await fleet.kept())).not.toContain('by-hand-value')
  })
})

describe('a reset for a secret that is another one by now', () => {
  it.each([
    ['cannot be told, where it was done', 'untold', LOST_AFTER],
    ['is told where the variable is not there', 'not-begun', LOST_BEFORE],
  ] as const)('%s', async (_how, progress, fault) => {
    const { fleet, apply, killed } = await changing(variables({}), token('first-value'), fault)
    await killed()
    fleet.pass(60_000)
    const next = await apply(token('second-value'))
    expect(next.findings).toMatchObject([{ outcome: 'given-up', progress }])
    expect(next.plan?.actions).toMatchObject([
      { steps: [{ operation: 'upgrade', lostBefore: next.findings[0]?.open.since }] },
    ])
    expect(next.ending).toBe('done')
    expect(JSON.stringify(await fleet.kept())).not.toMatch(/(?:first|second)-value/)
  })
})

describe('a reset of which somebody else changed some fields since', () => {
  const before = { imageUrl: 'org/app:1', command: 'a', ...variables({ MODE: 'slow', B: '1' }) }
  const after = { imageUrl: 'org/app:2', command: 'b', ...variables({ MODE: 'fast', B: '1' }) }
  const image: Change = { change: 'image', name: 'a', imageUrl: 'org/other:1' }
  const mode: Change = { change: 'env', name: 'a', key: 'MODE', value: 'by-hand-value' }
  const own = { field: 'command', account: '(secret)' }
  const variable = { field: 'envs', account: [{ key: 'MODE', value: '(secret)' }] }

  it.each<[string, FaultRule, readonly Change[], readonly unknown[]]>([
    ['after it was done', LOST_AFTER, [mode], [variable]],
    ['an image', LOST_AFTER, [image], [{ field: 'imageUrl', account: 'org/other:1' }]],
    [
      'before it was done',
      LOST_BEFORE,
      [image, mode],
      [{ field: 'imageUrl', account: 'org/other:1' }, own, variable],
    ],
  ])('stays open, and every word of it says so: %s', async (_when, fault, changes, has) => {
    const { fleet, apply, killed } = await changing(before, after, fault)
    await killed()
    for (const change of changes) fleet.sandbox.meanwhile(change)
    fleet.pass(60_000)
    const next = await apply()
    expect(next.findings).toMatchObject([{ outcome: 'open', progress: 'other', has }])
    expect(next.plan?.actions).toMatchObject([
      { kind: 'in-doubt', reason: { code: 'change-unsettled', operation: 'upgrade', has } },
    ])
    expect({ ending: next.ending, sent: fleet.sent() }).toEqual({
      ending: 'unknown',
      sent: ['upgrade a'],
    })
    expect(JSON.stringify([next.findings.map((each) => each.has), next.plan])).not.toContain(
      'by-hand-value',
    )
  })

  it('is told by the run that sent it', async () => {
    const { apply } = await changing(before, after, {
      ...LOST_AFTER,
      do: { fault: 'meanwhile', at: 'after', change: mode },
    })
    const { ending, result } = await apply()
    expect(ending).toBe('unknown')
    expect(result.inDoubt).toMatchObject([
      { reason: { code: 'change-by-others', operation: 'upgrade', has: [variable] } },
    ])
  })
})
