import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, type Scripted, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const FIELD_CASE = `instances:
  - name: web
    kind: gpu
    productId: "4090.18c.60g"
    gpuNum: 8
    rootfsSize: 60
    imageUrl: example/app:1.0
    clusterId: cn-south-1
`

const entries = (...more: readonly string[]) =>
  `defaults: { kind: gpu, productId: P, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances:
${more.map((fields, at) => `  - { name: e${at}, ${fields} }`).join('\n')}
`

const product = (price: string, more: object = {}) => ({
  id: 'P',
  name: 'P',
  price,
  availableDeploy: true,
  inventoryState: 'high',
  regions: [],
  ...more,
})

const CLUSTERS = [
  { id: 'cn-south-1', name: 'South' },
  { id: 'cn-south-2', name: 'South Two' },
  { id: 'us-1', name: 'US' },
]

interface Run {
  readonly fleet: string
  readonly products: (query: URLSearchParams) => Scripted
  readonly account?: readonly object[]
}

/** A plan against a service that sells differently by what it is asked for. */
async function planOf({ fleet, products, account = [] }: Run, ...flags: readonly string[]) {
  const service = await scriptedService({
    list: onePage(...account),
    products,
    clusters: () => ({ body: { data: CLUSTERS } }),
  })
  const cwd = tempDir({ 'fleet.yaml': fleet })
  const run = (...args: readonly string[]) =>
    runInProcess([...args, 'fleet.yaml', '--base-url', service.url, '--settle', '0', ...flags], {
      cwd,
      env: { PPIO_API_KEY: 'sk_test_key_1234567890' },
    })
  return { service, run, plan: await run('plan', '--format', 'json') }
}

const pricesIn = (stdout: string) =>
  (JSON.parse(stdout).actions as { name: string; price: Record<string, unknown> }[]).map(
    ({ price }) => price,
  )

const sells =
  (prices: Readonly<Record<string, object | undefined>>) =>
  (query: URLSearchParams): Scripted => {
    const found = prices[query.get('clusterId') ?? '']
    return { body: { data: found === undefined ? [] : [found] } }
  }

describe('price and stock of the place of an entry', () => {
  it('asks the product list for the pinned cluster and the number of GPUs', async () => {
    const cwd = tempDir({ 'f.yaml': FIELD_CASE })
    const args = ['plan', 'f.yaml', '--sandbox', '--quiet', '--verbose']
    const { code, stderr } = await runInProcess(args, { cwd })
    expect(code).toBe(0)
    expect(stderr.match(/GET \S+\/products\S*/g)).toEqual([
      'GET /gpu-instance/openapi/v1/products?clusterId=cn-south-1&gpuNum=8&billingMethod=onDemand',
    ])
  })

  it('keeps --max-hourly by the price of the place, dearer or cheaper than elsewhere', async () => {
    const fleet = entries('clusterId: cn-south-1', 'clusterId: us-1', 'clusterId: us-1, gpuNum: 2')
    const products = (query: URLSearchParams): Scripted => {
      const isSouth = query.get('clusterId') === 'cn-south-1'
      const isPair = query.get('gpuNum') === '2'
      return { body: { data: [product(isSouth ? '100000' : isPair ? '250000' : '300000')] } }
    }
    const { plan, run, service } = await planOf({ fleet, products })
    expect(pricesIn(plan.stdout)).toMatchObject([
      { hourly: '1.00', clusterId: 'cn-south-1' },
      { hourly: '3.00', clusterId: 'us-1' },
      { hourly: '5.00', clusterId: 'us-1' },
    ])
    const refused = await run('apply', '--yes', '--max-hourly', '8.99')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('would cost 9.00 an hour, more than --max-hourly 8.99')
    expect(service.requests.filter((each) => each.startsWith('POST'))).toEqual([])
  })

  it('says that a product is sold out in its cluster, where it is offered, nearest first, and refuses', async () => {
    const fleet = entries('clusterId: cn-south-1, gpuNum: 8')
    const regions = ['US', 'South', 'South Two']
    const here = product('100000', { availableDeploy: false, inventoryState: 'none', regions })
    const products = sells({ 'cn-south-1': here, '': product('100000', { regions }) })
    const { run, service } = await planOf({ fleet, products })
    const plan = await run('plan')
    expect(plan.stdout).toContain('NOT AVAILABLE NOW in cn-south-1')
    expect(plan.stderr).toContain('"P" is sold out now in "cn-south-1" (South) for 8 GPUs')
    expect(plan.stderr).toContain('the service lists it in "cn-south-2" and "us-1"')
    const apply = await run('apply', '--yes')
    expect(apply.code).toBe(1)
    expect(service.requests.filter((each) => each.startsWith('POST'))).toEqual([])
  })

  it('says that a product is not offered in its cluster, whose price then is unknown', async () => {
    const fleet = entries('clusterId: us-1')
    const products = sells({ '': product('100000', { regions: ['South'] }) })
    const { run, plan } = await planOf({ fleet, products })
    expect(pricesIn(plan.stdout)).toMatchObject([
      { hourly: null, offered: false, availableDeploy: false },
    ])
    const { stdout, stderr } = await run('plan', '--max-hourly', '9')
    expect(stdout).toContain(
      'Cost: unknown, the service does not offer the product in us-1 for 1 GPU',
    )
    expect(stderr).toContain('where the service does not offer "P"')
    expect(stderr).toContain('the service lists it in "cn-south-1"')
    expect(stdout).toContain('apply would refuse: the price of e0 is unknown')
  })

  it('leaves only those prices unknown whose list could not be asked', async () => {
    const fleet = entries('clusterId: cn-south-1', 'clusterId: us-1', '')
    const products = (query: URLSearchParams): Scripted =>
      query.get('clusterId') === 'us-1'
        ? { status: 400, body: { code: 400, message: 'cluster is being moved' } }
        : { body: { data: [product('100000')] } }
    const { plan } = await planOf({ fleet, products })
    expect(pricesIn(plan.stdout)).toMatchObject([
      { hourly: '1.00', availableDeploy: true },
      {
        hourly: null,
        availableDeploy: null,
        unknownBecause: expect.stringContaining('cluster is being moved'),
      },
      { hourly: '1.00', availableDeploy: true },
    ])
  })

  it('asks 16 times for 40 places, says whose price is not of its very place, and keeps no limit by it', async () => {
    const places = [1, 2, 3, 4, 5].flatMap((cluster) =>
      [1, 2, 3, 4, 5, 6, 7, 8].map((gpus) => `clusterId: c${cluster}, gpuNum: ${gpus}`),
    )
    const products = (): Scripted => ({ body: { data: [product('100000')] } })
    const { plan, run, service } = await planOf({ fleet: entries(...places), products })
    expect(service.requests.filter((each) => each.startsWith('GET /products'))).toHaveLength(16)
    const wider = pricesIn(plan.stdout).filter(({ askedFor }) => askedFor !== undefined)
    expect(wider.length).toBeGreaterThan(0)
    const { stdout } = await run('plan', '--max-hourly', '1000')
    expect(stdout).toMatch(
      /at most 16 price lists: for e\d+ and \d+ more price and stock are those of the cluster for any number/,
    )
    expect(stdout).toMatch(
      /apply would refuse: the price of e\d+ .* was not asked for its own cluster/s,
    )
  })

  it('takes the price of an instance in no file from the cluster that it runs in', async () => {
    const stranger = {
      id: 'i-dear',
      name: 'e0',
      status: 'running',
      kind: 'gpu',
      productId: 'P',
      gpuNum: '2',
      clusterId: 'us-1',
      rootfsSize: 60,
      imageUrl: 'other:1',
      createdAt: '1764300000',
    }
    const products = sells({ 'us-1': product('500000'), 'cn-south-1': product('100000') })
    const fleet = entries('clusterId: cn-south-1', 'clusterId: cn-south-1')
    const { plan, run } = await planOf({ fleet, products, account: [stranger] })
    expect(pricesIn(plan.stdout)[1]).toMatchObject({ hourly: '1.00' })
    const { stdout } = await run('plan')
    expect(stdout).toContain('10.00 an hour')
    const status = await run('status')
    expect(status.stdout).toContain('10.00 an hour')
  })

  it('has the same plan id whatever the number of GPUs and the cluster are worth elsewhere', async () => {
    const fleet = entries('clusterId: cn-south-1')
    const ids = []
    for (const elsewhere of ['900000', '800000']) {
      const cwd = tempDir({ 'fleet.yaml': fleet })
      const service = await scriptedService({
        list: onePage(),
        products: sells({ 'cn-south-1': product('100000'), '': product(elsewhere) }),
      })
      const run = await runInProcess(
        ['plan', 'fleet.yaml', '--base-url', service.url, '--format=json'],
        {
          cwd,
          env: { PPIO_API_KEY: 'sk_test_key_1234567890' },
        },
      )
      ids.push((JSON.parse(run.stdout).planId as string).split('-').slice(3, 5))
    }
    expect(ids[0]).toEqual(ids[1])
  })
})

describe('the sandbox', () => {
  it('refuses to create what it says is sold out in a cluster, and offers it elsewhere', async () => {
    const fleet = `instances:
  - { name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 8, rootfsSize: 60, imageUrl: "p:1", clusterId: "27" }
  - { name: b, kind: gpu, productId: 4090.18c.60g, gpuNum: 8, rootfsSize: 60, imageUrl: "p:1", clusterId: cn-northwest-2 }
`
    const home = tempDir({ 'fleet.yaml': fleet })
    const run = await runInProcess(['apply', 'fleet.yaml', '--sandbox', '--yes', '--settle=0'], {
      cwd: home,
    })
    expect(run.code).toBe(3)
    expect(run.stdout).toContain('NOT AVAILABLE NOW in 27')
    expect(run.stdout).toContain('14.32')
    expect(run.stdout).toContain('1 created, 1 not created')
  })
})
