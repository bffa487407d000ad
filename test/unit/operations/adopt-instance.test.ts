import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import { adoptInstance } from '../../../src/operations/adopt-instance.ts'
import { MARKER_KEY, markerText } from '../../../src/plan/marker.ts'
import { anInstance, aSpec } from '../../support/builders.ts'
import { adopted, aSender, attempt, id, intent, key } from '../../support/ledger-records.ts'
import { markedBy } from '../../support/marked-by.ts'
import { clientOf, editOf, hearing, OWN, targetOf } from '../../support/operation-target.ts'

const a = aSpec('a')

/** Adopts `i-a` for the entry `a` of the files, but for what is said otherwise. */
async function adopting(
  { target, cwd }: Awaited<ReturnType<typeof targetOf>>,
  {
    name = 'a',
    specs = [a],
    holderIsGone = false,
    ...more
  }: {
    name?: string
    specs?: (typeof a)[]
    holderIsGone?: boolean
    signal?: AbortSignal
  } = {},
) {
  const { reporter } = hearing()
  const wanted = { name, id: id('i-a') }
  return adoptInstance(
    wanted,
    { specs, cwd },
    target,
    { ...editOf(cwd), holderIsGone },
    reporter,
    more.signal,
  )
}

describe('adoptInstance', () => {
  it('records what the account has as what was applied, and settles the attempts in doubt', async () => {
    const open = intent({ key: key('a'), name: 'a', attempt: attempt('try') })
    const kept = await targetOf(clientOf([anInstance('i-a', 'a', { gpuNum: 8 })]), open)
    const { recorded, record, presence } = await adopting(kept)
    expect({ recorded, presence: presence.kind }).toEqual({ recorded: 'now', presence: 'seen' })
    expect(record).toMatchObject({ key: 'a', settles: ['try'], spec: { gpuNum: 8 } })
    expect(record.digest).not.toBe(a.digest)
    expect((await kept.kept()).at(-1)).toMatchObject({ type: 'adopted', id: 'i-a' })
  })

  describe('an attempt in doubt of a run that may sleep', () => {
    const marker = markerText('5dc2a9f1', key('a'), attempt('fedcba9876543210'))
    const openWith = (sent: string | undefined) => [
      aSender(attempt('try')),
      intent({ key: key('a'), name: 'a', attempt: attempt('try'), marker: sent }),
    ]
    const shown = (value?: string) => {
      const envs = value === undefined ? [] : [{ key: MARKER_KEY, value: new Secret(value, 'x') }]
      return clientOf([anInstance('i-a', 'a', { envs })])
    }

    it.each([
      ['by an instance of another attempt', marker, shown(`${marker}0`)],
      ['by one without a marker', marker, shown()],
      ['by one without a marker, where it sent none', undefined, shown()],
      ['by one that nobody could look at', marker, undefined],
    ])(
      'is not closed %s, but where a person says that it is gone',
      async (_which, sent, client) => {
        const kept = await targetOf(client, ...openWith(sent))
        await expect(adopting(kept)).rejects.toMatchObject({
          message: expect.stringContaining(
            'never gave the ledger postgres://db.example/ops?ledger=fleet back',
          ),
          hint: expect.stringContaining('add --holder-is-gone'),
        })
        expect((await kept.kept()).at(-1)).toMatchObject({ type: 'intent' })
        const { record } = await adopting(kept, { holderIsGone: true })
        expect(record.settles).toEqual(['try'])
      },
    )

    it('is closed by the instance that it made', async () => {
      const client = shown(marker)
      const { record } = await adopting(await targetOf(client, ...openWith(marker)))
      expect(record.settles).toEqual(['try'])
    })
  })

  it.each([
    ['another ledger', markedBy('deadbeef', 'a'), { code: 'marked-by-another-ledger' }],
    ['nobody that it tells', {}, undefined],
  ])('tells that an instance was made with %s', async (_who, fields, mark) => {
    const { mark: found } = await adopting(
      await targetOf(clientOf([anInstance('i-a', 'a', fields)])),
    )
    if (mark === undefined) expect(found).toBeUndefined()
    else expect(found).toMatchObject(mark)
  })

  it.each([
    [undefined, true],
    [true, true],
    [false, undefined],
  ])('keeps its protection unless the entry says otherwise: %s', async (protect, kept) => {
    const held = adopted({ key: key('a'), name: 'a', id: id('i-a'), protect: true })
    const target = await targetOf(clientOf([anInstance('i-a', 'a')]), held)
    const { record } = await adopting(target, { specs: [aSpec('a', {}, { protect })] })
    expect(record.protect).toBe(kept)
  })

  it('writes nothing that the ledger knows', async () => {
    const kept = await targetOf(clientOf([anInstance('i-a', 'a')]))
    expect((await adopting(kept)).recorded).toBe('now')
    const before = await kept.kept()
    expect((await adopting(kept)).recorded).toBe('already')
    expect(await kept.kept()).toEqual(before)
  })

  it('records an instance unseen where the account cannot be asked', async () => {
    const { presence, record } = await adopting(await targetOf(undefined))
    expect(presence.kind).toBe('unknown')
    expect(record).toMatchObject({ listed: undefined, digest: a.digest })
  })

  it.each([
    ['unknown-entry', clientOf([]), 'other'],
    ['not-in-account', clientOf([]), 'a'],
    ['not-live', clientOf([anInstance('i-a', 'a', { status: 'removed' })]), 'a'],
  ])('refuses: %s', async (kind, client, name) => {
    const kept = await targetOf(client)
    await expect(adopting(kept, { name })).rejects.toThrow(kind)
    expect((await kept.kept()).filter(({ type }) => type !== 'opened')).toEqual([])
  })

  it('refuses an instance of another entry before it asks the account', async () => {
    const asked: string[] = []
    const client = clientOf([anInstance('i-a', 'a')], { asked })
    const kept = await targetOf(client, adopted({ key: key('b'), name: 'b', id: id('i-a') }))
    await expect(adopting(kept)).rejects.toThrow('owned-by-other')
    expect(asked).toEqual([])
  })

  it('records nothing once it is asked to stop, and gives the lock back', async () => {
    const kept = await targetOf(clientOf([anInstance('i-a', 'a')]))
    await expect(adopting(kept, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      ending: 'interrupted',
    })
    const lock = await kept.target.ledger.lock({ own: OWN, command: 'test' })
    expect(lock.takenOver).toBeUndefined()
    await lock.release()
  })

  it('waits for no lock: who holds it is named', async () => {
    const kept = await targetOf(clientOf([anInstance('i-a', 'a')]))
    const lock = await kept.target.ledger.lock({ own: OWN, command: 'apply' })
    await expect(adopting(kept)).rejects.toThrow('apply')
    await lock.release()
  })
})
