import { describe, expect, it } from 'vitest'
import type { InstanceSpec } from '../../../../src/definitions/instance-spec.ts'
import type { IntentRecord } from '../../../../src/ledger/record.ts'
import { adoptionOf } from '../../../../src/plan/adoption.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import type { FaultRule } from '../../../../src/sandbox/faults/faults.ts'
import { anInstance, aSpec, withFallback } from '../../../support/builders.ts'
import { id } from '../../../support/ledger-records.ts'
import { ownedFleet, SETTLE_MS } from '../../../support/owned-fleet.ts'

const A = withFallback(
  aSpec('a'),
  { clusterId: 'cn-northwest-2' },
  { productId: 'A100-80GB.14c240g' },
)
const B = aSpec('b')

const answered = (
  nth: number,
  answer: Partial<Extract<FaultRule['do'], { fault: 'answer' }>>,
): FaultRule => ({
  on: 'create',
  when: { nth },
  do: { fault: 'answer', at: 'before', status: 400, ...answer },
})

const NO_STOCK = { status: 400, reason: 'INSUFFICIENT_RESOURCE' } as const

/** What one apply of these entries makes, sends and writes down. */
async function applied(
  faults: readonly FaultRule[],
  specs: readonly InstanceSpec[] = [A],
  more = {},
) {
  const fleet = await ownedFleet([], { faults })
  const ran = await fleet.run(PLAIN_APPLY, { specs, ...more })
  const intents = (await fleet.kept()).filter(
    (line): line is IntentRecord => line.type === 'intent',
  )
  return {
    fleet,
    ran,
    ending: ran.ending,
    sent: fleet.sent(),
    rungs: intents.map(({ name, rung = 0 }) => `${name} ${rung}`),
    made: fleet.sandbox
      .instances()
      .map(({ name, productId, clusterId }) => ({ name, productId, clusterId })),
  }
}

describe('an entry with a fallback', () => {
  it('goes on to the next body where one is sold out, each as an attempt of its own', async () => {
    const { ending, rungs, made, fleet, ran } = await applied([
      { on: 'create', do: { fault: 'sold-out', productId: '4090.18c.60g' } },
    ])
    expect({ ending, rungs }).toEqual({ ending: 'done', rungs: ['a 0', 'a 1', 'a 2'] })
    expect(made).toMatchObject([{ productId: 'A100-80GB.14c240g' }])
    const types = (await fleet.lines()).map(({ type }) => type)
    // What was refused is closed before the next intent is written.
    expect(types.filter((type) => type !== 'unknown')).toEqual([
      'intent',
      'rejected',
      'intent',
      'rejected',
      'intent',
      'created',
    ])
    expect(ran.result.done).toMatchObject([{ rung: 2 }])
    expect(ran.result.rejected).toEqual([])
    const again = await fleet.run(PLAIN_APPLY, { specs: [A] })
    expect([again.ending, again.plan?.counts['no-op'], fleet.sent()]).toEqual([
      'done',
      1,
      ['create a', 'create a', 'create a'],
    ])
  })

  it('is adopted by hand as the body that the account shows', () => {
    const instance = anInstance('i1', 'a', { productId: 'A100-80GB.14c240g' })
    const { record } = adoptionOf(
      { key: A.key, name: A.name, spec: A, entry: undefined },
      id('i1'),
      { kind: 'seen', instance },
      { time: '2026-11-30T00:00:00Z', file: undefined, ledgerIds: new Set() },
    )
    expect(record.digest).toBe(A.fallback[1]?.digest)
  })

  it('keeps the price of what was sent', async () => {
    const { fleet } = await applied([answered(1, NO_STOCK)])
    const prices = (await fleet.kept()).flatMap((line) =>
      line.type === 'intent' ? [line.hourly] : [],
    )
    expect(prices).toEqual([1.99, 1.79])
  })

  it('waits once for all that was refused, and keeps the order of the file in each round', async () => {
    const specs = [A, withFallback(aSpec('c'), { clusterId: '27' }), B]
    const { rungs, ran } = await applied([answered(1, NO_STOCK), answered(2, NO_STOCK)], specs)
    expect(rungs).toEqual(['a 0', 'c 0', 'b 0', 'a 1', 'c 1'])
    expect(ran.events.filter(({ kind }) => kind === 'refused_lookup')).toHaveLength(1)
  })

  it('is refused in the end where everything is sold out', async () => {
    const { ending, rungs, ran } = await applied([{ on: 'create', do: { fault: 'sold-out' } }])
    expect({ ending, rungs }).toEqual({ ending: 'refused', rungs: ['a 0', 'a 1', 'a 2'] })
    expect(ran.result.rejected).toHaveLength(1)
  })

  it.each<readonly [string, FaultRule]>([
    ['another reason', answered(1, { status: 400, reason: 'IMAGE_NOT_FOUND' })],
    ['a balance', answered(1, { status: 400, reason: 'BALANCE_NOT_ENOUGH' })],
    ['a quota', answered(1, { status: 403, reason: 'CREATE_GPU_NUM_LIMIT' })],
    ['the reason with another status', answered(1, { ...NO_STOCK, status: 404 })],
    ['a web page', answered(1, { status: 400, body: '<html>INSUFFICIENT_RESOURCE</html>' })],
    [
      'an id beside it',
      answered(1, { status: 400, body: '{"reason":"INSUFFICIENT_RESOURCE","id":"x"}' }),
    ],
    ['a server error', answered(1, { ...NO_STOCK, status: 503 })],
    ['nothing', { on: 'create', when: { nth: 1 }, do: { fault: 'reset', at: 'before' } }],
    [
      'an answer that is cut short',
      { on: 'create', when: { nth: 1 }, do: { fault: 'cut', in: 'body' } },
    ],
  ])('has no other body tried after %s', async (_what, fault) => {
    const { rungs } = await applied([fault])
    expect(rungs).toEqual(['a 0'])
  })

  it('has no other body tried after a 400 whose end is missing', async () => {
    const cut: FaultRule = {
      on: 'create',
      when: { nth: 1 },
      do: { fault: 'cut', in: 'body', length: 'given' },
    }
    const soldOut: FaultRule = { on: 'create', when: { nth: 1 }, do: { fault: 'sold-out' } }
    const { rungs } = await applied([soldOut, cut])
    expect(rungs).toEqual(['a 0'])
  })

  it('is found where the refusal lied, though the list hides it for a time', async () => {
    const { ending, rungs, made } = await applied([
      answered(1, { ...NO_STOCK, at: 'after' }),
      { on: 'list', do: { fault: 'list', how: 'lag', ms: SETTLE_MS / 2 } },
    ])
    expect({ ending, rungs }).toEqual({ ending: 'unknown', rungs: ['a 0'] })
    expect(made).toHaveLength(1)
  })

  it('has no other body tried where the refusal lied, also without a name', async () => {
    const unnamed = withFallback(aSpec(undefined), { clusterId: '27' })
    const { rungs, made } = await applied([answered(1, { ...NO_STOCK, at: 'after' })], [unnamed])
    expect({ rungs, made: made.length }).toEqual({ rungs: ['undefined 0'], made: 1 })
  })

  it('has no other body tried while the account cannot be seen', async () => {
    const { rungs, made } = await applied([
      answered(1, NO_STOCK),
      {
        on: 'list',
        when: { nth: Array.from({ length: 40 }, (_, n) => n + 3) },
        do: { fault: 'answer', at: 'before', status: 500 },
      },
    ])
    expect({ rungs, made }).toEqual({ rungs: ['a 0'], made: [] })
  })

  it('goes on after fail-fast only while it has another body', async () => {
    const { rungs } = await applied(
      [{ on: 'create', do: { fault: 'sold-out' } }],
      [withFallback(aSpec('a'), { clusterId: '27' }), B],
      { failFast: true },
    )
    expect(rungs).toEqual(['a 0', 'b 0'])
  })

  it('skips what the service says is sold out, and sends nothing where all is', async () => {
    const products: FaultRule = {
      on: ['create', 'products'],
      do: { fault: 'sold-out', productId: '4090.18c.60g' },
    }
    expect((await applied([products])).rungs).toEqual(['a 2'])
    const all: FaultRule = { on: ['create', 'products'], do: { fault: 'sold-out' } }
    const { ending, rungs, ran } = await applied([all])
    expect({ ending, rungs }).toEqual({ ending: 'refused', rungs: [] })
    expect(ran.result.notSent).toMatchObject([{ reason: { code: 'no-stock' } }])
  })

  it('takes the place of another instance with the body that can be had', async () => {
    const fleet = await ownedFleet(['a'])
    const larger = withFallback(aSpec('a', { gpuNum: 2 }), { gpuNum: 4 })
    fleet.sandbox.replaceFaults([answered(1, NO_STOCK)])
    const { ending } = await fleet.run(PLAIN_APPLY, { specs: [larger] })
    expect([ending, fleet.sent()]).toEqual(['done', ['create a', 'create a', 'delete a']])
    expect(fleet.sandbox.instances().at(-1)).toMatchObject({ gpuNum: 4 })
  })
})

describe('an apply that waits for stock', () => {
  const HOUR_MS = 3_600_000
  /** What is sold out is looked for in every way of paying. */
  const CALLS_OF_A_LOOK = 3
  const soldOutFor = (looks: number): FaultRule => ({
    on: 'products',
    when: { nth: Array.from({ length: looks * CALLS_OF_A_LOOK }, (_, n) => n + 1) },
    do: { fault: 'sold-out' },
  })

  const waiting = (faults: readonly FaultRule[], specs: readonly InstanceSpec[], more = {}) =>
    applied(faults, specs, { untilAvailableMs: HOUR_MS, soldOut: 'try', ...more })

  it('creates once something can be deployed, and looks at the account before that', async () => {
    const told: number[] = []
    const { ending, fleet, ran } = await waiting([soldOutFor(3)], [B], {
      reporter: { awaitingStock: (ms: number) => told.push(ms) },
    })
    expect([ending, fleet.sent(), told]).toEqual(['done', ['create b'], [HOUR_MS]])
    const calls = fleet.sandbox.calls().filter(({ phase }) => phase === 'received')
    const before = calls.slice(
      0,
      calls.findIndex(({ operation }) => operation === 'create'),
    )
    const soldOut = before.findLastIndex(({ faults = [] }) => faults.length > 0)
    expect(before.slice(soldOut).map(({ operation }) => operation)).toContain('list')
    expect(ran.plan?.money.quotes).toMatchObject([{ stock: { available: true } }])
  })

  it('looks again where the account could not be seen, and says so at the end', async () => {
    const unseen = (nth: readonly number[]): FaultRule => ({
      on: 'list',
      when: { nth },
      do: { fault: 'answer', at: 'before', status: 503 },
    })
    // Two calls are the first look.
    const lists = (to: number) => Array.from({ length: to - 2 }, (_, n) => n + 3)
    const passing = await waiting([soldOutFor(2), unseen(lists(20))], [B])
    expect([passing.ending, passing.fleet.sent()]).toEqual(['done', ['create b']])
    const lasting = waiting([soldOutFor(2), unseen(lists(4000))], [B])
    await expect(lasting).rejects.toThrow('the account could not be listed (HTTP 503')
  })

  it('leaves out what is sold out still', async () => {
    const dear: FaultRule = { on: 'products', do: { fault: 'sold-out', productId: 'L40S.22c125g' } }
    const { fleet, ran } = await waiting(
      [soldOutFor(1), dear],
      [aSpec('c', { productId: 'L40S.22c125g' }), B],
    )
    expect(fleet.sent()).toEqual(['create b'])
    expect(ran.result.notSent).toMatchObject([{ action: { name: 'c' } }])
  })

  it('ends when its time is over, with nothing sent', async () => {
    const all: FaultRule = { on: 'products', do: { fault: 'sold-out' } }
    const fleet = await ownedFleet([], { faults: [all] })
    const run = fleet.run(PLAIN_APPLY, { specs: [A], untilAvailableMs: HOUR_MS, soldOut: 'try' })
    await expect(run).rejects.toThrow('could be deployed within 1 h, says the service')
    expect(fleet.sent()).toEqual([])
    const asked = fleet.sandbox
      .calls()
      .filter(({ phase, operation }) => phase === 'received' && operation === 'products')
    // Every ten seconds or so.
    expect(asked.length).toBeLessThanOrEqual(362 * CALLS_OF_A_LOOK * 2)
    expect(asked.length).toBeGreaterThan(200 * CALLS_OF_A_LOOK)
  })

  it('ends at once when somebody asks it to', async () => {
    const all: FaultRule = { on: 'products', do: { fault: 'sold-out' } }
    let isOver = false
    const { ending, fleet } = await waiting([all], [B], {
      interrupted: () => isOver,
      reporter: {
        awaitingStock: () => {
          isOver = true
        },
      },
    })
    expect([ending, fleet.sent()]).toEqual(['interrupted', []])
  })

  it('creates nothing where the plan is another one by then', async () => {
    const fleet = await ownedFleet([], { faults: [soldOutFor(2)] })
    const run = fleet.run(PLAIN_APPLY, {
      specs: [B],
      untilAvailableMs: HOUR_MS,
      soldOut: 'try',
      reporter: {
        awaitingStock: () => {
          fleet.sandbox.meanwhile({ change: 'twin', name: 'b' })
        },
      },
    })
    await expect(run).rejects.toThrow('the plan changed while the run waited for stock')
    expect(fleet.sent()).toEqual([])
  })
})
