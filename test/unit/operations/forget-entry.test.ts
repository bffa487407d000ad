import { describe, expect, it } from 'vitest'
import { forgetEntry } from '../../../src/operations/forget-entry.ts'
import type { Forgetting } from '../../../src/plan/forgetting.ts'
import { anInstance } from '../../support/builders.ts'
import { adopted, attempt, id, intent, key } from '../../support/ledger-records.ts'
import { clientOf, editOf, hearing, targetOf } from '../../support/operation-target.ts'

const ONE = adopted({ key: key('a'), name: 'a', id: id('i-1') })
const TWO = adopted({ key: key('a'), name: 'a', id: id('i-2') })
const OPEN = intent({ key: key('a'), name: 'a', attempt: attempt('try') })

interface Wanted {
  readonly name?: string
  readonly ids?: readonly string[]
  readonly answer?: boolean
  readonly signal?: AbortSignal
}

/** Forgets the entry `a`, and keeps what was asked. */
async function forgetting(
  { target, cwd }: Awaited<ReturnType<typeof targetOf>>,
  { name = 'a', ids = [], answer = true, signal }: Wanted = {},
) {
  const asked: Forgetting[] = []
  const approve = async (about: Forgetting) => {
    asked.push(about)
    return answer
  }
  const { reporter, steps } = hearing()
  const options = { ...editOf(cwd), settleMs: 0, approve }
  const done = await forgetEntry({ name, ids }, target, options, reporter, signal)
  return { ...done, asked, steps }
}

describe('forgetEntry', () => {
  it('asks about all of the entry, with what still runs, and drops that', async () => {
    const client = clientOf([anInstance('i-1', 'a')])
    const kept = await targetOf(client, ONE, TWO, OPEN)
    const { record, asked, steps } = await forgetting(kept)
    expect(asked).toHaveLength(1)
    expect(asked[0]?.instances.map(({ owned, remote }) => [owned.id, remote?.status])).toEqual([
      ['i-1', 'running'],
      ['i-2', undefined],
    ])
    expect(record).toMatchObject({ attempts: ['try'], ids: ['i-1', 'i-2'] })
    expect((await kept.kept()).at(-1)).toMatchObject({ type: 'forgotten', ids: ['i-1', 'i-2'] })
    expect(steps).toEqual(['looking', 'over'])
  })

  it('asks for what the list does not show, and calls nothing gone that may be there', async () => {
    const client = clientOf([anInstance('i-1', 'a')], { more: [anInstance('i-2', 'a')] })
    const { asked } = await forgetting(await targetOf(client, ONE, TWO))
    expect(asked[0]?.instances.map(({ remote }) => remote?.status)).toEqual(['running', 'running'])
    expect(asked[0]?.unseen).toContain('the list does not show i-2')
    const silent = {
      ...clientOf([]),
      get: async () => ({ kind: 'failed', why: 'HTTP 503', refusal: undefined }) as const,
    }
    const unsure = await forgetting(await targetOf(silent, ONE))
    expect(unsure.asked[0]).toMatchObject({ instances: [{ remote: undefined }] })
    expect(unsure.asked[0]?.unseen).toContain('HTTP 503')
  })

  it('drops the instances that are named, and leaves the attempts', async () => {
    const { record } = await forgetting(await targetOf(clientOf([]), ONE, TWO, OPEN), {
      ids: ['i-2'],
    })
    expect(record).toMatchObject({ attempts: [], ids: ['i-2'] })
  })

  it('tells why the account is not known, and asks all the same', async () => {
    const { forgetting: told } = await forgetting(await targetOf(undefined, ONE))
    expect(told.unseen).toBe('no API key is set')
  })

  it.each<[string, Wanted]>([
    ['unknown-entry', { name: 'b' }],
    ['not-of-entry', { ids: ['i-1', 'i-9'] }],
    ['interrupted', { signal: AbortSignal.abort() }],
  ])('changes nothing: %s', async (why, wanted) => {
    const kept = await targetOf(clientOf([]), ONE)
    await expect(forgetting(kept, wanted)).rejects.toThrow(why)
    expect((await kept.kept()).map(({ type }) => type)).toEqual(['opened', 'adopted'])
  })

  it('changes nothing without a yes', async () => {
    const kept = await targetOf(clientOf([]), ONE)
    expect((await forgetting(kept, { answer: false })).record).toBeUndefined()
    expect((await kept.kept()).map(({ type }) => type)).toEqual(['opened', 'adopted'])
  })
})
