import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../../../src/ledger/store.ts'
import {
  lineKey,
  lineText,
  lineTexts,
  openS3,
  putLine,
  textsIn,
} from '../../../support/s3-opened.ts'
import { type S3Fault, type S3Server, s3Server } from '../../../support/s3-server.ts'

/** As the log above the store settles a put of which nobody knows what came of it: by what is at that place. */
async function append(store: Store, at: number, text = lineText(at)): Promise<'mine' | 'fenced'> {
  for (let attempt = 1; attempt < 100; attempt += 1) {
    const result = await putLine(store, at, text).catch(() => 'unknown' as const)
    if (result === 'put') return 'mine'
    // A look that fails tells nothing: the same bytes go to the same place again.
    const [there] = await textsIn(store, at - 1).catch(() => [])
    if (there !== undefined) return there === text ? 'mine' : 'fenced'
  }
  throw new Error('it never settled')
}

const LOSSES: readonly (S3Fault | undefined)[] = [
  { kind: 'lost', when: 'before' },
  { kind: 'lost', when: 'after' },
  { kind: 'late' },
  { kind: 'cut' },
  { kind: 'refuse', status: 500, code: 'InternalError' },
  { kind: 'refuse', status: 503, code: 'SlowDown' },
  { kind: 'answer', status: 502, body: '<html>Bad gateway</html>' },
  undefined,
]

/** Loses what the script says, one after the other; what is late arrives a few requests later. */
function lose(server: S3Server, script: readonly number[], only: 'PUT' | 'all'): void {
  let next = 0
  server.fault = ({ method }) => {
    if (next % 5 === 4) server.deliver()
    if (only !== 'all' && method !== only) return undefined
    const fault = LOSSES[script[next] ?? LOSSES.length - 1]
    next += 1
    return fault
  }
}

describe('a put whose answer is lost', () => {
  test('never throws for a line that the store said it took, and never says put for another', async () => {
    for (const [index, fault] of LOSSES.entries()) {
      await using server = await s3Server()
      const store = await openS3(server)
      lose(server, [index], 'PUT')
      const result = await putLine(store, 1).catch(() => 'unknown')
      const isThere = server.objects.has(lineKey(1))
      expect(result, JSON.stringify(fault)).toBe(
        fault === undefined || fault.kind === 'cut' ? 'put' : 'unknown',
      )
      if (result === 'put') expect(isThere).toBe(true)
      await store.close()
    }
  })

  test('is settled by its place: as told, in order, none twice and none lost', async () => {
    const script = fc.array(fc.nat(LOSSES.length - 1), { maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(script, fc.constantFrom('PUT', 'all'), async (losses, only) => {
        await using server = await s3Server()
        const store = await openS3(server)
        lose(server, losses, only)
        for (let at = 1; at <= 20; at += 1) expect(await append(store, at)).toBe('mine')
        server.deliver()
        server.fault = () => undefined
        expect(await textsIn(store)).toEqual(lineTexts(1, 20))
        await store.close()
      }),
      { numRuns: 30 },
    )
  })

  test('that arrives after another took its place, changes nothing', async () => {
    await using server = await s3Server()
    const [one, other] = [await openS3(server), await openS3(server)]
    lose(server, [2], 'PUT')
    await expect(putLine(one, 1, '{"one":1}')).rejects.toThrow('cannot write the ledger')
    expect(await putLine(other, 1, '{"other":1}')).toBe('put')
    expect(server.deliver()).toBe(1)
    expect(await textsIn(other)).toEqual(['{"other":1}'])
    expect(await append(one, 1, '{"one":1}')).toBe('fenced')
    await one.close()
    await other.close()
  })

  test('that arrives before it is sent again, is found to be its own', async () => {
    await using server = await s3Server()
    const store = await openS3(server)
    lose(server, [2], 'PUT')
    await expect(putLine(store, 1)).rejects.toThrow('cannot write the ledger')
    expect(await textsIn(store)).toEqual([])
    server.deliver()
    expect(await putLine(store, 1)).toBe('taken')
    expect(await textsIn(store)).toEqual(lineTexts(1, 1))
    await store.close()
  })

  test('is unknown once the time is over, and is not sent again by itself', async () => {
    await using server = await s3Server()
    server.fault = () => ({ kind: 'silent' })
    const store = await openS3(server, { limits: { write: { connectMs: 5_000, answerMs: 50 } } })
    await expect(putLine(store, 1)).rejects.toThrow('no complete answer within')
    expect(server.calls).toHaveLength(1)
    await store.close()
  })
})
