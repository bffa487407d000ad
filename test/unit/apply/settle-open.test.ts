import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import { budgetOf } from '../../../src/apply/look-up.ts'
import type { Recorded } from '../../../src/apply/ports.ts'
import { settleOpen } from '../../../src/apply/settle-open.ts'
import type { InstanceId, LedgerRecord } from '../../../src/ledger/record.ts'
import { anInstance, aSpec, aState, entryOf, openAttempt, owned } from '../../support/builders.ts'
import { toldById } from '../../support/told-by-id.ts'

/** When `openAttempt` was. */
const SINCE = Date.parse('2026-11-01T10:00:00.000Z')
const a = aSpec('a')
const b = aSpec('b')
const budget = budgetOf(60_000)

/** As the account would show what the attempt made. */
const made = (id: string, name: string, fields: Partial<RemoteInstance> = {}): RemoteInstance =>
  anInstance(id, name, { createdAt: SINCE / 1000 + 1, ...fields })

const complete = (...instances: readonly RemoteInstance[]): Remote => ({
  kind: 'complete',
  instances,
})

/** A world whose clock starts so long after the attempt and moves only by waiting. */
function world(lists: readonly Remote[], ageMs = 0, recorded: Recorded = { kind: 'recorded' }) {
  const lines: LedgerRecord[] = []
  let clock = SINCE + ageMs
  let looks = 0
  const at = (nth: number) => lists[Math.min(nth, lists.length - 1)] as Remote
  return {
    lines,
    looks: () => looks,
    ports: {
      list: async () => at(looks++),
      get: async (id: InstanceId) => toldById(at(looks - 1), id),
      record: async (entry: LedgerRecord) => {
        lines.push(entry)
        return recorded
      },
      wait: async (ms: number) => {
        clock += ms
      },
      now: () => new Date(clock).toISOString(),
      elapsed: () => clock,
      interrupted: () => false,
    },
  }
}

const inDoubt = aState(entryOf(a, [], [openAttempt(a, [])]))

describe('settleOpen', () => {
  it('records what the account shows, and waits for it while the attempt is young', async () => {
    const { ports, lines } = world([complete(), complete(made('9', 'a'))])
    const findings = await settleOpen(inDoubt, budget, ports)
    expect(findings).toMatchObject([{ found: { kind: 'one', id: '9' }, unrecorded: undefined }])
    expect(lines).toMatchObject([{ type: 'created', attempt: 'a1', id: '9', how: 'found' }])
  })

  it('leaves an attempt in doubt, unrecorded, when all it finds is a removed record', async () => {
    const removed = complete(made('9', 'a', { status: 'removed' }))
    const { ports, lines, looks } = world([removed, complete()])
    const findings = await settleOpen(inDoubt, budget, ports)
    expect(findings).toMatchObject([
      { found: { kind: 'removed', candidates: [{ instance: { id: '9' } }] } },
    ])
    expect(lines).toEqual([])
    expect(looks()).toBe(1)
  })

  it('leaves an attempt in doubt when the only instance of the name is clearly older', async () => {
    const old = anInstance('9', 'a', { createdAt: SINCE / 1000 - 3600 })
    const { ports, lines } = world([complete(old)], 3_600_000)
    const findings = await settleOpen(inDoubt, budget, ports)
    expect(findings).toMatchObject([{ found: { kind: 'unproven' } }])
    expect(lines).toEqual([])
  })

  it('gives no instance to two attempts', async () => {
    const twice = aState(
      entryOf(a, [], [openAttempt(a, []), { ...openAttempt(a, []), attempt: 'a2' as never }]),
    )
    const { ports, lines } = world([complete(made('9', 'a'))], 3_600_000)
    await settleOpen(twice, budget, ports)
    expect(lines).toHaveLength(1)
  })

  it('takes no instance that another entry owns', async () => {
    const state = aState(entryOf(a, [], [openAttempt(a, [])]), entryOf(b, [owned('9', b)]))
    const { ports, lines } = world([complete(made('9', 'a'))], 3_600_000)
    expect(await settleOpen(state, budget, ports)).toMatchObject([{ found: { kind: 'none' } }])
    expect(lines).toEqual([])
  })

  it('says when the find could not be written down', async () => {
    const failed = { kind: 'failed', reason: 'the disk is full', rescue: '/tmp/x' } as const
    const { ports } = world([complete(made('9', 'a'))], 0, failed)
    expect(await settleOpen(inDoubt, budget, ports)).toMatchObject([{ unrecorded: failed }])
  })

  describe('of a refusal that nobody has looked into', () => {
    const DAY = 86_400_000
    const refused = aState(
      entryOf(a, [], [{ ...openAttempt(a, []), refused: true, reason: 'HTTP 400: no' }]),
    )

    it('looks for the settle time, however old it is, and closes it where nothing is there', async () => {
      const { ports, lines, looks } = world([complete()], DAY)
      expect(await settleOpen(refused, budget, ports)).toMatchObject([{ outcome: 'not-made' }])
      expect(lines).toMatchObject([{ type: 'rejected', attempt: 'a1', reason: 'HTTP 400: no' }])
      expect(looks()).toBeGreaterThan(20)
    })

    it('takes what the list has hidden for a time', async () => {
      const { ports, lines } = world([complete(), complete(), complete(made('9', 'a'))], DAY)
      expect(await settleOpen(refused, budget, ports)).toMatchObject([{ outcome: 'made' }])
      expect(lines).toMatchObject([{ type: 'created', id: '9' }])
    })

    it('is closed beside a namesake that is surely another one', async () => {
      const other = made('9', 'a', { gpuNum: 8 })
      const { ports, lines } = world([complete(other)], DAY)
      expect(await settleOpen(refused, budget, ports)).toMatchObject([{ outcome: 'not-made' }])
      expect(lines).toMatchObject([{ type: 'rejected' }])
    })

    it.each<[string, Remote, boolean]>([
      ['only a part of the account', { kind: 'partial', instances: [], why: 'HTTP 500' }, false],
      ['no list', { kind: 'not-offered', why: '404' }, false],
      ['a removed one that may be it', complete(made('9', 'a', { status: 'removed' })), false],
      ['two that may be it', complete(made('8', 'a'), made('9', 'a')), false],
      ['nothing, and somebody interrupts', complete(), true],
    ])('stays in doubt where it sees %s', async (_what, list, isInterrupted) => {
      const { ports, lines } = world([list], DAY)
      const interrupted = () => isInterrupted
      const findings = await settleOpen(refused, budget, { ...ports, interrupted })
      expect(findings).toMatchObject([{ outcome: 'in-doubt' }])
      expect(lines).toEqual([])
    })
  })
})
