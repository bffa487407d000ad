import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `instances: [{ name: web, kind: gpu, productId: 4090.18c.60g, gpuNum: 2, rootfsSize: 60, imageUrl: "pytorch:2.7" }]\n`

const PRODUCTS = [
  { id: '4090.18c.60g', name: 'RTX 4090 24GB', price: '199000', availableDeploy: true },
  { id: 'A100', name: 'A100', price: '600000', availableDeploy: true },
]

const instance = (id: string, more: object = {}) => ({
  id,
  name: 'web',
  status: 'running',
  kind: 'gpu',
  productId: '4090.18c.60g',
  gpuNum: '2',
  rootfsSize: 60,
  imageUrl: 'pytorch:2.7',
  createdAt: String(Math.floor(Date.now() / 1000)),
  ...more,
})

/** A service that shows more after a create than the one instance of its answer. */
async function serviceThat(
  create: (shown: object[], nth: number) => void,
  sells: readonly object[] | undefined = PRODUCTS,
) {
  const shown: object[] = []
  const { url, requests } = await scriptedService({
    list: (page) => onePage(...shown)(page),
    get: () => ({ status: 404, body: { code: 404, reason: 'RESOURCE_NOT_FOUND', message: '' } }),
    ...(sells.length === 0 ? {} : { products: () => ({ body: { data: sells } }) }),
    create: (_body, nth) => {
      create(shown, nth)
      return { body: { id: `i-${nth}` } }
    },
  })
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const run = (...argv: readonly string[]) =>
    runInProcess([...argv, '--base-url', url, '--settle', '0', '--no-color'], {
      cwd,
      env: { PPIO_API_KEY: 'key' },
    })
  const creates = () => requests.filter((each) => each.startsWith('POST')).length
  return { run, shown, creates }
}

describe('a duplicate that the closing look finds', () => {
  it('is told with both ids, the price of each, and the procedure that ends one', async () => {
    const { run } = await serviceThat((shown) => {
      shown.push(instance('i-1'), instance('i-twin', { productId: 'A100', gpuNum: '4' }))
    })
    const { code, stdout } = await run('apply', 'fleet.yaml', '--yes', '--quiet')
    expect(code).toBe(4)
    expect(stdout).toContain(
      'i-twin (running) with the name web besides ours (i-1): both cost money',
    )
    expect(stdout).toMatch(/ {2}i-1: 3\.98 an hour/)
    expect(stdout).toMatch(/ {2}i-twin: 24\.00 an hour/)
    expect(stdout).toContain('if i-twin is not needed: remove it in the console')
    expect(stdout).toMatch(
      /to end ours, .*, ppi-apply destroy fleet\.yaml --only=web .*, then ppi-apply adopt web i-twin/,
    )
    expect(stdout).toContain('Nothing was deleted')
  })

  it('says of each price that it is not known where the service tells none', async () => {
    const { run } = await serviceThat((shown) => {
      shown.push(instance('i-1'), instance('i-twin'))
    }, [])
    const { code, stdout } = await run('apply', 'fleet.yaml', '--yes', '--quiet')
    expect(code).toBe(4)
    expect(stdout).toContain('both cost money')
    expect(stdout).toMatch(/ {2}i-1: price unknown/)
    expect(stdout).toMatch(/ {2}i-twin: price unknown/)
  })

  it('is told to machines with the same prices', async () => {
    const { run } = await serviceThat((shown) => {
      shown.push(instance('i-1'), instance('i-twin'))
    })
    const { stdout } = await run('apply', 'fleet.yaml', '--yes', '--format', 'json')
    const summary: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    expect(summary).toMatchObject({
      audit: [
        {
          kind: 'surplus',
          id: 'i-twin',
          ours: ['i-1'],
          costs: [
            { id: 'i-1', hourly: '3.98' },
            { id: 'i-twin', hourly: '3.98' },
          ],
        },
      ],
      exitCode: 4,
    })
  })

  it('is called ours where it comes back in the very run that replaced it', async () => {
    const { run, shown, creates } = await serviceThat((instances, nth) => {
      if (nth === 1) instances.push(instance('i-1'))
      else instances.push(instance('i-1'), instance('i-2'))
    })
    expect(await run('apply', 'fleet.yaml', '--yes')).toMatchObject({ code: 0 })
    shown.length = 0
    const secondRun = await run('apply', 'fleet.yaml', '--yes', '--allow', 'recreate')
    expect(secondRun).toMatchObject({ code: 4 })
    expect(secondRun.stdout).toContain('i-1 (running) is ours and was replaced by i-2')
    expect(secondRun.stdout).toContain('both cost money')
    expect(secondRun.stdout).toMatch(/ {2}i-1: 3\.98 an hour/)
    expect(secondRun.stdout).toMatch(/ {2}i-2: 3\.98 an hour/)
    expect(secondRun.stdout).toMatch(
      /forget web ID .*to end the others ppi-apply destroy fleet\.yaml --only=web .*then ppi-apply adopt web ID/,
    )
    expect(secondRun.stdout).toContain('Billed now: 2 instances')
    expect(creates()).toBe(2)
  })
})
