import { describe, expect, it } from 'vitest'
import type { CreateBody, InstanceSpec } from '../../../../src/definitions/instance-spec.ts'
import type { LedgerRecord, OperationState } from '../../../../src/ledger/record.ts'
import type { AllowWord } from '../../../../src/model/allow-word.ts'
import { mask, Secret } from '../../../../src/model/secret.ts'
import { wayText } from '../../../../src/output/text/plan/ways/way.ts'
import { waysOutOf } from '../../../../src/output/text/plan/ways/ways-out.ts'
import { type ApplyGoal, PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { Change, Fault, FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { aSpec } from '../../../support/builders.ts'
import { attempt, id } from '../../../support/ledger-records.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'

type Options = Parameters<typeof ownedFleet>[1]

/** A row of the table of operations: what a file changes, what is sent for it, and how the account shows it. */
interface Row {
  readonly operation: 'edit-ports' | 'grow-disk' | 'upgrade'
  readonly call: 'edit' | 'upgrade'
  readonly word: AllowWord
  readonly before: CreateBody
  readonly after: CreateBody
  /** The instance before and after it, as far as it is about that. */
  readonly from: object
  readonly to: object
  /** What somebody else does to the same field. */
  readonly others: Change
  readonly theirs: object
  /** What somebody does by hand that comes to what a file says. */
  readonly byHand: { readonly change: Change; readonly after: CreateBody }
  /** How often it may be sent in a run, and what the next run does about one that was lost. */
  readonly sends: number
  readonly next: 'again' | 'never'
}

const ROWS: readonly Row[] = [
  {
    operation: 'edit-ports',
    call: 'edit',
    word: 'update',
    before: { ports: '22/tcp' },
    after: { ports: '80/http, 22/tcp' },
    from: { ports: [{ port: 22, type: 'tcp' }] },
    to: {
      ports: [
        { port: 22, type: 'tcp' },
        { port: 80, type: 'http' },
      ],
      rootfsSize: 60,
    },
    others: { change: 'ports', name: 'a', ports: '443/http' },
    theirs: { ports: [{ port: 443, type: 'http' }] },
    byHand: {
      change: { change: 'ports', name: 'a', ports: '22/tcp, 80/http' },
      after: { ports: '80/http, 22/tcp' },
    },
    sends: 3,
    next: 'again',
  },
  {
    operation: 'grow-disk',
    call: 'edit',
    word: 'update',
    before: { rootfsSize: 60, ports: '22/tcp' },
    after: { rootfsSize: 100 },
    from: { rootfsSize: 60 },
    to: { rootfsSize: 100, ports: [{ port: 22, type: 'tcp' }] },
    others: { change: 'resize', name: 'a', rootfsSize: 80 },
    theirs: { rootfsSize: 80 },
    byHand: {
      change: { change: 'resize', name: 'a', rootfsSize: 100 },
      after: { rootfsSize: 100 },
    },
    sends: 1,
    next: 'never',
  },
  {
    operation: 'upgrade',
    call: 'upgrade',
    word: 'reset',
    before: { command: 'serve' },
    after: { imageUrl: 'pytorch:3', command: 'train' },
    from: { imageUrl: 'pytorch:2.7' },
    to: { imageUrl: 'pytorch:3' },
    others: { change: 'image', name: 'a', imageUrl: 'other:1' },
    theirs: { imageUrl: 'other:1' },
    byHand: {
      change: { change: 'image', name: 'a', imageUrl: 'pytorch:3' },
      after: { imageUrl: 'pytorch:3' },
    },
    sends: 1,
    next: 'again',
  },
]

/** The line of a run that was killed at its call, a while ago. */
function openLine(
  { operation, from, to }: Row,
  instanceId: string,
  { key, name, digest, body }: InstanceSpec,
): LedgerRecord {
  const portTexts = (state: object) =>
    ((state as { ports?: { port: number; type: string }[] }).ports ?? []).map(
      ({ port, type }) => `${port}/${type}`,
    )
  const sizes = (state: object) => (state as { rootfsSize?: number }).rootfsSize
  const states = {
    'edit-ports': [{ ports: portTexts(from) }, { ports: portTexts(to) }],
    'grow-disk': [{ rootfsSize: sizes(from) }, { rootfsSize: sizes(to) }],
    upgrade: [
      { fields: { ...from, command: '(secret)', envs: [] } },
      { fields: { ...to, command: 'train', envs: [] } },
    ],
  }[operation] as [OperationState, OperationState]
  return {
    type: 'operation',
    time: new Date(Date.now() - 60_000).toISOString(),
    attempt: attempt('killed'),
    key,
    name,
    id: id(instanceId),
    operation,
    from: states[0],
    to: states[1],
    because: 'definition',
    spec: mask(body),
    digest,
  }
}

interface Running {
  readonly specs?: InstanceSpec[]
  readonly goal?: Partial<ApplyGoal>
}

async function prepared(
  { before, after, call }: Row,
  faults: readonly Fault[] = [],
  more: Options = {},
) {
  const rules: FaultRule[] = faults.map((fault) => ({ on: call, when: { nth: 1 }, do: fault }))
  const fleet = await ownedFleet(['a'], {
    fields: before,
    ...more,
    faults: [...rules, ...(more.faults ?? [])],
  })
  const changed = aSpec('a', { ...before, ...after })
  const apply = (words: readonly AllowWord[], { specs = [changed], goal }: Running = {}) =>
    fleet.run({ ...PLAIN_APPLY, ...goal }, { allow: new Set(words), specs })
  const instance = () => fleet.sandbox.instances()[0]
  const results = async () =>
    (await fleet.lines()).flatMap((line) => (line.type === 'settled' ? [line.result] : []))
  return { fleet, changed, apply, instance, results }
}

describe.each(ROWS)('$operation', (row) => {
  const { operation, call, word } = row
  const once = [`${call} a`]
  const rest = async (faults: readonly Fault[], more?: Options) => {
    const world = await prepared(row, faults, more)
    const ran = await world.apply([word])
    return { ...world, ran, sent: world.fleet.sent() }
  }

  it('waits for its word, is done with it, and is not done again', async () => {
    const { fleet, apply, instance } = await prepared(row)
    const waiting = await apply(['start', 'stop', 'recreate', 'destroy'])
    expect({ ending: waiting.ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [] })
    const { ending, result } = await apply([word])
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
    expect(instance()).toMatchObject(row.to)
    expect(result.done).toMatchObject([{ operation, how: 'answered', isThere: true }])
    const again = await apply([word])
    expect(again.plan?.actions).toMatchObject([{ kind: 'no-op', drift: [] }])
    expect({ ending: again.ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
  })

  it('has a line before its call, and what counts as applied after it', async () => {
    const seen: unknown[] = []
    const { fleet, changed } = await rest([], {
      onCall: async (event, records) => {
        if (event.phase === 'received' && event.operation === call)
          seen.push((await records()).at(-1))
      },
    })
    expect(seen).toMatchObject([
      { type: 'operation', operation, because: 'definition', digest: changed.digest },
    ])
    const [entry] = [...(await fleet.state()).entries.values()]
    expect(entry?.instances).toMatchObject([{ digest: changed.digest, open: undefined }])
  })

  it.each<[string, Fault]>([
    ['5xx', { fault: 'answer', at: 'after', status: 500 }],
    ['a reset', { fault: 'reset', at: 'after' }],
    ['a body that is cut', { fault: 'cut', in: 'body', length: 'given' }],
    ['a refusal that lies', { fault: 'answer', at: 'after', status: 400 }],
    ['a 429 that lies', { fault: 'answer', at: 'after', status: 429 }],
  ])('whose answer is lost after the work is seen, and not sent again: %s', async (_how, fault) => {
    const { ran, sent, instance } = await rest([fault])
    expect({ ending: ran.ending, sent }).toEqual({ ending: 'done', sent: once })
    expect(ran.result.done).toMatchObject([{ how: 'seen', isThere: true }])
    expect(instance()).toMatchObject(row.to)
  })

  it.each<[string, Fault]>([
    ['5xx', { fault: 'answer', at: 'before', status: 503 }],
    ['a reset', { fault: 'reset', at: 'before' }],
    ['a success that is none', { fault: 'ignore' }],
  ])('whose answer is lost before the work: %s', async (_how, fault) => {
    const { ran, sent, instance, apply, fleet, results } = await rest([fault])
    if (row.sends > 1) {
      expect({ ending: ran.ending, sent }).toEqual({ ending: 'done', sent: [...once, ...once] })
      return
    }
    expect({ ending: ran.ending, sent }).toEqual({ ending: 'unknown', sent: once })
    expect(instance()).toMatchObject(row.from)
    const next = await apply([word])
    if (row.next === 'never') {
      expect({ ending: next.ending, sent: fleet.sent() }).toEqual({ ending: 'unknown', sent: once })
      expect(next.plan?.actions).toMatchObject([{ kind: 'in-doubt' }])
    } else {
      expect(await results()).toEqual(expect.arrayContaining(['given-up', 'done']))
      expect({ ending: next.ending, sent: fleet.sent() }).toEqual({
        ending: 'done',
        sent: [...once, ...once],
      })
    }
  })

  it('that arrives late is waited for', async () => {
    const { fleet, changed, instance } = await prepared(row, [{ fault: 'late', ms: 5000 }])
    const patience = { settleMs: 60_000, changeMs: 120_000 }
    const run = { allow: new Set([word]), specs: [changed], ...patience }
    const { ending } = await fleet.run(PLAIN_APPLY, run)
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
    expect(instance()).toMatchObject(row.to)
  })

  it('that arrives after the run is settled by the next one', async () => {
    const { fleet, changed, instance, apply } = await prepared(row, [
      { fault: 'late', ms: 5000, ending: 'reset' },
    ])
    const run = { allow: new Set([word]), specs: [changed], settleMs: 500, changeMs: 100 }
    expect((await fleet.run(PLAIN_APPLY, run)).ending).toBe('unknown')
    fleet.pass(6000)
    const next = await apply([word])
    expect({ ending: next.ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
    expect(instance()).toMatchObject(row.to)
  })

  it('is not sent where somebody changed the same since the plan', async () => {
    const { fleet, changed, instance } = await prepared(row)
    const run = {
      allow: new Set([word]),
      specs: [changed],
      approve: async () => {
        fleet.sandbox.meanwhile(row.others)
        return true
      },
    }
    const { ending, result } = await fleet.run(PLAIN_APPLY, run)
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'refused', sent: [] })
    expect(result.notSent).toMatchObject([{ operation, reason: { code: 'changed-meanwhile' } }])
    expect(instance()).toMatchObject(row.theirs)
  })

  it('that somebody did by hand counts as applied without a call', async () => {
    const { fleet, apply } = await prepared(row)
    fleet.sandbox.meanwhile(row.byHand.change)
    const changed = aSpec('a', { ...row.before, ...row.byHand.after })
    const { ending, result } = await apply([word], { specs: [changed] })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: [] })
    expect(result.done).toMatchObject([{ how: 'was-so' }])
    const [entry] = [...(await fleet.state()).entries.values()]
    expect(entry?.instances).toMatchObject([{ digest: changed.digest }])
  })

  it('is looked at by the next run where this one was killed at its call', async () => {
    const { fleet, apply, instance } = await prepared(row, [], {
      records: (ids) => [openLine(row, ids[0] ?? '', aSpec('a', { ...row.before, ...row.after }))],
    })
    const next = await apply([word])
    if (row.next === 'never') {
      expect({ ending: next.ending, sent: fleet.sent() }).toEqual({ ending: 'unknown', sent: [] })
      expect(instance()).toMatchObject(row.from)
    } else {
      expect({ ending: next.ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: once })
      expect(instance()).toMatchObject(row.to)
    }
  })
})

const RESETS = ['update', 'reset'] as const

describe('several steps of one entry', () => {
  const before = { ports: '22/tcp', rootfsSize: 60 }
  const after = { ports: '80/http', rootfsSize: 100, imageUrl: 'pytorch:3' }

  it('are sent in their order, each once', async () => {
    const fleet = await ownedFleet(['a'], { fields: before })
    const specs = [aSpec('a', after)]
    const { ending } = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs })
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['edit a', 'edit a', 'upgrade a'],
    })
    expect(fleet.sandbox.instances()).toMatchObject([
      { ports: [{ port: 80, type: 'http' }], rootfsSize: 100, imageUrl: 'pytorch:3' },
    ])
    const operations = (await fleet.lines()).flatMap((line) =>
      line.type === 'operation' ? [line.operation] : [],
    )
    expect(operations).toEqual(['edit-ports', 'grow-disk', 'upgrade'])
  })

  it('leave what no word allows for later, and count as applied as far as they go', async () => {
    const fleet = await ownedFleet(['a'], { fields: before })
    const specs = [aSpec('a', after)]
    const part = await fleet.run(PLAIN_APPLY, { allow: new Set(['update']), specs })
    expect({ ending: part.ending, sent: fleet.sent() }).toEqual({
      ending: 'partial',
      sent: ['edit a', 'edit a'],
    })
    expect(part.left).toMatchObject([
      { kind: 'change', changes: [{ field: 'imageUrl' }], steps: [{ operation: 'upgrade' }] },
    ])
    const rest = await fleet.run(PLAIN_APPLY, { allow: new Set(['reset']), specs })
    expect(rest.plan?.actions).toMatchObject([
      { kind: 'change', changes: [{ field: 'imageUrl' }], steps: [{ operation: 'upgrade' }] },
    ])
    expect({ ending: rest.ending, sent: fleet.sent().slice(2) }).toEqual({
      ending: 'done',
      sent: ['upgrade a'],
    })
    const back = await fleet.run(PLAIN_APPLY, {
      allow: new Set(),
      specs: [aSpec('a', { ...before, imageUrl: 'pytorch:3' })],
    })
    expect(back.plan?.actions).toMatchObject([
      { kind: 'replace', changes: [{ field: 'rootfsSize' }, { field: 'ports' }] },
    ])
  })

  it('end with the one whose outcome is not known', async () => {
    const faults = [{ on: 'edit', when: { nth: 1 }, do: { fault: 'ignore' } }] as const
    const fleet = await ownedFleet(['a'], { fields: { rootfsSize: 60 }, faults })
    const specs = [aSpec('a', { rootfsSize: 100, imageUrl: 'pytorch:3' })]
    const { ending, result } = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'unknown', sent: ['edit a'] })
    expect(result.notSent).toMatchObject([
      { operation: 'upgrade', reason: { code: 'step-before-open' } },
    ])
  })

  it('go on where one was refused, which is left to do', async () => {
    const faults = [
      { on: 'edit', when: { nth: 1 }, do: { fault: 'answer', at: 'before', status: 400 } },
    ] as const
    const fleet = await ownedFleet(['a'], { fields: { ports: '22/tcp' }, faults })
    const specs = [aSpec('a', { ports: '80/http', imageUrl: 'pytorch:3' })]
    const { ending, result } = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs })
    expect({ ending, rejected: result.rejected.length }).toEqual({ ending: 'partial', rejected: 1 })
    const next = await fleet.run(PLAIN_APPLY, { allow: new Set(), specs })
    expect(next.plan?.actions).toMatchObject([{ changes: [{ field: 'ports' }] }])
  })
})

const upgraded = (names: readonly string[]) =>
  names.map((name) => aSpec(name, { imageUrl: 'pytorch:3' }))

describe('upgrades', () => {
  it('go one by one, and the first that does not come back stops the rest, also what would be ended', async () => {
    const faults = [{ on: 'upgrade', when: { nth: 2 }, do: { fault: 'stuck' } }] as const
    const pace = { by: 'clock', stepMs: 10 } as const
    const fleet = await ownedFleet(['a', 'b', 'c', 'old'], { faults, pace })
    fleet.pass(1000)
    const goal = { ...PLAIN_APPLY, prune: true }
    const specs = upgraded(['a', 'b', 'c'])
    const { ending, result } = await fleet.run(goal, {
      allow: new Set([...RESETS, 'destroy']),
      specs,
    })
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'unknown',
      sent: ['upgrade a', 'upgrade b'],
    })
    expect(result.stop).toEqual({ why: 'upgrade-not-back' })
    expect(result.skipped.map(({ operation, action }) => [operation, action.name])).toEqual([
      ['upgrade', 'c'],
      ['delete', 'old'],
    ])
  })

  it('carry the marker on, and drop nothing that the file does not know of', async () => {
    const marker = '1.00000000.00000000.0000000000000000'
    const envs = [
      { key: 'A', value: '1' },
      { key: 'PPI_APPLY_ID', value: marker },
    ]
    const fleet = await ownedFleet(['a'], { fields: { envs: envs.slice(0, 1) } })
    const own = fleet.ids[0] ?? ''
    fleet.sandbox.meanwhile({ change: 'env', id: own, key: 'THEIRS', value: 'x' })
    const specs = [aSpec('a', { envs: [{ key: 'B', value: '2' }] })]
    const blocked = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs })
    expect(blocked.plan?.actions).toMatchObject([
      { kind: 'blocked', reason: { code: 'foreign-envs', names: ['THEIRS'] } },
    ])
    expect({ ending: blocked.ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: [] })
    const goal = { ...PLAIN_APPLY, dropsForeignEnvs: true }
    const { ending } = await fleet.run(goal, { allow: new Set(RESETS), specs })
    expect(ending).toBe('done')
    expect(await envsOf(fleet)).toEqual({ B: '2' })
  })

  it('are not sent where a variable came since the plan', async () => {
    const fleet = await ownedFleet(['a'])
    const specs = upgraded(['a'])
    const approve = async () => {
      fleet.sandbox.meanwhile({ change: 'env', name: 'a', key: 'LATE', value: 'x' })
      return true
    }
    const { result } = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs, approve })
    expect(fleet.sent()).toEqual([])
    expect(result.notSent).toMatchObject([{ reason: { code: 'foreign-envs', names: ['LATE'] } }])
  })

  it('are blocked by a credential in the file, until the account has it and the file its id', async () => {
    const imageAuth = new Secret('user:pass', '(secret)')
    const bodies: unknown[] = []
    const fleet = await ownedFleet(['a'], {
      fields: { imageAuth },
      onCall: ({ phase, operation, body }) => {
        if (phase === 'received' && operation === 'upgrade') bodies.push(body)
      },
    })
    const allow = new Set(RESETS)
    const specs = [aSpec('a', { imageAuth, imageUrl: 'pytorch:3' })]
    const { plan } = await fleet.run(PLAIN_APPLY, { allow, specs })
    expect(plan?.actions).toMatchObject([
      { kind: 'blocked', reason: { code: 'inline-credential' } },
    ])
    expect(fleet.sent()).toEqual([])
    const [blocked] = plan?.actions ?? []
    const ways = blocked === undefined ? [] : waysOutOf(blocked, { flags: {}, args: [] })
    expect(ways.map(wayText)).toContainEqual(
      expect.stringMatching(/write its id as imageAuthId instead of imageAuth .* --allow reset/),
    )
    const asTold = [aSpec('a', { imageAuth: '', imageAuthId: 'auth-1', imageUrl: 'pytorch:3' })]
    const done = await fleet.run(PLAIN_APPLY, { allow, specs: asTold })
    expect(done.plan?.actions).toMatchObject([
      {
        kind: 'change',
        changes: ['imageUrl', 'imageAuth', 'imageAuthId'].map((field) => ({
          field,
          takes: 'upgrade',
        })),
        steps: [{ operation: 'upgrade', fields: ['imageUrl', 'imageAuth', 'imageAuthId'] }],
      },
    ])
    expect({ ending: done.ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['upgrade a'],
    })
    expect(bodies).toMatchObject([{ imageUrl: 'pytorch:3', imageAuthId: 'auth-1', save: true }])
    expect(bodies[0]).not.toHaveProperty('imageAuth')
    const next = await fleet.run(PLAIN_APPLY, { allow, specs: asTold })
    expect(next.plan?.actions).toMatchObject([{ kind: 'no-op', drift: [] }])
  })

  const inline = { imageAuth: new Secret('user:pass', '(secret)') }
  it.each<[string, CreateBody, CreateBody]>([
    ['is taken out, and no id takes its place', inline, {}],
    ['is taken out, and its id is empty', inline, { imageAuthId: '' }],
    ['takes the place of an id', { imageAuthId: 'auth-1' }, inline],
    ['is new', {}, inline],
  ])('take a new instance where a credential in the file %s', async (_how, before, after) => {
    const fleet = await ownedFleet(['a'], { fields: before })
    const { plan } = await fleet.run(PLAIN_APPLY, {
      allow: new Set(RESETS),
      specs: [aSpec('a', after)],
    })
    expect(plan?.actions).toMatchObject([{ kind: 'replace' }])
    expect(fleet.sent()).toEqual([])
  })

  it('take an instance that runs: one that is stopped is started first where that is wanted', async () => {
    const fleet = await ownedFleet(['a'])
    fleet.sandbox.meanwhile({ change: 'stop', name: 'a' })
    const resting = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs: upgraded(['a']) })
    expect(resting.plan?.actions).toMatchObject([
      { kind: 'blocked', reason: { code: 'not-running' } },
    ])
    const specs = [aSpec('a', { imageUrl: 'pytorch:3' }, { desiredStatus: 'running' })]
    const unstarted = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs })
    expect({ ending: unstarted.ending, sent: fleet.sent() }).toEqual({
      ending: 'partial',
      sent: [],
    })
    const { ending } = await fleet.run(PLAIN_APPLY, { allow: new Set([...RESETS, 'start']), specs })
    expect({ ending, sent: fleet.sent() }).toEqual({
      ending: 'done',
      sent: ['start a', 'upgrade a'],
    })
  })
})

describe('what only one of list and get tells', () => {
  it('is taken from the get where the list has no variables, before an upgrade drops any', async () => {
    const faults = [{ on: 'list', do: { fault: 'list', how: 'no-envs' } }] as const
    const fleet = await ownedFleet(['a'], { faults })
    fleet.sandbox.meanwhile({ change: 'env', name: 'a', key: 'THEIRS', value: 'x' })
    const specs = upgraded(['a'])
    const { plan } = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs })
    expect(plan?.actions).toMatchObject([
      { kind: 'blocked', reason: { code: 'foreign-envs', names: ['THEIRS'] } },
    ])
    expect(fleet.sent()).toEqual([])
  })

  it('is not guessed where neither tells it', async () => {
    const how = { fault: 'list', how: 'no-envs' } as const
    const faults = [
      { on: 'list', do: how },
      { on: 'get', do: how },
    ] as const
    const fleet = await ownedFleet(['a'], { faults })
    const { plan } = await fleet.run(PLAIN_APPLY, {
      allow: new Set(RESETS),
      specs: upgraded(['a']),
    })
    expect(plan?.actions).toMatchObject([
      { kind: 'blocked', reason: { code: 'not-shown', field: 'envs' } },
    ])
    expect(fleet.sent()).toEqual([])
    const goal = { ...PLAIN_APPLY, dropsForeignEnvs: true }
    const { ending } = await fleet.run(goal, { allow: new Set(RESETS), specs: upgraded(['a']) })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['upgrade a'] })
  })

  it('leaves ports that a secret gives out of the ledger', async () => {
    const fleet = await ownedFleet(['a'], { fields: { ports: '22/tcp' } })
    const specs = [aSpec('a', { ports: new Secret('4433/tcp', '(secret)') })]
    const { ending } = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['edit a'] })
    expect(JSON.stringify(await fleet.kept())).not.toContain('4433')
  })

  it('lets a disk grow that only the list tells the size of', async () => {
    const fleet = await ownedFleet(['a'])
    const { client } = fleet.target
    const blind = {
      ...client,
      get: async (...args: Parameters<typeof client.get>) => {
        const answer = await client.get(...args)
        if (answer.kind !== 'ok') return answer
        return { ...answer, value: { ...answer.value, rootfsSize: undefined, ports: undefined } }
      },
    }
    Object.assign(fleet.target, { client: blind })
    const specs = [aSpec('a', { rootfsSize: 100 })]
    const { ending } = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['edit a'] })
  })
})

describe('a drift', () => {
  const secret = (value: string) => [{ key: 'HF_TOKEN', value: new Secret(value, `\${HF_TOKEN}`) }]

  it('is undone only with its word, and the word of its step', async () => {
    const fleet = await ownedFleet(['a'], { fields: { ports: '22/tcp' } })
    fleet.sandbox.meanwhile({ change: 'ports', name: 'a', ports: '443/http' })
    const noted = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS) })
    expect(noted.plan?.actions).toMatchObject([{ kind: 'no-op', drift: [{ field: 'ports' }] }])
    const goal = { ...PLAIN_APPLY, undoesDrift: true }
    const { ending } = await fleet.run(goal, { allow: new Set(['drift', 'update']) })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['edit a'] })
    expect((await fleet.lines())[0]).toMatchObject({ because: 'drift' })
  })

  it('of a secret that was rotated is undone, and nothing of it is shown or kept', async () => {
    const fleet = await ownedFleet(['a'], { fields: { envs: secret('old-token-value') } })
    const specs = [aSpec('a', { envs: secret('new-token-value') })]
    const noted = await fleet.run(PLAIN_APPLY, { allow: new Set(RESETS), specs })
    expect(noted.plan?.actions).toMatchObject([{ kind: 'no-op', drift: [{ field: 'envs' }] }])
    const goal = { ...PLAIN_APPLY, undoesDrift: true }
    const { ending, plan } = await fleet.run(goal, { allow: new Set(['drift', 'reset']), specs })
    expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['upgrade a'] })
    expect(await envsOf(fleet)).toEqual({ HF_TOKEN: 'new-token-value' })
    expect(JSON.stringify([plan?.actions, await fleet.kept()])).not.toMatch(/(?:old|new)-token/)
  })

  it('of a disk that is larger is left as it is', async () => {
    const fleet = await ownedFleet(['a'])
    fleet.sandbox.meanwhile({ change: 'resize', name: 'a', rootfsSize: 200 })
    const goal = { ...PLAIN_APPLY, undoesDrift: true }
    const { plan } = await fleet.run(goal, { allow: new Set(['drift', ...RESETS]) })
    expect(plan?.actions).toMatchObject([{ kind: 'no-op', drift: [{ field: 'rootfsSize' }] }])
    expect(fleet.sent()).toEqual([])
  })
})

/** The variables of the only instance, as the service gives them back. */
async function envsOf({ target, ids }: Awaited<ReturnType<typeof ownedFleet>>) {
  const answer = await target.client.get(ids[0] as never)
  if (answer.kind !== 'ok') throw new Error(answer.kind)
  return Object.fromEntries(answer.value.envs?.map(({ key, value }) => [key, value.reveal()]) ?? [])
}
