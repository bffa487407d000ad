import { describe, expect, it } from 'vitest'
import { json, missing, type Reply, service } from '../support/answering-service.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

// A 2xx is no success because it is a 2xx, and an id is no instance because somebody wrote it down.

const FLEET = `
instances:
  - { name: web, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
`

interface Account {
  readonly create: Reply
  /** From this look on, after the create call, the list shows the instance; never without it. */
  readonly listedFrom?: number
  readonly isKnownById?: boolean
}

const WEB = {
  id: 'i-9',
  name: 'web',
  status: 'running',
  kind: 'gpu',
  productId: '4090.18c.60g',
  gpuNum: '1',
  rootfsSize: 60,
  imageUrl: 'pytorch:2.7',
}

async function account({ create, listedFrom, isKnownById = false }: Account) {
  let looks = 0
  const answering = await service((call, _nth, query) => {
    if (call === 'create') return create
    if (call === 'get')
      return isKnownById && query.get('instanceId') === WEB.id ? json(WEB) : missing
    if (call !== 'list') return undefined
    if (query.get('pageNum') === '0' && answering.counts.create > 0) looks += 1
    const isListed = listedFrom !== undefined && looks >= listedFrom
    const createdAt = String(Math.floor(Date.now() / 1000))
    const instances = isListed && query.get('pageNum') === '0' ? [{ ...WEB, createdAt }] : []
    return json({ instances, total: isListed ? 1 : 0 })
  })
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const apply = (settle: string) =>
    runInProcess(
      ['apply', 'fleet.yaml', '--yes', '--settle', settle, '--base-url', answering.url],
      {
        cwd,
        env: { PPIO_API_KEY: 'sk_test_key_1234567890' },
      },
    )
  return { counts: answering.counts, apply }
}

const accepted = json({ id: WEB.id })

describe('a 2xx with an error beside the id', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a code', { code: 1001 }],
    ['a code as text', { code: '500' }],
    ['a reason', { reason: 'INSUFFICIENT_RESOURCE' }],
    ['a message', { code: 0, message: 'no stock left' }],
    ['an error', { error: { message: 'sold out' } }],
  ])('%s: is not called created, and not sent again', async (_what, beside) => {
    const { counts, apply } = await account({ create: json({ id: WEB.id, ...beside }) })
    const run = await apply('0')
    expect(run.code, run.stderr).toBe(4)
    expect(run.stdout).toContain('1 in doubt')
    expect(run.stdout + run.stderr).toContain('error beside the id i-9')
    expect((await apply('0')).code).toBe(4)
    expect(counts.create).toBe(1)
  })

  it('is settled by what the account shows', async () => {
    const create = json({ id: WEB.id, code: 1001, message: 'timeout waiting for the scheduler' })
    const { counts, apply } = await account({ create, listedFrom: 1, isKnownById: true })
    const run = await apply('10')
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout).toContain('i-9')
    expect((await apply('0')).code).toBe(0)
    expect(counts.create).toBe(1)
  })

  it('stays in doubt where the list shows what its get denies', async () => {
    const create = json({ id: WEB.id, code: 1001 })
    const { counts, apply } = await account({ create, listedFrom: 1 })
    const run = await apply('0')
    expect([run.code, counts.create]).toEqual([4, 1])
    expect(run.stdout).toContain(
      'the list shows i-9 as running; asked for it: the service does not know the instance any more',
    )
    expect(run.stdout).toContain('adopt web i-9')
  })

  it.each([{ code: 0, message: 'success' }, { code: 200, msg: 'OK' }, { error: null }])(
    'is none of %j',
    async (beside) => {
      const create = json({ id: WEB.id, ...beside })
      const { apply } = await account({ create, listedFrom: 1 })
      const run = await apply('0')
      expect(run.code, run.stderr).toBe(0)
    },
  )
})

describe('an id that the service answered', () => {
  it('and that neither list nor get knows after the settle time is no success', async () => {
    const { counts, apply } = await account({ create: accepted })
    const run = await apply('1')
    expect(run.code, run.stderr).toBe(4)
    expect(run.stdout).toContain('neither its list nor a look-up by this id knows it')
    expect(counts.create).toBe(1)
  })

  it('and that only get knows is there', async () => {
    const { apply } = await account({ create: accepted, isKnownById: true })
    expect((await apply('0')).code).toBe(0)
  })

  it('and that is listed within the settle time is there', async () => {
    const { apply } = await account({ create: accepted, listedFrom: 3 })
    const run = await apply('30')
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout).not.toContain('neither its list')
  })
})

describe('a list with an error beside it', () => {
  it('is no empty account', async () => {
    const { url, counts } = await service((call) =>
      call === 'list'
        ? json({ code: 500, message: 'internal', instances: [], total: 0 })
        : accepted,
    )
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const env = { PPIO_API_KEY: 'sk_test_key_1234567890' }
    const run = await runInProcess(['apply', 'fleet.yaml', '--yes', '--base-url', url], {
      cwd,
      env,
    })
    expect(run.code, run.stderr).toBe(1)
    expect(counts.create).toBe(0)
  })
})
