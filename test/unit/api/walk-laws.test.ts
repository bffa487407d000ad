import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { walk } from '../../../src/api/list-all.ts'
import { type Churn, type Paging, pagedList } from '../../support/paged-list.ts'

const account = (size: number): string[] => Array.from({ length: size }, (_, at) => `i-${at}`)

/** A total that is capped lies twice, once it changes: it is then no witness, and looks like one. */
const TOTALS = ['account', 'text', 'page', 'none'] as const

const somePaging = (
  order: Paging['order'],
  totals: readonly Paging['total'][] = TOTALS,
): fc.Arbitrary<Paging> =>
  fc
    .record({
      // A shuffled page of few is too often the same by chance.
      cap: fc.integer(order === 'stable' ? { min: 1, max: 6 } : { min: 9, max: 14 }),
      first: fc.constantFrom('zero', 'one', 'zero-is-one'),
      total: fc.constantFrom(...totals),
      echo: fc.boolean(),
      order: fc.constant(order),
      empty: fc.constantFrom('list', 'null'),
    })
    .filter(({ empty, total }) => empty === 'list' || total !== 'none')

const someChurn: fc.Arbitrary<readonly Churn[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.record({ insertAt: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ removeAt: fc.nat(30) }) },
  ),
  { maxLength: 60 },
)

const idsOf = (remote: Awaited<ReturnType<typeof walk>>): ReadonlySet<string> =>
  new Set('instances' in remote ? remote.instances.map(({ id }) => id) : [])

describe('whatever the pages, the totals, the order and the changes', () => {
  test.each(['stable', 'shuffled'] as const)(
    'a %s list is never called complete without an instance that was there all the time',
    async (order) => {
      await fc.assert(
        fc.asyncProperty(
          somePaging(order),
          fc.nat(order === 'stable' ? 16 : 40),
          someChurn,
          async (paging, size, churn) => {
            const list = pagedList(paging, account(size), churn)
            const remote = await walk(list.readPage)
            if (remote.kind !== 'complete') return
            const missed = [...list.always()].filter((id) => !idsOf(remote).has(id))
            expect(missed).toEqual([])
          },
        ),
        { numRuns: 4_000 },
      )
    },
  )

  test.each<[Paging['first'], Paging['total'], number, readonly Churn[]]>([
    [
      'zero',
      'page',
      3,
      [{ removeAt: 0 }, { insertAt: 0 }, { removeAt: 0 }, undefined, { removeAt: 0 }],
    ],
    [
      'zero-is-one',
      'page',
      2,
      [undefined, undefined, { insertAt: 0 }, { removeAt: 0 }, undefined, { insertAt: 0 }],
    ],
    ['one', 'page', 2, [undefined, undefined, { insertAt: 0 }, { removeAt: 0 }]],
    ['zero', 'page', 2, [undefined, { insertAt: 0 }, { removeAt: 0 }]],
  ])(
    'an instance that came and went hides no other: first page %s, total of the %s, %i of one',
    async (first, total, size, churn) => {
      const paging = { cap: 1, first, total, echo: false, order: 'stable', empty: 'list' } as const
      const list = pagedList(paging, account(size), churn)
      const remote = await walk(list.readPage)
      const missed = [...list.always()].filter((id) => !idsOf(remote).has(id))
      expect(remote.kind === 'complete' ? missed : []).toEqual([])
    },
  )

  test('an account that stands still is seen whole, and one page of it without a second walk', async () => {
    await fc.assert(
      fc.asyncProperty(
        somePaging('stable', [...TOTALS, 'low']),
        fc.nat(30),
        async (paging, size) => {
          const list = pagedList(paging, account(size), [])
          const remote = await walk(list.readPage)
          expect(remote.kind).toBe('complete')
          expect(idsOf(remote)).toEqual(new Set(account(size)))
          if (paging.total === 'account' && size < paging.cap) {
            // Few on pages 0 and 1 may have been moved there.
            const walks = paging.first === 'zero-is-one' && size > 0 && size < 5 ? 3 : 1
            const pages = paging.echo && paging.first === 'zero' ? 2 : 3
            expect(list.requests()).toBeLessThanOrEqual(walks * pages)
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('what is partial still shows all that was seen in any walk', async () => {
    const list = pagedList(
      { cap: 2, first: 'zero', total: 'none', echo: false, order: 'stable', empty: 'list' },
      account(6),
      Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? { insertAt: 0 } : { removeAt: 3 })),
    )
    const remote = await walk(list.readPage)
    expect(remote.kind).toBe('partial')
    expect(idsOf(remote).size).toBeGreaterThan(6)
  })
})
