import { describe, expect, it } from 'vitest'
import { json, service } from '../support/answering-service.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

// What stands on a page that nobody read is created, and paid, a second time.

const FLEET = `
instances:
  - { name: web, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
`

interface Listing {
  readonly cap: number
  readonly total: (page: number, account: number) => number
  readonly echo?: boolean
  /** The order of the account in the n-th answer. */
  readonly order?: (names: readonly string[], nth: number) => readonly string[]
}

/** 30 instances, of which web is the last. */
const NAMES = [...Array.from({ length: 29 }, (_, at) => `other-${at}`), 'web']

const account = ({ cap, total, echo = false, order = (names) => names }: Listing) =>
  service((call, nth, query) => {
    if (call === 'create') return json({ id: 'i-second' })
    if (call !== 'list') return undefined
    const page = Number(query.get('pageNum'))
    const names = order(NAMES, nth).slice(page * cap, (page + 1) * cap)
    const instances = names.map((name) => ({
      id: `i-${name}`,
      name,
      status: 'running',
      productId: '4090.18c.60g',
      gpuNum: '1',
      rootfsSize: 60,
      imageUrl: 'pytorch:2.7',
    }))
    const pageSize = echo ? { pageSize: cap } : {}
    return json({ instances, total: total(names.length, NAMES.length), ...pageSize })
  })

const apply = (url: string) =>
  runInProcess(['apply', 'fleet.yaml', '--yes', '--settle', '0', '--base-url', url], {
    cwd: tempDir({ 'fleet.yaml': FLEET }),
    env: { PPIO_API_KEY: 'sk_test_key_1234567890' },
  })

describe('what is on a later page is there', () => {
  it.each<[string, Listing]>([
    ['pages shorter than asked for, and a total of each', { cap: 20, total: (page) => page }],
    ['the same, with their size told', { cap: 20, echo: true, total: (page) => page }],
    ['pages of one', { cap: 1, total: (page) => page }],
    ['pages of ten, and a total of the account', { cap: 10, total: (_page, all) => all }],
  ])('%s', async (_what, listing) => {
    const { url, counts } = await account(listing)
    const run = await apply(url)
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout).toContain('i-web')
    expect(counts.create).toBe(0)
  })

  it('is never called absent because the order changes between the pages', async () => {
    const order = (names: readonly string[], nth: number): readonly string[] =>
      nth % 2 === 0 ? names : names.toReversed()
    const { url, counts } = await account({ cap: 20, total: (page) => page, order })
    const run = await apply(url)
    expect(run.code, run.stderr).toBe(run.stdout.includes('i-web') ? 0 : 1)
    expect(counts.create).toBe(0)
  })
})

describe('null for the list of an empty account', () => {
  it('is no instance', async () => {
    const { url, counts } = await service((call) =>
      call === 'list' ? json({ instances: null, total: 0 }) : undefined,
    )
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const env = { PPIO_API_KEY: 'sk_test_key_1234567890' }
    const run = await runInProcess(['plan', 'fleet.yaml', '--base-url', url], { cwd, env })
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout).toContain('1 to create')
    expect(counts.list).toBe(2)
  })
})
