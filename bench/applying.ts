import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fleetText, put } from './files.ts'
import { alternate, peakOf, type Subject } from './rounds.ts'
import type { Growth, Row } from './row.ts'
import { startService } from './service.ts'
import { growthOf } from './statistics.ts'

const NODE = process.execPath
const CLI = resolve('dist/cli.cjs')
const DELAY_MS = 20

/** How much an apply adds to what the service takes itself, beside what people write instead. */
export async function measureApplying(
  folder: string,
  isQuick: boolean,
): Promise<{ readonly rows: readonly Row[]; readonly skipped: readonly string[] }> {
  const entries = 100
  const service = await startService({ delayMs: DELAY_MS })
  const hasAnsible = spawnSync('ansible-playbook', ['--version']).status === 0
  const subjects = [
    applyOf(folder, entries, service.url),
    bareLoop(folder, entries, service.url),
    curlLoop(folder, entries, service.url),
    ...(hasAnsible ? [ansibleLoop(folder, entries, service.url)] : []),
  ]
  try {
    const times = await alternate(subjects, isQuick ? 1 : 5)
    const base = entries * service.meanMs()
    const rivals = [...times].flatMap(([name, { median }]) =>
      /^(curl|Ansible)/.test(name) ? [{ name: name.replace(/,.*/, ''), median }] : [],
    )
    const rows = [...times].map(([name, time]) => {
      const row = { part: 'apply', name, time, base, ratio: time.median / base }
      return name.startsWith('apply') ? { ...row, target: { ratio: 1.3 }, rivals } : row
    })
    return {
      rows,
      skipped: hasAnsible ? [] : ["Ansible's uri loop: ansible-playbook is not installed"],
    }
  } finally {
    service.close()
  }
}

/** Time and memory over many creates, with a service that answers at once. */
export async function measureManyCreates(folder: string, isQuick: boolean): Promise<Growth> {
  const top = isQuick ? 800 : 10_000
  const sizes = [top / 4, top / 2, top]
  const service = await startService({})
  const times: number[] = []
  let peak = Number.NaN
  try {
    for (const size of sizes) {
      const started = performance.now()
      peak = await peakOf(applyOf(folder, size, service.url))
      times.push(performance.now() - started)
    }
  } finally {
    service.close()
  }
  return { name: 'creates of an apply', sizes, times, peak, growth: growthOf(times) }
}

function applyOf(folder: string, entries: number, url: string): Subject {
  const ledger = join(folder, 'apply.jsonl')
  return {
    name: `apply, ${entries} entries`,
    command: NODE,
    args: [
      CLI,
      'apply',
      fleet(folder, entries),
      '--yes',
      '--base-url',
      url,
      '--ledger',
      ledger,
      '--refresh',
      'never',
      '--settle',
      '0',
    ],
    env: { PPIO_API_KEY: 'sk_of_the_benchmark' },
    cwd: folder,
    prepare: () => rmSync(ledger, { force: true }),
  }
}

/** The least that our promises cost on this machine: for each create a fresh connection and two flushed lines. */
function bareLoop(folder: string, entries: number, url: string): Subject {
  const script = put(
    folder,
    'create.mjs',
    `import { open } from 'node:fs/promises'
import { request } from 'node:http'

const file = await open('bare.jsonl', 'w')
const append = async () => {
  await file.write('x'.repeat(400) + '\\n')
  await file.datasync()
}
const create = (body) =>
  new Promise((resolve, reject) => {
    const headers = { Authorization: 'Bearer sk_of_the_benchmark', 'Content-Type': 'application/json', 'Content-Length': body.length }
    const call = request('${url}/gpu-instance/openapi/v1/gpu/instance/create', { method: 'POST', agent: false, headers }, (answer) => {
      answer.resume().on('end', resolve)
    })
    call.on('error', reject).end(body)
  })
for (let nth = 1; nth <= ${entries}; nth += 1) {
  await append()
  await create(JSON.stringify({ name: 'worker-' + nth, productId: 'p', gpuNum: 1, rootfsSize: 60, imageUrl: 'i', kind: 'gpu' }))
  await append()
}
await file.close()
`,
  )
  return {
    name: `bare Node loop, ${entries} entries`,
    command: NODE,
    args: [script],
    cwd: folder,
  }
}

/** One request each, as the page of the API shows it. */
function curlLoop(folder: string, entries: number, url: string): Subject {
  const script = put(
    folder,
    'create.sh',
    `set -e
for nth in $(seq 1 ${entries}); do
  curl --silent --fail --request POST --url ${url}/gpu-instance/openapi/v1/gpu/instance/create \\
    --header 'Authorization: Bearer sk_of_the_benchmark' --header 'Content-Type: application/json' \\
    --data "{\\"name\\":\\"worker-$nth\\",\\"productId\\":\\"p\\",\\"gpuNum\\":1,\\"rootfsSize\\":60,\\"imageUrl\\":\\"i\\",\\"kind\\":\\"gpu\\"}"
done
`,
  )
  return { name: `curl loop, ${entries} entries`, command: 'sh', args: [script] }
}

function ansibleLoop(folder: string, entries: number, url: string): Subject {
  const book = put(
    folder,
    'create.ansible.yaml',
    `- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - ansible.builtin.uri:
        url: ${url}/gpu-instance/openapi/v1/gpu/instance/create
        method: POST
        headers: { Authorization: Bearer sk_of_the_benchmark }
        body_format: json
        body: { name: "worker-{{ item }}", productId: p, gpuNum: 1, rootfsSize: 60, imageUrl: i, kind: gpu }
      loop: "{{ range(1, ${entries + 1}) | list }}"
`,
  )
  return {
    name: `Ansible uri loop, ${entries} entries`,
    command: 'ansible-playbook',
    args: ['--inventory', 'localhost,', book],
  }
}

const fleet = (folder: string, entries: number): string =>
  put(folder, join('fleets', `${entries}.yaml`), fleetText(entries))
