import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandsIn, controlsIn } from '../support/log-reader.ts'
import type { Run } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { type Scripted, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Texts that act on a log or a terminal where they get there as they are, each with a line of its own in it. */
const ATTACKS = {
  github: '::error::FORGED\n::set-output name=a::FORGED',
  blank: ' \t\u3000::add-mask::FORGED\r::stop-commands::FORGED',
  azure: 'x ##[error]FORGED\nFORGED ##vso[task.setvariable variable=PATH]FORGED',
  teamcity: "##teamcity[buildStatus text='FORGED']",
  gitlab: '\u001b[0Ksection_start:1:a[collapsed=true]\r\u001b[0KFORGED',
  terminal: '\u001b]0;FORGED\u0007\u001b[2J\u009b31m\u0090FORGED\u009c\b\b\nFORGED',
  unseen: 'a\u202eFORGED\u2066\u200b\u2028FORGED\u2029\u0085FORGED\u007f',
} as const

const entry = (fields: Readonly<Record<string, unknown>>) => ({
  name: 'a',
  kind: 'gpu',
  productId: '4090.18c.60g',
  gpuNum: 1,
  rootfsSize: 60,
  imageUrl: 'x',
  ...fields,
})

/** The text in every field that may hold any, and in keys. */
const fleetWith = (text: string): string =>
  JSON.stringify({
    instances: [
      entry({ command: text, envs: [{ key: 'A', value: text }] }),
      entry({ name: 'b', entrypoint: text, productId: text, clusterId: text, networkId: text }),
    ],
  })

const brokenWith = (text: string): string =>
  JSON.stringify({ instances: [entry({ name: text, [text]: 1, gpuNum: text, imageUrl: text })] })

const instanceOf = (text: string) => ({
  id: text,
  name: 'a',
  status: text,
  statusError: { state: text, message: text },
  kind: 'gpu',
  productId: text,
  productName: text,
  clusterId: text,
  gpuNum: '1',
  rootfsSize: '60',
  imageUrl: text,
  command: text,
  portMappings: [{ port: 22, type: 'tcp', endpoint: text }],
  connectComponentType: text,
  sshCommand: text,
  envs: [],
})

const COMMANDS: readonly (readonly string[])[] = [
  ...['text', 'json', 'github', 'sarif'].map((format) => ['validate', '--format', format]),
  ...['text', 'json'].map((format) => ['vars', '--format', format]),
  ...['json', 'yaml', 'curl'].map((format) => ['render', '--format', format]),
  ...['text', 'json', 'markdown'].map((format) => ['plan', '--format', format]),
  ...['text', 'json'].map((format) => ['apply', '--yes', '--settle', '0', '--format', format]),
]

/** Every line of output, with what it is of, that acts on what reads it or was begun by a text from elsewhere. */
function faultsOf(args: readonly string[], { stdout, stderr }: Run): readonly string[] {
  const isYaml = args.includes('yaml')
  return [stdout, stderr].flatMap((text) => {
    // Our own annotations are the one thing that is to act.
    const own = args.includes('github')
      ? text.replaceAll(/^::(?:error|warning|notice) /gm, '')
      : text
    const forged = isYaml ? [] : own.split('\n').filter((line) => /^\s*FORGED/.test(line))
    return [...commandsIn(own), ...controlsIn(own), ...forged].map(
      (fault) => `${args.join(' ')}: ${JSON.stringify(fault)}`,
    )
  })
}

const answersOf = (text: string) => ({
  list: (): Scripted => ({ body: { instances: [instanceOf(text)], total: 1 } }),
  get: (): Scripted => ({ body: instanceOf(text) }),
  products: (): Scripted => ({
    body: { data: [{ id: text, name: text, price: text, inventoryState: text, regions: [text] }] },
  }),
  create: (): Scripted => ({
    status: 400,
    body: { code: 400, reason: text, message: text, metadata: { reason: text } },
  }),
})

describe('a text that logs and terminals act on', () => {
  const text = Object.values(ATTACKS).join('\n')

  it('acts nowhere, wherever it comes from, in any command and format', async () => {
    const service = await scriptedService(answersOf(text))
    const env = { PPIO_API_KEY: 'sk_test_key_1234567890', PPIO_BASE_URL: service.url, TEXT: text }
    const cwd = tempDir({ 'fleet.yaml': fleetWith(text), 'broken.yaml': brokenWith(text) })
    // A path may hold all but a slash and NUL.
    const path = `${text.replaceAll('/', '').slice(0, 100)}.yaml`
    writeFileSync(join(cwd, path), brokenWith(text))
    const faults: string[] = []
    const run = async (...args: readonly string[]): Promise<Run> => {
      const ran = await runInProcess(args, { cwd, env })
      faults.push(...faultsOf(args, ran))
      return ran
    }
    for (const [command = '', ...flags] of COMMANDS) {
      for (const file of ['fleet.yaml', 'broken.yaml']) await run(command, file, ...flags)
      if (command === 'validate') await run(command, path, ...flags)
    }
    for (const file of [path, `${text.slice(0, 60)}/none.yaml`]) {
      await run('plan', file)
      await run('render', file, '--format', 'json')
    }
    await run('status', '--verbose')
    await run('status', '--format', 'json')
    for (const command of ['unlock', 'forget', 'adopt', text]) await run(command, text, text)
    await run('plan', 'fleet.yaml', '--format', text)
    await run('plan', 'fleet.yaml', '--only', text, '--verbose')
    await run('plan', 'fleet.yaml', '--config', text)
    await run('plan', 'fleet.yaml', '--ledger', join(cwd, text, 'ledger'))
    expect(faults).toEqual([])
  })

  it('acts nowhere from a ledger', async () => {
    const cwd = tempDir({ 'fleet.yaml': fleetWith('x') })
    const service = await scriptedService(answersOf(text))
    const env = { PPIO_API_KEY: 'sk_test_key_1234567890', PPIO_BASE_URL: service.url }
    await runInProcess(['apply', 'fleet.yaml', '--yes', '--settle', '0'], { cwd, env })
    const folder = join(cwd, '.ppi-apply')
    mkdirSync(folder, { recursive: true })
    const ledgers = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
    for (const name of ledgers) {
      const written = readFileSync(join(folder, name), 'utf8')
      writeFileSync(
        join(folder, name),
        `${written}${JSON.stringify({ v: 1, type: text, [text]: text })}\n`,
      )
    }
    const faults: string[] = []
    for (const args of [
      ['plan', 'fleet.yaml'],
      ['status'],
      ['apply', 'fleet.yaml', '--yes', '--settle', '0'],
      ['forget', 'a'],
    ]) {
      faults.push(...faultsOf(args, await runInProcess(args, { cwd, env })))
    }
    expect(faults).toEqual([])
  })
})

describe('our own annotations', () => {
  it('are commands, on a log that obeys nothing else', async () => {
    const cwd = tempDir({ 'broken.yaml': brokenWith('::error::x') })
    const { stdout } = await runInProcess(['validate', 'broken.yaml', '--format', 'github'], {
      cwd,
    })
    const lines = stdout.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning) file=broken\.yaml,line=/)
  })
})
