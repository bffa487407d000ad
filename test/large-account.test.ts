import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../src/ledger/codec.ts'
import { serviceOf } from '../src/ledger/file-store/ledger-path.ts'
import { adopted, id, key, opened } from './support/ledger-records.ts'
import { runPlan } from './support/plan-run.ts'
import { scriptedService } from './support/scripted-service.ts'
import { tempDir } from './support/temp-dir.ts'

const ENTRIES = 1000
const INSTANCES = 5000
const PAGE = 100

const BODY = {
  kind: 'gpu',
  productId: '4090.18c.60g',
  gpuNum: 1,
  rootfsSize: 60,
  imageUrl: 'pytorch:2.7',
}

/** Half of the entries are there, with a name and all that the files say. */
const account = Array.from({ length: INSTANCES }, (_, nth) => ({
  id: `i-${nth}`,
  name: nth < ENTRIES / 2 ? `job-${nth + 1}` : `other-${nth}`,
  status: 'running',
  ...BODY,
  portMappings: [],
}))

const FLEET = `instances:
  - { name: job, replicas: ${ENTRIES}, ${Object.entries(BODY)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(', ')} }
`

describe('a plan of a large account', () => {
  it('takes two walks over the list that agree, and no request for each entry', async () => {
    const { url, requests } = await scriptedService({
      list: (page) => ({
        body: { instances: account.slice(page * PAGE, (page + 1) * PAGE), total: INSTANCES },
      }),
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runPlan(
      cwd,
      { PPIO_API_KEY: 'sk_test_key_1234567890' },
      { args: ['fleet.yaml'], flags: { 'base-url': url, verbose: true } },
    )
    expect(run.stdout).toContain('500 to create, 0 unchanged, 500 there already, 0 in doubt')
    // 50 full pages hold as many as the service tells; things may slip between pages, so once more.
    const walk = Array.from({ length: 50 }, (_, page) => `pageSize=100&pageNum=${page}`)
    const lists = requests.filter((request) => request.startsWith('GET /gpu/instances'))
    expect(lists).toEqual([...walk, ...walk].map((query) => `GET /gpu/instances?${query}`))
    // Whatever else is asked, prices for instance, does not grow with the entries.
    expect(requests.length - lists.length).toBeLessThan(10)
    expect(run.stderr).toMatch(/^Requests: .*\b100 list\b/m)
  })

  it('asks besides for what is ours and not in the list, twice where the service does not know it', async () => {
    const owned = Array.from({ length: ENTRIES }, (_, nth) => `i-${nth}`)
    const lost = ['gone-1', 'gone-2', 'gone-3']
    const { url, requests } = await scriptedService({
      list: (page) => ({
        body: { instances: account.slice(page * PAGE, (page + 1) * PAGE), total: INSTANCES },
      }),
      products: () => ({ body: { data: [{ id: BODY.productId, price: '199000' }] } }),
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const ledger = [
      opened({ service: serviceOf(new URL(url)) }),
      ...[...owned.slice(0, -lost.length), ...lost].map((each, nth) =>
        adopted({ key: key(`job-${nth + 1}`), name: `job-${nth + 1}`, id: id(each), settles: [] }),
      ),
    ]
    const text = ledger.map((entry, at) => `${encode({ ...entry, seq: at + 1 })}\n`).join('')
    writeFileSync(join(cwd, 'ledger.jsonl'), text)
    const run = await runPlan(
      cwd,
      { PPIO_API_KEY: 'sk_test_key_1234567890' },
      {
        args: ['fleet.yaml'],
        flags: { 'base-url': url, verbose: true, ledger: join(cwd, 'ledger.jsonl') },
      },
    )
    // The walks, two requests for each of the three, and one for the prices of what is to be created again.
    expect(run.stderr).toMatch(/^Requests: 100 list, 6 get, 1 products$/m)
    expect(requests).toHaveLength(100 + 6 + 1)
    expect(run.stdout).toMatch(/3 to create \(3 again\)/)
  })
})
