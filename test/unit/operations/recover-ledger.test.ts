import { describe, expect, it } from 'vitest'
import type { Remote, RemoteInstance } from '../../../src/api/remote.ts'
import type { InstanceSpec } from '../../../src/definitions/instance-spec.ts'
import type { AttemptId, LedgerRecord } from '../../../src/ledger/record.ts'
import { Secret } from '../../../src/model/secret.ts'
import { type RecoverOptions, recoverLedger } from '../../../src/operations/recover-ledger.ts'
import { MARKER_KEY, markerText } from '../../../src/plan/marker.ts'
import type { RecoveryReport } from '../../../src/plan/recovery.ts'
import { anInstance, aSpec, withFallback } from '../../support/builders.ts'
import { adopted, aSender, id, intent, key, opened } from '../../support/ledger-records.ts'
import { clientOf, hearing, RUN, targetOf } from '../../support/operation-target.ts'

const LOST = '0123abcd'
const OTHER = 'ffffffff'
const a = aSpec('a')
const b = aSpec('b')

/** An instance that an attempt of a ledger made for an entry. */
const made = (instance: string, entry: string, ledger = LOST): RemoteInstance => {
  const marker = markerText(ledger, key(entry), '0123456789abcdef' as AttemptId)
  return anInstance(instance, entry, {
    envs: [{ key: MARKER_KEY, value: new Secret(marker, '(secret)') }],
  })
}

interface Wanted extends Partial<Pick<RecoverOptions, 'ledgerId' | 'approve'>> {
  readonly more?: readonly RemoteInstance[]
  readonly specs?: readonly InstanceSpec[]
  readonly records?: Parameters<typeof targetOf>[1][]
  readonly signal?: AbortSignal
}

/** Recovers the entries `a` and `b` from an account, and keeps what was told and asked. */
async function recovering(list: Remote | readonly RemoteInstance[], wanted: Wanted = {}) {
  const { ledgerId, more = [], approve = async () => true, records = [], signal } = wanted
  const { specs = [a, b] } = wanted
  const told: RecoveryReport[] = []
  const asked: RecoveryReport[] = []
  const client = clientOf(list, { more })
  const { target, cwd, kept } = await targetOf(client, ...records)
  const run = () =>
    recoverLedger(
      { specs, cwd },
      target,
      {
        ...RUN,
        root: cwd,
        ledgerId,
        async approve(report) {
          asked.push(report)
          return approve(report)
        },
      },
      { ...hearing().reporter, recovery: (report) => told.push(report) },
      signal,
    )
  return { run, told, asked, kept }
}

describe('recoverLedger', () => {
  it('gives each entry the instance that was made for it, and takes over the lost ledger’s id', async () => {
    const { run, told, asked, kept } = await recovering([made('i-a', 'a'), made('i-b', 'b')])
    expect(await run()).toMatchObject({ ending: 'done', recorded: true, ledgerId: LOST })
    expect(told).toEqual(asked)
    expect(await kept()).toMatchObject([
      { type: 'opened' },
      { type: 'opened', ledgerId: LOST },
      { type: 'adopted', key: 'a', id: 'i-a', digest: a.digest, listed: true },
      { type: 'adopted', key: 'b', id: 'i-b' },
    ])
    expect(await run()).toMatchObject({ ending: 'done', recorded: false })
    expect(asked).toHaveLength(1)
  })

  it('records the body of the fallback that an instance was made with', async () => {
    const laddered = withFallback(a, { clusterId: 'x' }, { productId: 'A100' })
    const instance = { ...made('i-a', 'a'), productId: 'A100' }
    const { run, kept } = await recovering([instance], { specs: [laddered] })
    expect(await run()).toMatchObject({ ending: 'done' })
    expect((await kept()).at(-1)).toMatchObject({
      type: 'adopted',
      digest: laddered.fallback[1]?.digest,
    })
  })

  it('records what the account has as what was applied, also what only asking for it tells', async () => {
    const instance = { ...made('i-a', 'a'), gpuNum: 8 }
    const bare = { ...instance, gpuNum: undefined }
    for (const [list, more] of [
      [[instance], []],
      [[bare], [instance]],
    ]) {
      const { run, kept } = await recovering(list ?? [], { more: more ?? [] })
      const { recovery } = await run()
      expect(recovery.found).toMatchObject([{ instance: { gpuNum: 8 } }])
      const record = (await kept()).at(-1)
      expect(record).toMatchObject({ type: 'adopted', spec: { gpuNum: 8 } })
      expect(record).not.toMatchObject({ digest: a.digest })
    }
  })

  it('asks for the variables that the list does not show', async () => {
    const bare = anInstance('i-a', 'a', { envs: undefined })
    const unshown = await recovering([bare])
    expect(await unshown.run()).toMatchObject({ recorded: false, unseen: 1, ending: 'partial' })
    const { run } = await recovering([bare], { more: [made('i-a', 'a')] })
    expect(await run()).toMatchObject({ recorded: true, unseen: 0, ending: 'done' })
  })

  it('records neither of two instances of an entry', async () => {
    const { run, kept } = await recovering([made('i-1', 'a'), made('i-2', 'a')])
    expect(await run()).toMatchObject({ ending: 'unknown', recorded: false })
    expect((await kept()).map(({ type }) => type)).toEqual(['opened'])
  })

  it('is not done while an instance is of no entry of the files', async () => {
    const { run } = await recovering([made('i-a', 'a'), made('i-c', 'c')])
    expect(await run()).toMatchObject({ ending: 'partial', recorded: true })
  })

  it('records nothing without a yes', async () => {
    const { run, kept } = await recovering([made('i-a', 'a')], { approve: async () => false })
    expect(await run()).toMatchObject({ ending: 'refused', recorded: false })
    expect((await kept()).map(({ type }) => type)).toEqual(['opened'])
  })

  it('takes the ledger that is named where there are several', async () => {
    const list = [made('i-a', 'a'), made('i-b', 'b', OTHER)]
    await expect((await recovering(list)).run()).rejects.toThrow('several ledgers')
    await expect((await recovering(list, { ledgerId: 'x' })).run()).rejects.toThrow('no marker')
    const { run } = await recovering(list, { ledgerId: OTHER })
    expect(await run()).toMatchObject({
      ledgerId: OTHER,
      recovery: { found: [{ instance: { id: 'i-b' } }] },
    })
  })

  it('takes no instances of another ledger into one that holds something', async () => {
    const records = [adopted({ key: key('a'), name: 'a', id: id('i-a') })]
    const { run } = await recovering([made('i-b', 'b', OTHER)], { records })
    await expect(run()).rejects.toThrow('only those of other ledgers')
  })

  describe('an attempt in doubt of a run that may sleep', () => {
    const tried = 'fedcba9876543210' as AttemptId
    const inDoubt = (marker: string, more: readonly LedgerRecord[]) => [
      opened({ ledgerId: LOST }),
      ...more,
      intent({ key: key('a'), name: 'a', attempt: tried, marker }),
    ]
    const sender = aSender(tried)
    const own = markerText(LOST, key('a'), tried)

    it('is not closed by the instance of another attempt', async () => {
      const { run, kept, asked } = await recovering([made('i-a', 'a')], {
        records: inDoubt(own, [sender]),
      })
      await expect(run()).rejects.toMatchObject({
        message: expect.stringContaining(
          'never gave the ledger postgres://db.example/ops?ledger=fleet back',
        ),
        hint: expect.stringContaining('forget a --holder-is-gone, then recover again'),
      })
      expect(asked).toEqual([])
      expect((await kept()).at(-1)).toMatchObject({ type: 'intent' })
    })

    it.each([
      ['by its own', markerText(LOST, key('a'), '0123456789abcdef' as AttemptId), [sender]],
      ['where its run ended', own, []],
    ])('is closed %s', async (_how, marker, more) => {
      const { run, kept } = await recovering([made('i-a', 'a')], { records: inDoubt(marker, more) })
      expect(await run()).toMatchObject({ recorded: true })
      expect((await kept()).at(-1)).toMatchObject({ type: 'adopted', settles: [tried] })
    })
  })

  it('refuses an account that cannot be seen in full, and ends when it is asked to stop', async () => {
    const instances = [made('i-a', 'a')]
    const partial = await recovering({ kind: 'partial', instances, why: 'HTTP 500' })
    await expect(partial.run()).rejects.toThrow('could not be listed in full')
    const stopped = await recovering(instances, { signal: AbortSignal.abort() })
    await expect(stopped.run()).rejects.toMatchObject({ ending: 'interrupted' })
    expect(stopped.asked).toEqual([])
  })
})
