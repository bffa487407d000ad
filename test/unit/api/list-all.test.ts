import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { walk } from '../../../src/api/list-all.ts'
import type { Remote } from '../../../src/api/remote.ts'
import { type Page, toPage } from '../../../src/api/responses/decode-instance.ts'
import type { Answer } from '../../../src/api/responses/read-result.ts'
import { PAGE_SIZE } from '../../../src/api/walked.ts'

const ids = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => `i-${from + index}`)

const page = (
  members: readonly string[],
  total?: number | string,
  pageSize?: number,
): Answer<Page> => ({
  kind: 'ok',
  value: toPage(
    { instances: members.map((id) => ({ id, name: id })), total, pageSize },
    (text) => text,
  ),
})

const failed: Answer<Page> = { kind: 'failed', why: 'HTTP 500', refusal: undefined }

/** Walks over these pages, empty ones with this total after the last; also counts the requests. */
const over = async (
  pages: readonly Answer<Page>[],
  total?: number,
): Promise<{ remote: Remote; requests: number; ids: readonly string[] }> => {
  let requests = 0
  const remote = await walk(async (number) => {
    requests += 1
    return pages[number] ?? page([], total)
  })
  const instances = 'instances' in remote ? remote.instances : []
  return { remote, requests, ids: instances.map(({ id }) => id) }
}

describe('walk', () => {
  test.each([
    [0, 2],
    [99, 2],
    [100, 2],
    [250, 6],
    [5_000, 100],
  ])('%i instances with a total take %i requests', async (count, requests) => {
    const all = ids(0, count)
    const pages = Array.from({ length: Math.ceil(count / 100) }, (_, number) =>
      page(all.slice(number * 100, number * 100 + 100), count),
    )
    const result = await over(pages, count)
    expect(result.remote.kind).toBe('complete')
    expect(result.ids).toEqual(all)
    expect(result.requests).toBe(requests)
  })

  test('without a total only an empty page is the end, however short a page is', async () => {
    const result = await over([page(ids(0, 10)), page(ids(10, 12)), page(ids(12, 22))])
    expect(result.remote.kind).toBe('complete')
    expect(result.ids).toEqual(ids(0, 22))
    expect(result.requests).toBe(8)
  })

  test('pages 0 and 1 may be the same page', async () => {
    const result = await over([
      page(ids(0, 100), '150'),
      page(ids(0, 100), '150'),
      page(ids(100, 150), '150'),
    ])
    expect(result.remote.kind).toBe('complete')
    expect(result.ids).toEqual(ids(0, 150))
  })

  test('a total that only counts the page does not end the walk', async () => {
    const result = await over([page(ids(0, 100), 100), page(ids(100, 200), 100)])
    expect(result.remote.kind).toBe('complete')
    expect(result.ids).toHaveLength(200)
  })

  test('neither does one that equals a page shorter than was asked for', async () => {
    const result = await over([page(ids(0, 20), 20), page(ids(20, 40), 20), page(ids(40, 45), 5)])
    expect(result.remote.kind).toBe('complete')
    expect(result.ids).toEqual(ids(0, 45))
  })

  test('a page shorter than the service itself tells is the last only where an empty one is behind it', async () => {
    const result = await over([page(ids(0, 3), 3, 20)])
    expect(result.remote.kind).toBe('complete')
    expect(result.requests).toBe(2)
    expect((await over([page(ids(0, 20), 20, 20), page(ids(20, 23), 3, 20)])).ids).toHaveLength(23)
  })

  test('a service that cuts its pages, and repeats the size that was asked for, is walked to its end', async () => {
    const pages = [0, 50, 100].map((from) => {
      const members = ids(from, Math.min(from + 50, 120))
      return page(members, members.length, PAGE_SIZE)
    })
    expect((await over(pages, 0)).ids).toHaveLength(120)
  })

  test.each([
    [6, 2],
    [3, 3],
  ])(
    'a service that gives its whole list of %i for any page is believed after %i walks',
    async (size, walks) => {
      let requests = 0
      const remote = await walk(async () => {
        requests += 1
        return page(ids(0, size), size)
      })
      expect(remote).toMatchObject({ kind: 'complete' })
      expect(requests).toBe(3 * walks)
    },
  )

  test('a page that is shown twice because an instance came and went is not the whole list', async () => {
    const lists = [
      ['a', 'b'],
      ['new', 'a', 'b'],
      ['a', 'b'],
    ]
    // One instance on a page, and each page counts itself.
    const pageOf = (list: readonly string[], at: number) => {
      const shown = list.slice(at, at + 1)
      return page(shown, shown.length)
    }
    let requests = 0
    const remote = await walk(async (number) => {
      requests += 1
      return pageOf(lists[requests - 1] ?? ['a', 'b'], number)
    })
    expect(remote).toMatchObject({ kind: 'complete' })
    expect('instances' in remote && remote.instances.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test.each([
    ['as was asked for', PAGE_SIZE, undefined],
    ['as the service tells', 7, 7],
    ['as the service tells, and more', 7, 5],
    ['as a service gives that nobody asks', 10, undefined],
  ])('a page as long %s, again and again, is not the whole list', async (_as, size, told) => {
    const remote = await walk(async () => page(ids(0, size), size, told))
    expect(remote.kind).toBe('partial')
  })

  test('an order that changes between the pages proves what was seen, and no absence', async () => {
    const orders = [ids(0, 4), ['i-3', 'i-2', 'i-1', 'i-0'], ids(0, 4)]
    const walks = [0, 1, 2, 3, 4].flatMap(() => [
      page(orders[0]?.slice(0, 2) ?? [], 4),
      page(orders[1]?.slice(2) ?? [], 4),
      page([], 4),
    ])
    const remote = await walk(async () => walks.shift() ?? page([], 4))
    expect(remote).toMatchObject({
      kind: 'partial',
      why: 'the list says it has 4 instances but gave 2',
    })
  })

  test('what comes on page 1 is seen where page 0 is empty', async () => {
    const result = await over([page([], 3), page(ids(0, 3), 3)], 3)
    expect(result.remote.kind).toBe('complete')
    expect(result.ids).toEqual(ids(0, 3))
  })

  test('a total that is never reached proves no absence', async () => {
    const result = await over([page(ids(0, 3), 5), page([], 5)])
    expect(result.remote).toMatchObject({ kind: 'partial', why: expect.stringContaining('5') })
    expect(result.ids).toEqual(ids(0, 3))
  })

  test('a server that repeats one page forever is left soon', async () => {
    let requests = 0
    const remote = await walk(async () => {
      requests += 1
      return page(ids(0, 3))
    })
    expect(remote.kind).toBe('partial')
    expect(requests).toBe(4)
  })

  test('a server that never ends is left at a limit', async () => {
    const remote = await walk(async (number) => page([`i-${number}`]))
    expect(remote.kind).toBe('partial')
  })

  test('an instance that slipped between pages while another was removed is not called absent', async () => {
    // 150 instances; i-5 is removed after page 0, so i-100 moves to page 0 and is never seen.
    const broken = [page(ids(0, 100), 150), page(ids(101, 150), 149)]
    const now = ids(0, 150).filter((id) => id !== 'i-5')
    const whole = [page(now.slice(0, 100), 149), page(now.slice(100), 149)]
    const answers = [...broken, ...whole, ...whole]
    const remote = await walk(async () => answers.shift() ?? page([], 149))
    expect(remote.kind).toBe('complete')
    expect('instances' in remote && remote.instances.map(({ id }) => id)).toEqual(now)
  })

  test('an account that never stands still is partial, with everything that was seen', async () => {
    let total = 200
    const remote = await walk(async (number) => {
      total += 1
      return page(ids(number * 100, number * 100 + 100), total)
    })
    expect(remote).toMatchObject({ kind: 'partial', why: expect.stringContaining('changed') })
    expect('instances' in remote && remote.instances.length).toBe(200)
  })

  test('a failing page is partial, with what was seen before', async () => {
    expect((await over([failed])).remote).toEqual({
      kind: 'partial',
      instances: [],
      why: 'HTTP 500',
    })
    const later = await over([page(ids(0, 100), 150), failed])
    expect(later.remote.kind).toBe('partial')
    expect(later.ids).toEqual(ids(0, 100))
  })

  test('an odd page is partial, with what could be read', async () => {
    const odd: Answer<Page> = {
      kind: 'ok',
      value: toPage({ instances: [{ id: 'i-1' }, {}], total: 2 }, (text) => text),
    }
    const result = await over([odd])
    expect(result.remote.kind).toBe('partial')
    expect(result.ids).toEqual(['i-1'])
  })

  test('a list that is not offered says so on its first page only', async () => {
    const none: Answer<Page> = { kind: 'not-offered', why: 'HTTP 404' }
    expect((await over([none])).remote).toEqual(none)
    expect((await over([page(ids(0, 100), 150), none])).remote.kind).toBe('partial')
  })

  test('complete means all, whatever the page size, aliasing and total of an honest server', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 350 }),
        fc.integer({ min: 20, max: PAGE_SIZE }),
        fc.boolean(),
        fc.boolean(),
        async (count, size, isAliased, hasTotal) => {
          const all = ids(0, count)
          const remote = await walk(async (number) => {
            const at = isAliased ? Math.max(0, number - 1) : number
            return page(all.slice(at * size, (at + 1) * size), hasTotal ? count : undefined)
          })
          expect(remote.kind).toBe('complete')
          expect('instances' in remote && remote.instances.map(({ id }) => id)).toEqual(all)
        },
      ),
      { numRuns: 50 },
    )
  })
})
