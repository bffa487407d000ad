import { describe, expect, it } from 'vitest'
import type { LedgerRecord, LockedRecord } from '../../../../src/ledger/record.ts'
import { linkLine, NO_LINES } from '../../../../src/ledger/shared/chain.ts'
import type { LockId, StoredLine } from '../../../../src/ledger/store.ts'
import { type Evidence, judgeLedger } from '../../../chaos/ledger/judge/judge-ledger.ts'
import { type Entry, nameOf } from '../../../chaos/ledger/worker/journal.ts'
import {
  attempt,
  created,
  ended,
  id,
  intent,
  key,
  opened,
} from '../../../support/ledger-records.ts'

const lockId = (text: string): LockId => text as LockId

const locked = (lock: string, over?: string): LockedRecord => ({
  type: 'locked',
  time: '2026-11-24T05:40:12.000Z',
  lock: lockId(lock),
  user: 'ci',
  host: 'runner-7',
  pid: 12,
  command: 'chaos',
  leaseMs: 400,
  over: over === undefined ? undefined : lockId(over),
})

const unlocked = (lock: string): LedgerRecord => ({
  type: 'unlocked',
  time: '2026-11-24T05:40:13.000Z',
  lock: lockId(lock),
  by: 'holder',
})

const paying = (n: number) => {
  const of = { attempt: attempt(`a${n}`), key: key(`web-${n}`) }
  return { intent: intent(of), created: created({ ...of, id: id(`i-a${n}`) }) }
}

const [ONE, TWO] = [paying(1), paying(2)]

/** Two rounds: the first worker died after its payment, and the second found that before it paid itself. */
const SOUND: readonly LedgerRecord[] = [
  locked('0000000000a1'),
  opened(),
  ONE.intent,
  locked('0000000000a2', '0000000000a1'),
  ONE.created,
  TWO.intent,
  TWO.created,
  unlocked('0000000000a2'),
]

const asked = (lock: string, record: LedgerRecord): readonly Entry[] => [
  { entry: 'asked', lock, record: nameOf(record) },
  { entry: 'told', lock, record: nameOf(record) },
]

const JOURNAL: readonly Entry[] = [
  { entry: 'held', lock: '0000000000a1', takenOver: false },
  ...asked('0000000000a1', ONE.intent),
  { entry: 'held', lock: '0000000000a2', takenOver: true },
  ...[ONE.created, TWO.intent, TWO.created].flatMap((record) => asked('0000000000a2', record)),
  { entry: 'done' },
]

const PAID = [1, 2].map((n) => ({ key: `web-${n}`, attempt: `a${n}`, by: `worker-${n}` }))

function linked(records: readonly LedgerRecord[]): readonly StoredLine[] {
  const lines: StoredLine[] = []
  records.reduce<Parameters<typeof linkLine>[1]>((before, record) => {
    const { bytes, end } = linkLine(record, before)
    lines.push({ position: end.last, bytes })
    return end
  }, NO_LINES)
  return lines
}

const judge = (over: Partial<Evidence> = {}, records = SOUND) =>
  judgeLedger({
    stored: linked(records),
    isShared: true,
    payments: PAID,
    journal: JOURNAL,
    ...over,
  })

const without = (record: LedgerRecord): readonly LedgerRecord[] =>
  SOUND.filter((each) => each !== record)

describe('the judge of a ledger', () => {
  it('has nothing against rounds that went as they have to', () => {
    expect(judge()).toEqual({
      takeovers: 1,
      fenced: 0,
      refused: 0,
      lines: 8,
      paid: 2,
      inDoubt: 0,
      paidTwice: 0,
      withoutIntent: 0,
      gaps: 0,
      violations: [],
    })
  })

  it('counts an attempt that nobody can settle yet, and holds it against nobody', () => {
    const three = paying(3).intent
    const journal = [...JOURNAL, ...asked('0000000000a3', three)]
    const verdict = judge({ journal }, [...SOUND, locked('0000000000a3'), three])
    expect(verdict).toMatchObject({ inDoubt: 1, violations: [] })
  })

  it('counts a key that was paid twice', () => {
    const again = { key: 'web-1', attempt: 'a9', by: 'worker-2' }
    const verdict = judge({ payments: [...PAID, again, again] })
    expect(verdict).toMatchObject({ paidTwice: 1, withoutIntent: 2 })
    expect(verdict.violations).toContain('web-1 was paid twice')
  })

  it('counts a payment whose intent is not in the ledger, or is for another key', () => {
    expect(judge({}, without(TWO.intent))).toMatchObject({ withoutIntent: 1 })
    const payments = [PAID[0], { key: 'web-7', attempt: 'a2', by: 'worker-2' }].flatMap(
      (each) => each ?? [],
    )
    expect(judge({ payments })).toMatchObject({ withoutIntent: 1, paidTwice: 0 })
  })

  it.each<readonly [string, readonly LedgerRecord[], string]>([
    [
      'a line that a worker was told of and that is not there',
      without(TWO.created),
      `"${nameOf(TWO.created)}" was told to be in the ledger`,
    ],
    [
      'a line that is there twice',
      [...SOUND.slice(0, -1), TWO.created, unlocked('0000000000a2')],
      `"${nameOf(TWO.created)}" is in the ledger 2 times`,
    ],
    [
      'a line that nobody asked for',
      [...SOUND.slice(0, -1), paying(3).intent, unlocked('0000000000a2')],
      'nobody asked for line 8',
    ],
    [
      'a line of one that does not hold the ledger any more',
      [locked('0000000000a1'), opened(), locked('0000000000a2', '0000000000a1'), ONE.intent],
      'line 4 (intent) is not by the holder',
    ],
    [
      'a ledger that is taken from nobody while it is held',
      SOUND.map((each) => (each.type === 'locked' ? locked(each.lock) : each)),
      'line 4 (locked) takes the ledger, and not from its holder',
    ],
    [
      'a ledger that one gives back who does not hold it',
      [...SOUND.slice(0, -1), unlocked('0000000000a1')],
      'line 8 (unlocked) gives back what its writer did not hold',
    ],
    [
      'a payment of which the ledger says that it was not made',
      SOUND.map((each) =>
        each === TWO.created
          ? ended('not-sent', { attempt: TWO.created.attempt, key: TWO.created.key })
          : each,
      ),
      'the ledger says that a2 did not pay, and it did',
    ],
  ])('sees %s', (_what, records, words) => {
    expect(judge({}, records).violations.join('\n')).toContain(words)
  })

  it('sees a payment that the ledger tells of and that was not made', () => {
    expect(judge({ payments: PAID.slice(0, 1) }).violations).toEqual([
      'the ledger says that a2 paid, and it did not',
    ])
  })

  it('sees a position without a line', () => {
    const stored = linked(SOUND).filter(({ position }) => position !== 3)
    expect(judge({ stored })).toMatchObject({ gaps: 1 })
    expect(judge({ stored }).violations).toContain('1 positions have no line')
  })

  it('sees a line that is tied to another one than that before it', () => {
    const [one, other] = [linked(SOUND), linked(SOUND)]
    const stored = [...one.slice(0, 4), ...other.slice(4)]
    expect(judge({ stored }).violations).toEqual([
      'line 5 (created) does not follow the line before it',
    ])
  })

  it('sees a line that was changed', () => {
    const stored = linked(SOUND).map(({ position, bytes }) => ({
      position,
      bytes:
        position === 8 ? Buffer.from(String(bytes).replace('0000000000a2', '0000000000a3')) : bytes,
    }))
    expect(judge({ stored }).violations).toEqual(['line 8 is damaged'])
  })

  it.each<Entry>([
    { entry: 'failed', why: 'TypeError' },
    { entry: 'given-up', why: 'no such bucket' },
  ])('holds against the program that a worker $entry', (entry) => {
    expect(judge({ journal: [...JOURNAL, entry] }).violations).toHaveLength(1)
  })

  it('lets a line be brought by another run that was kept on the disk meanwhile', () => {
    const journal: readonly Entry[] = [
      ...JOURNAL.slice(0, 3),
      { entry: 'asked', lock: '0000000000a1', record: nameOf(ONE.created) },
      { entry: 'rescued', lock: '0000000000a1', record: nameOf(ONE.created) },
      ...[TWO.intent, TWO.created].flatMap((record) => asked('0000000000a2', record)),
    ]
    expect(judge({ journal }).violations).toEqual([])
  })

  it('sees in a ledger file that one writes after another one had the lock', () => {
    const journal = [
      ...asked('0000000000a1', ONE.intent),
      ...asked('0000000000a2', TWO.intent),
      ...asked('0000000000a1', ONE.created),
    ]
    const payments = PAID.slice(0, 1)
    const turns = [ONE.intent, ONE.created, TWO.intent]
    expect(judge({ journal, payments, isShared: false }, turns).violations).toEqual([])
    const mixed = [ONE.intent, TWO.intent, ONE.created]
    expect(judge({ journal, payments, isShared: false }, mixed).violations).toEqual([
      'line 3 (created) is not by the holder',
    ])
  })
})
