import { describe, expect, it } from 'vitest'
import type { LedgerRecord, OperationRecord, SettledRecord } from '../../../src/ledger/record.ts'
import { toState } from '../../../src/ledger/state.ts'
import {
  adopted,
  attempt,
  created,
  digest,
  id,
  intent,
  key,
  time,
} from '../../support/ledger-records.ts'

const step = (nth: number, fields: Partial<OperationRecord> = {}): OperationRecord => ({
  type: 'operation',
  time: time(nth),
  seq: nth,
  attempt: attempt(`o${nth}`),
  key: key('web'),
  name: 'web',
  id: id('i1'),
  operation: 'upgrade',
  from: {},
  to: {},
  because: 'definition',
  spec: { gpuNum: 1, command: `c${nth}` },
  digest: digest(`d-c${nth}`),
  ...fields,
})

const settled = (of: number, nth: number, result: SettledRecord['result']): SettledRecord => ({
  type: 'settled',
  time: time(nth),
  seq: nth,
  attempt: attempt(`o${of}`),
  key: key('web'),
  id: id('i1'),
  operation: 'upgrade',
  result,
})

const made = [intent({ seq: 1 }), created({ seq: 2 })]
const ownedIn = (...lines: readonly LedgerRecord[]) =>
  toState([...made, ...lines]).entries.get(key('web'))?.instances ?? []

describe('what counts as applied', () => {
  it('is what a step applied once it was seen done, and not before', () => {
    expect(ownedIn(step(3))).toMatchObject([{ digest: 'd1', open: { digest: 'd-c3' } }])
    for (const result of ['unknown', 'rejected', 'not-sent', 'given-up'] as const) {
      expect(ownedIn(step(3), settled(3, 4, result))).toMatchObject([{ digest: 'd1' }])
    }
    expect(ownedIn(step(3), settled(3, 4, 'done'))).toMatchObject([
      { digest: 'd-c3', spec: { command: 'c3' }, open: undefined },
    ])
  })

  it('is what was seen done last, whichever was begun first', () => {
    const lines = [step(3), step(4), settled(4, 5, 'done'), settled(3, 6, 'done')]
    expect(ownedIn(...lines)).toMatchObject([{ digest: 'd-c3' }])
  })

  it('is what a person says who adopts it later, and what a step applies after that', () => {
    const adopts = adopted({ seq: 5, id: id('i1'), digest: digest('d9'), spec: { gpuNum: 9 } })
    const before = [step(3), settled(3, 4, 'done')]
    expect(ownedIn(...before, adopts)).toMatchObject([{ digest: 'd9' }])
    // Who adopts it without its definition says nothing of what was applied.
    expect(ownedIn(...before, adopted({ seq: 5, id: id('i1') }))).toMatchObject([
      { digest: 'd-c3' },
    ])
    expect(ownedIn(...before, adopts, step(6), settled(6, 7, 'done'))).toMatchObject([
      { digest: 'd-c6' },
    ])
  })
})

describe('a reset that was given up', () => {
  const lost = [step(3), settled(3, 4, 'given-up')]
  const lostIn = (...lines: readonly LedgerRecord[]) => ownedIn(...lines)[0]?.lostReset

  it('may have been done, as long as none after it was', () => {
    expect(lostIn()).toBeUndefined()
    expect(lostIn(...lost)).toBe(time(3))
    for (const result of ['rejected', 'not-sent'] as const) {
      expect(lostIn(...lost, step(5), settled(5, 6, result))).toBe(time(3))
    }
    expect(lostIn(...lost, step(5), settled(5, 6, 'given-up'))).toBe(time(5))
    expect(lostIn(...lost, step(5), settled(5, 6, 'done'))).toBeUndefined()
    const disk = { operation: 'grow-disk' } as const
    expect(lostIn(step(3, disk), settled(3, 4, 'given-up'))).toBeUndefined()
  })

  it('is over where a person says how the instance is', () => {
    expect(lostIn(...lost, adopted({ seq: 5, id: id('i1') }))).toBeUndefined()
  })
})

describe('an instance that another one takes the place of', () => {
  const next = [
    intent({ seq: 3, attempt: attempt('a2'), supersedes: [id('i1')] }),
    created({ seq: 4, attempt: attempt('a2'), id: id('i2') }),
  ]

  it('stays ours, and is known as such, only once that one is made', () => {
    expect(ownedIn(next[0] as LedgerRecord)).toMatchObject([{ id: 'i1', supersededBy: undefined }])
    expect(ownedIn(...next)).toMatchObject([
      { id: 'i1', supersededBy: 'i2' },
      { id: 'i2', supersededBy: undefined },
    ])
  })

  it('is known as such, too, where a person says what the attempt made', () => {
    const adopts = adopted({ seq: 5, id: id('i2'), settles: [attempt('a2')] })
    expect(ownedIn(next[0] as LedgerRecord, adopts)).toMatchObject([
      { id: 'i1', supersededBy: 'i2' },
      { id: 'i2', supersededBy: undefined },
    ])
    const itself = adopted({ seq: 5, id: id('i1'), settles: [attempt('a2')] })
    expect(ownedIn(next[0] as LedgerRecord, itself)).toMatchObject([
      { id: 'i1', supersededBy: undefined },
    ])
  })

  it('is the one again where a person says so', () => {
    const adopts = adopted({ seq: 5, id: id('i1') })
    expect(ownedIn(...next, adopts).find((each) => each.id === 'i1')).toMatchObject({
      supersededBy: undefined,
    })
  })
})
