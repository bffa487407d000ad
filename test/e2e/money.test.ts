import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createServerWith } from '../support/create-server.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/fleet.yaml', import.meta.url))

const ODD = `
defaults: { kind: gpu, imageUrl: "pytorch:2.7", gpuNum: 1, rootfsSize: 60 }
instances:
  - { name: sold-out, productId: H100-80GB.24c240g }
  - { name: months, productId: 4090.18c.60g, month: 6 }
  - { name: misspelt, productId: 4090.18c.60, replicas: 2 }
  - { name: elsewhere, productId: 3090.16c92g, clusterId: cn-northwest-2 }
`

function exampleDir(): string {
  const cwd = tempDir()
  cpSync(EXAMPLE, join(cwd, 'fleet.yaml'))
  return cwd
}

const planIdIn = (text: string): string => /Plan id: ([0-9a-f-]+)/.exec(text)?.[1] ?? 'none'

/** The entries of the ledger of a folder; none where nothing was ever written. */
function intentsIn(cwd: string): readonly { key: string; hourly?: number }[] {
  const home = join(cwd, '.ppi-apply')
  if (!existsSync(home)) return []
  return readdirSync(home)
    .filter((name) => name.endsWith('.ledger.jsonl'))
    .flatMap((name) => readFileSync(join(home, name), 'utf8').split('\n'))
    .filter((line) => line.includes('"type":"intent"'))
    .map((line) => JSON.parse(line))
}

describe('plan', () => {
  it('shows the example fleet with prices, totals and the command that applies exactly this', async () => {
    const cwd = exampleDir()
    const run = await runInProcess(['plan', 'fleet.yaml', '--sandbox'], { cwd })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    const rows = run.stdout.split('\n').map((line) => line.trim().split(/ {2,}/))
    expect(rows).toContainEqual(['trainer', '1.99 × 2 GPUs', '3.98', '2,865.60', '–', 'high'])
    expect(rows).toContainEqual([
      'worker-1 … worker-3 (3)',
      '1.99 × 3',
      '5.97',
      '4,298.40',
      '–',
      'high',
    ])
    expect(rows).toContainEqual(['monitor', '0.36', '0.36', '259.20', '–', 'available'])
    expect(rows).toContainEqual(['total', '10.31', '7,423.20', '0.00'])
    expect(run.stdout).toMatch(/CNY of the sandbox.*list prices of \d{4}-\d\d-\d\d \d\d:\d\d UTC/)
    expect(run.stdout).toContain('Not included: disk beyond the free size, and network storage.')
    expect(run.stdout).toContain(
      `ppi-apply apply fleet.yaml --sandbox --plan-id ${planIdIn(run.stdout)}`,
    )
  })

  it('says the same in JSON, with exact amounts', async () => {
    const cwd = exampleDir()
    const run = await runInProcess(['plan', 'fleet.yaml', '--sandbox', '--format', 'json'], { cwd })
    const plan = JSON.parse(run.stdout)
    expect(plan).toMatchObject({
      planId: expect.stringMatching(/^([0-9a-f]{6}-){5}[0-9a-f]{32}$/),
      money: {
        currency: 'CNY',
        sandbox: true,
        hourly: { known: '10.31', unknown: 0 },
        thirtyDays: { known: '7423.20', unknown: 0 },
        chargedNow: { known: '0.00', unknown: 0 },
      },
    })
    expect(plan.actions[0].price).toEqual({
      billing: 'onDemand',
      clusterId: 'cn-south-1',
      unitPrice: '1.99',
      units: 2,
      hourly: '3.98',
      thirtyDays: '2865.60',
      availableDeploy: true,
      inventoryState: 'high',
    })
  })

  it('asks once for each price list and for the clusters, however many entries share it', async () => {
    const cwd = exampleDir()
    const run = await runInProcess(['plan', 'fleet.yaml', '--sandbox', '--verbose'], { cwd })
    const asked = run.stderr.match(/GET \S+/g) ?? []
    const priced = asked.flatMap((line) => line.split('/v1/').slice(1))
    expect(priced.filter((path) => !path.startsWith('gpu/instances')).toSorted()).toEqual([
      'clusters',
      'cpu/products?clusterId=cn-south-1',
      'products?clusterId=cn-south-1&gpuNum=1&billingMethod=onDemand',
      'products?clusterId=cn-south-1&gpuNum=2&billingMethod=onDemand',
    ])
  })

  it('marks what is sold out, sums what is known, and finds what does not fit the account', async () => {
    const cwd = tempDir({ 'odd.yaml': ODD })
    const run = await runInProcess(['plan', 'odd.yaml', '--sandbox', '--max-hourly', '5'], { cwd })
    const rows = run.stdout.split('\n').map((line) => line.trim().split(/ {2,}/))
    expect(rows).toContainEqual(expect.arrayContaining(['sold-out', 'NOT AVAILABLE NOW']))
    expect(rows).toContainEqual(expect.arrayContaining(['months', '6,900.00']))
    expect(rows).toContainEqual([
      'elsewhere',
      'unknown',
      'unknown',
      'unknown',
      '–',
      'NOT OFFERED in cn-northwest-2',
    ])
    expect(rows).toContainEqual(['total', '15.99 + unknown', '11,512.80 + unknown', '6,900.00'])
    expect(run.stdout).toContain('apply would refuse: ')
    expect(run.stdout).not.toContain('Apply exactly this')
    expect(run.stderr.match(/\[product-unknown\]/g)).toHaveLength(1)
    expect(run.stderr).toContain('odd.yaml:6:34')
    expect(run.stderr).toContain(
      'did you mean "4090.18c.60g" (RTX 4090 24GB, 1.99 an hour, stock high)?',
    )
    expect(run.stderr).toContain('[product-not-in-cluster]')
    expect(run.stderr).toContain('the service lists it in "cn-south-1"')
  })

  it('calls prices unknown without a key, and never 0', async () => {
    const cwd = exampleDir()
    const run = await runInProcess(['plan', 'fleet.yaml'], { cwd })
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('Cost: unknown, no API key is set')
    expect(run.stdout).not.toContain('0.00')
  })
})

describe('apply --plan-id', () => {
  it('goes ahead without asking while the plan is the same, and records the prices', async () => {
    const cwd = exampleDir()
    const planned = await runInProcess(['plan', 'fleet.yaml', '--sandbox'], { cwd })
    const id = planIdIn(planned.stdout)
    const run = await runInProcess(['apply', 'fleet.yaml', '--sandbox', '--plan-id', id], { cwd })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain('5 created, 0 not created, 0 in doubt')
    expect(run.stdout).toContain('together 10.31 CNY an hour')
    expect(intentsIn(cwd).map(({ key, hourly }) => [key, hourly])).toEqual([
      ['trainer', 3.98],
      ['worker-1', 1.99],
      ['worker-2', 1.99],
      ['worker-3', 1.99],
      ['monitor', 0.36],
    ])
  })

  it('sends nothing when the plan moved, and says which part did', async () => {
    const cwd = exampleDir()
    const planned = await runInProcess(['plan', 'fleet.yaml', '--sandbox'], { cwd })
    const id = planIdIn(planned.stdout)
    const apply = (approved: string, env: Readonly<Record<string, string>> = {}) =>
      runInProcess(['apply', 'fleet.yaml', '--sandbox', '--yes', '--plan-id', approved], {
        cwd,
        env,
      })
    const moved = [
      [await apply(withOther(id, 3)), 'the prices changed'],
      [
        await apply(withOther(id, 2)),
        'the account (the service, what would be done there, or what --allow permits) changed',
      ],
      [await apply(id, { GPUS: '2' }), 'the definitions (the files'],
    ] as const
    for (const [run, words] of moved) {
      expect(run).toMatchObject({ code: 1 })
      expect(run.stderr).toContain(words)
      expect(run.stderr).toContain('Nothing was sent')
    }
    expect(intentsIn(cwd)).toEqual([])
  })

  it('calls a text that is no plan id wrong usage', async () => {
    const run = await runInProcess(['apply', '--sandbox', '--plan-id', 'latest'], {
      cwd: exampleDir(),
    })
    expect(run).toMatchObject({ code: 64 })
    expect(run.stderr).toContain('"latest" is not a plan id')
  })
})

/** The id of a plan that differs in one part. */
const withOther = (id: string, part: number): string =>
  id
    .split('-')
    .map((group, at) => (at === part ? group.replace(/^./, flip) : group))
    .join('-')

const flip = (digit: string): string => (digit === '0' ? '1' : '0')

describe('guards of apply', () => {
  it.each([
    [
      ['--max-hourly', '10.30'],
      'fleet.yaml',
      'would cost 10.31 CNY an hour, more than --max-hourly',
    ],
    [
      ['--only', 'months'],
      'odd.yaml',
      'would be paid in advance (6,900.00 CNY by the list prices)',
    ],
    [
      ['--only', 'months', '--allow-prepaid', '--max-upfront', '6899'],
      'odd.yaml',
      '6,900.00 CNY, more',
    ],
    [['--only', 'sold-out'], 'odd.yaml', 'can be deployed now, says the service: sold-out'],
    [['--only', 'misspelt-1', '--max-hourly', '99'], 'odd.yaml', 'price of misspelt-1 is unknown'],
  ])('refuse %j with --yes and send nothing', async (flags, file, words) => {
    const cwd = tempDir({ 'odd.yaml': ODD })
    cpSync(EXAMPLE, join(cwd, 'fleet.yaml'))
    const run = await runInProcess(['apply', file, '--sandbox', '--yes', ...flags], { cwd })
    expect(run).toMatchObject({ code: 1 })
    expect(run.stderr).toContain(words)
    expect(intentsIn(cwd)).toEqual([])
  })

  it.each([
    [['--only', 'months', '--allow-prepaid', '--max-upfront', '6900'], 0],
    [['--only', 'sold-out', '--allow-unavailable'], 1],
  ])('let %j through to the service', async (flags, code) => {
    const cwd = tempDir({ 'odd.yaml': ODD })
    const words = ['apply', 'odd.yaml', '--sandbox', '--yes', '--settle=0', ...flags]
    const run = await runInProcess(words, { cwd })
    expect(run).toMatchObject({ code })
    expect(intentsIn(cwd)).toHaveLength(1)
  })

  it('work without a price list: unknown prices stop only a guard that needs them', async () => {
    const server = await createServerWith()
    const cwd = exampleDir()
    const env = { PPIO_API_KEY: 'sk_test_key_1234567890' }
    const args = ['apply', 'fleet.yaml', '--base-url', server.url, '--yes']
    const refused = await runInProcess([...args, '--max-hourly', '100'], { cwd, env })
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain('is unknown')
    expect(server.calls).toHaveLength(0)
    const run = await runInProcess(args, { cwd, env })
    expect(run).toMatchObject({ code: 0 })
    expect(run.stdout).toContain('Cost: unknown, the service offers no price list')
    expect(server.calls).toHaveLength(5)
    expect(intentsIn(cwd).map(({ hourly }) => hourly)).toEqual(Array(5).fill(undefined))
  })
})
