import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import type { InstanceId } from '../../../src/ledger/record.ts'
import type { OwnedInstance, State } from '../../../src/ledger/state.ts'
import { type BilledInput, toBilled } from '../../../src/pricing/billed.ts'
import { anInstance, aSpec, aState, entryOf, openAttempt, owned } from '../../support/builders.ts'

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})

/** A ledger with an instance for each name, as `i-NAME`. */
const ledgerOf = (...all: readonly (readonly [string, Partial<OwnedInstance>])[]): State =>
  aState(
    ...all.map(([name, fields]) => {
      const spec = aSpec(name)
      return entryOf(spec, [{ ...owned(`i-${name}`, spec), ...fields }])
    }),
  )

const billed = (state: State, remote: Remote, also: Partial<BilledInput> = {}) =>
  toBilled({ target: 'sandbox', state, remote, mayBeThere: new Set(), costs: new Map(), ...also })

describe('what is billed', () => {
  it('adds up the prices of what runs', () => {
    const state = ledgerOf(['a', { hourly: 1.99 }], ['b', { hourly: 3.98 }])
    const remote = complete(anInstance('i-a', 'a'), anInstance('i-b', 'b'))
    expect(billed(state, remote)).toMatchObject({
      instances: 2,
      hourly: { price: 597_000, known: 2, unknown: 0 },
      stopped: 0,
      unseen: 0,
    })
  })

  it('takes the price of a stopped one for unknown, never for nothing', () => {
    const state = ledgerOf(['a', { hourly: 1.99 }], ['b', { hourly: 3.98 }])
    const remote = complete(anInstance('i-a', 'a'), anInstance('i-b', 'b', { status: 'exited' }))
    expect(billed(state, remote)).toMatchObject({
      instances: 1,
      hourly: { price: 199_000, known: 1, unknown: 1 },
      stopped: 1,
    })
  })

  it('takes a spot instance that was taken back for one that does not run, at an unknown cost', () => {
    const state = ledgerOf(['a', { hourly: 1.99 }], ['b', { hourly: 3.98 }], ['c', { hourly: 1 }])
    const remote = complete(
      anInstance('i-a', 'a'),
      anInstance('i-b', 'b', { status: 'exited', spotStatus: 'terminated' }),
      anInstance('i-c', 'c', { spotStatus: 'reclaiming' }),
    )
    expect(billed(state, remote)).toMatchObject({
      instances: 2,
      hourly: { price: 299_000, known: 2, unknown: 1 },
      stopped: 0,
      takenBack: 1,
    })
  })

  it('counts what is on its way out until it is gone', () => {
    const state = ledgerOf(['a', { hourly: 1 }], ['b', { hourly: 1 }], ['c', { hourly: 1 }])
    const remote = complete(
      anInstance('i-a', 'a', { status: 'removing' }),
      anInstance('i-b', 'b', { status: 'removed' }),
    )
    expect(billed(state, remote)).toMatchObject({ instances: 1, hourly: { price: 100_000 } })
  })

  it('counts what nobody could look at, and says so', () => {
    const state = ledgerOf(['a', { hourly: 1 }])
    expect(billed(state, { kind: 'not-asked', why: 'no key' })).toMatchObject({
      instances: 1,
      unseen: 1,
      hourly: { price: 100_000 },
    })
  })

  it('counts what may be there though the list does not show it', () => {
    const state = ledgerOf(['a', { hourly: 1 }])
    const mayBeThere = new Set(['i-a' as InstanceId])
    expect(billed(state, complete(), { mayBeThere })).toMatchObject({ instances: 1, unseen: 1 })
    expect(billed(state, complete())).toMatchObject({ instances: 0 })
  })

  it('gives no price of an hour to what was paid for in advance, whether it runs or not', () => {
    const state = ledgerOf(['a', {}], ['b', {}])
    const remote = complete(
      anInstance('i-a', 'a', { billingMode: 'monthly' }),
      anInstance('i-b', 'b', { billingMode: 'monthly', status: 'exited' }),
    )
    expect(billed(state, remote)).toMatchObject({
      instances: 2,
      prepaid: 2,
      stopped: 0,
      hourly: { known: 0, unknown: 0 },
    })
  })

  it('takes a price that the ledger does not have from what the plan asked for', () => {
    const state = ledgerOf(['a', {}])
    const remote = complete(anInstance('i-a', 'a'))
    expect(billed(state, remote).hourly).toMatchObject({ known: 0, unknown: 1 })
    const costs = new Map([
      ['i-a' as InstanceId, { rate: { kind: 'hourly', price: 2, from: 'quote' } as const }],
    ])
    expect(billed(state, remote, { costs }).hourly).toMatchObject({ price: 200_000, unknown: 0 })
  })

  it('counts an instance of two entries once, and attempts in doubt beside the instances', () => {
    const [a, b, c] = [aSpec('a'), aSpec('b'), aSpec('c')]
    const state = aState(
      entryOf(a, [owned('i1', a)]),
      entryOf(b, [owned('i1', b)]),
      entryOf(c, [], [openAttempt(c)]),
    )
    expect(billed(state, complete(anInstance('i1', 'a')))).toMatchObject({
      instances: 1,
      inDoubt: 1,
    })
  })
})
