import { describe, expect, it } from 'vitest'
import type { Remote } from '../../../../src/api/remote.ts'
import { settleChanges, unsettledIn } from '../../../../src/apply/change/settle-changes.ts'
import type { InstanceOperation } from '../../../../src/ledger/operation.ts'
import type { OwnedInstance } from '../../../../src/ledger/state.ts'
import { anInstance, aSpec, aState, entryOf } from '../../../support/builders.ts'
import { anOwned, BEGIN, changeWorld, openOperation } from '../../../support/change-world.ts'

const SETTLE_MS = 60_000

const stateOf = (...instances: readonly OwnedInstance[]) =>
  aState(...instances.map((each) => entryOf(aSpec(`n-${each.id}`), [each])))

/** Settles one operation that was written down so long before the world begins; just now if not given. */
async function settling(
  operation: InstanceOperation,
  script: Parameters<typeof changeWorld>[0],
  agoMs = 0,
) {
  const since = new Date(BEGIN - agoMs).toISOString()
  const open = openOperation(operation, { since })
  const world = changeWorld(script)
  const state = stateOf(anOwned('1', { open }))
  const findings = await settleChanges(state, { settleMs: SETTLE_MS, specs: [] }, world.ports)
  return { ...world, findings, outcome: findings[0]?.outcome }
}

const as = (status: string) => ({ get: () => ({ status }) })

describe('settleChanges', () => {
  it('never sends', async () => {
    for (const operation of ['delete', 'start', 'stop'] as const) {
      expect((await settling(operation, as('running'))).sentAt).toEqual([])
    }
  })

  it.each([
    ['delete', 'removed'],
    ['start', 'running'],
    ['start', 'starting'],
    ['stop', 'exited'],
    ['stop', 'toStop'],
  ] as const)(
    'records that it is done, at once, where it is seen: %s, %s',
    async (operation, status) => {
      const { outcome, lines, now } = await settling(operation, as(status))
      expect({ outcome, now: now() }).toEqual({ outcome: 'done', now: 0 })
      expect(lines).toMatchObject([
        { type: 'settled', attempt: 'earlier', operation, result: 'done', how: 'seen' },
      ])
    },
  )

  it('believes a reset that shows its settings once it had a while to begin', async () => {
    const fields = { fields: { imageUrl: 'app:2' } }
    const settled = async (agoMs: number, interrupted = false) => {
      const since = new Date(BEGIN - agoMs).toISOString()
      const from = { fields: { imageUrl: 'app:1' } }
      const open = openOperation('upgrade', { since, from, to: fields })
      const world = changeWorld({
        get: () => ({ imageUrl: 'app:2' }),
        interrupted: () => interrupted,
      })
      const state = stateOf(anOwned('1', { open }))
      const [found] = await settleChanges(state, { settleMs: SETTLE_MS, specs: [] }, world.ports)
      return [found?.outcome, world.now()]
    }
    expect(await settled(1000)).toEqual(['done', 14_000])
    expect(await settled(20_000)).toEqual(['done', 0])
    expect(await settled(1000, true)).toEqual(['open', 0])
  })

  it('gives a reset its last look after it had its time, however the clock moves between two readings', async () => {
    const fields = { fields: { imageUrl: 'app:2' } }
    const open = openOperation('upgrade', {
      since: new Date(BEGIN).toISOString(),
      from: { fields: { imageUrl: 'app:1' } },
      to: fields,
    })
    const world = changeWorld({ get: () => ({ imageUrl: 'app:2' }) })
    let at = BEGIN
    const now = () => {
      at += 8
      return new Date(at).toISOString()
    }
    const ports = { ...world.ports, now }
    const state = stateOf(anOwned('1', { open }))
    const [found] = await settleChanges(state, { settleMs: 20, specs: [] }, ports)
    expect(found?.outcome).toBe('done')
  })

  it('ends an instance that neither asking for it nor the list shows', async () => {
    const { outcome, lines, log } = await settling('delete', { get: () => 'gone' })
    expect({ outcome, lines }).toMatchObject({
      outcome: 'done',
      lines: [{ end: 'gone', because: 'command' }],
    })
    expect(log).toEqual(['list', 'settled delete done'])
  })

  it.each<[string, Remote]>([
    [
      'shows it on its way out',
      { kind: 'complete', instances: [anInstance('1', 'n-1', { status: 'removing' })] },
    ],
    ['is not whole', { kind: 'partial', instances: [], why: 'HTTP 500' }],
  ])('ends nothing that is unknown by its id while the list %s', async (_what, remote) => {
    const { outcome, lines, now } = await settling('delete', {
      get: () => 'gone',
      list: async () => remote,
    })
    expect({ outcome, lines }).toEqual({ outcome: 'open', lines: [] })
    expect(now()).toBeGreaterThanOrEqual(SETTLE_MS)
  })

  it('leaves a deletion open that is on its way, and does not wait for it', async () => {
    const { outcome, lines, now } = await settling('delete', as('removing'))
    expect({ outcome, lines, now: now() }).toEqual({ outcome: 'open', lines: [], now: 0 })
  })

  it('waits until what was lost cannot arrive any more', async () => {
    const arriving = await settling('stop', {
      get: (_id, _calls, at) => ({ status: at > 30_000 ? 'exited' : 'running' }),
    })
    expect(arriving.outcome).toBe('done')
    const lost = await settling('stop', as('running'), 20_000)
    expect(lost.outcome).toBe('given-up')
    expect(lost.now()).toBeGreaterThanOrEqual(SETTLE_MS - 20_000)
    expect(lost.now()).toBeLessThan(SETTLE_MS)
    expect((await settling('stop', as('running'), SETTLE_MS)).now()).toBe(0)
  })

  it('waits a whole settle time for a line from the future: a clock was put back', async () => {
    const { outcome, now } = await settling('stop', as('running'), -3_600_000)
    expect(outcome).toBe('given-up')
    expect(now()).toBeGreaterThanOrEqual(SETTLE_MS)
    expect(now()).toBeLessThan(2 * SETTLE_MS)
  })

  it('leaves a deletion without an effect open: it is for a person, or another destroy', async () => {
    const { outcome, lines } = await settling('delete', as('running'))
    expect({ outcome, lines }).toEqual({ outcome: 'open', lines: [] })
  })

  it.each([
    ['is gone', { get: () => 'gone' as const }],
    ['is on its way out', as('removing')],
  ])('gives up a start of an instance that %s', async (_what, script) => {
    expect((await settling('start', script)).outcome).toBe('given-up')
  })

  it('leaves open what could not be looked at', async () => {
    const { outcome, now } = await settling('start', { get: () => 'silent' })
    expect(outcome).toBe('open')
    expect(now()).toBeGreaterThanOrEqual(SETTLE_MS)
  })

  it('looks once, waits for nothing and gives nothing up when it is interrupted', async () => {
    const { outcome, lookedAt } = await settling('stop', {
      ...as('running'),
      interrupted: () => true,
    })
    expect({ outcome, looks: lookedAt.length }).toEqual({ outcome: 'open', looks: 1 })
  })

  it('tells what the ledger could not take', async () => {
    const lost = { kind: 'failed', reason: 'the disk is full', rescue: '/tmp/kept' } as const
    const { findings } = await settling('stop', { ...as('exited'), record: () => lost })
    expect(findings).toMatchObject([{ outcome: 'done', unrecorded: lost }])
  })
})

describe('unsettledIn', () => {
  it('gives each instance about which an operation is open', () => {
    const open = openOperation('delete')
    const found = unsettledIn(stateOf(anOwned('1'), anOwned('2', { open })))
    expect(found).toMatchObject([{ entry: { key: 'n-2' }, owned: { id: '2' }, open }])
  })
})
