import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerId, createServerWith } from '../support/create-server.ts'
import { loadedBy } from '../support/loaded-by.ts'
import { CLI, runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET =
  'instances: [{ name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n'

describe('the files of ours that a run reads', () => {
  const ownFiles = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { code, files } = await loadedBy(args, tempDir({ 'fleet.yaml': FLEET }))
    expect(code).toBe(0)
    return files.filter((path) => path.startsWith(dirname(CLI))).map((path) => basename(path))
  }

  const START = ['cli.cjs', 'rolldown-runtime.cjs', 'starting.cjs']

  it.each([[['--version']], [['--help']], [['plan', '--help']]])('are few for %j', async (args) => {
    expect(await ownFiles(...args)).toEqual(START)
  })

  it('are those of a plan for a plan, and no file of what it does without', async () => {
    const read = await ownFiles('plan', 'fleet.yaml', '--refresh', 'never')
    expect(read).toEqual([...START, 'checking.cjs', 'planning.cjs'])
  })

  it('are few for a check', async () => {
    const read = await ownFiles('validate', 'fleet.yaml')
    expect(read).toEqual([...START, 'checking.cjs'])
  })
})

/** A copy of the program with its packages, which can be taken away. */
function copyOfProgram(): string {
  const folder = tempDir()
  cpSync(dirname(CLI), join(folder, 'dist'), { recursive: true })
  symlinkSync(join(dirname(CLI), '../node_modules'), join(folder, 'node_modules'))
  return folder
}

type Answer = NonNullable<Parameters<typeof createServerWith>[0]>

const text = (status: number, body: string): Answer => {
  return (_call, response) => response.writeHead(status).end(body)
}

describe('an apply while an update takes its files away', () => {
  it.each<[string, number, Answer]>([
    ['is done', 0, answerId],
    ['is refused', 1, text(400, '{"reason":"INVALID","message":"余额不足"}')],
    ['gets no answer', 4, (_call, response) => response.destroy()],
    ['fails at the service', 4, text(500, 'oh')],
    ['gets an answer without an id', 4, text(200, '{}')],
  ])('ends as it would where it %s', async (_what, code, answer) => {
    let onCreate = () => {}
    const server = await createServerWith((...given) => {
      onCreate()
      answer(...given)
    })
    const run = async (folder: string) => {
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      const args = ['apply', 'fleet.yaml', '--base-url', server.url, '--yes', '--settle', '0']
      const env = { PPIO_API_KEY: 'sk_test_key_1234567890' }
      const { stdout, stderr, ...ended } = await runCli(args, {
        cwd,
        env,
        cli: join(folder, 'dist/cli.cjs'),
      })
      const name =
        readdirSync(join(cwd, '.ppi-apply')).find((each) => each.endsWith('.jsonl')) ?? ''
      const records = readFileSync(join(cwd, '.ppi-apply', name), 'utf8')
        .trim()
        .split('\n')
      return {
        ...ended,
        printed: `${stdout}${stderr}`.replaceAll(/[0-9a-f]{8,}|\d+/g, '#'),
        records: records.map((line) => JSON.parse(line).type),
      }
    }
    const folder = copyOfProgram()
    const whole = await run(folder)
    onCreate = () => {
      rmSync(join(folder, 'dist'), { recursive: true, force: true })
      rmSync(join(folder, 'node_modules'), { force: true })
    }
    expect(whole.code).toBe(code)
    expect(await run(folder)).toEqual(whole)
  })
})
