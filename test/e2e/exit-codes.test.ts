import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { EXIT_CODES } from '../../src/model/exit-status.ts'
import { answerJson, createServerWith } from '../support/create-server.ts'
import { type Run, type RunOptions, runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { documentIn, eventsIn, type SchemaName } from '../support/schemas.ts'
import { tempDir } from '../support/temp-dir.ts'

const entry = (name: string) =>
  `  - { name: ${name}, kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: x }\n`
const FLEET = `instances:\n${entry('a')}${entry('b')}`
const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }
const REFUSED = { code: 400, reason: 'INVALID_PARAMS', message: 'no', metadata: {} }

type How = (args: readonly string[], options?: Partial<RunOptions>) => Promise<Run>

interface Case {
  readonly what: string
  readonly code: number
  readonly schema: SchemaName
  readonly run: (cli: How, cwd: string) => Promise<Run>
}

const applyTo = (url: string) => ['apply', 'fleet.yaml', '--base-url', url, '--yes'] as const

/** Every way to end, as short as it can be reached. */
const CASES: readonly Case[] = [
  {
    what: 'created everything',
    code: 0,
    schema: 'events',
    run: async (cli) => cli(applyTo((await createServerWith()).url)),
  },
  {
    what: 'valid files',
    code: 0,
    schema: 'diagnostics',
    run: (cli) => cli(['validate', 'fleet.yaml']),
  },
  { what: 'bodies', code: 0, schema: 'render', run: (cli) => cli(['render', 'fleet.yaml']) },
  { what: 'variables', code: 0, schema: 'vars', run: (cli) => cli(['vars', 'fleet.yaml']) },
  {
    what: 'a plan without changes asked for in the exit code',
    code: 0,
    schema: 'plan',
    run: (cli) => cli(['plan', 'fleet.yaml', '--refresh', 'never']),
  },
  ...(['validate', 'render', 'plan', 'apply'] as const).map(
    (command): Case => ({
      what: `${command} of files that are wrong`,
      code: 1,
      schema: (
        { validate: 'diagnostics', render: 'render', plan: 'plan', apply: 'events' } as const
      )[command],
      run: (cli, cwd) => {
        writeFileSync(join(cwd, 'fleet.yaml'), FLEET.replace('gpuNum: 1', 'gpuNum: 99'))
        return cli([command, 'fleet.yaml'], { env: KEY })
      },
    }),
  ),
  {
    what: 'nobody to ask',
    code: 1,
    schema: 'events',
    run: async (cli) => cli(applyTo((await createServerWith()).url).slice(0, -1)),
  },
  {
    what: 'everything rejected',
    code: 1,
    schema: 'events',
    run: async (cli) => {
      const server = await createServerWith((_call, response) => answerJson(response, 400, REFUSED))
      return cli(applyTo(server.url))
    },
  },
  {
    what: 'something to do',
    code: 2,
    schema: 'plan',
    run: (cli) => cli(['plan', 'fleet.yaml', '--refresh', 'never', '--detailed-exitcode']),
  },
  {
    what: 'one rejected',
    code: 3,
    schema: 'events',
    run: async (cli) => {
      const server = await createServerWith((_call, response, nth) =>
        nth === 1 ? answerJson(response, 400, REFUSED) : answerJson(response, 200, { id: 'id-2' }),
      )
      return cli(applyTo(server.url))
    },
  },
  {
    what: 'an answer that was lost',
    code: 4,
    schema: 'events',
    run: async (cli) => {
      const server = await createServerWith((_call, response) => response.destroy())
      return cli(applyTo(server.url))
    },
  },
  {
    what: 'a lock that somebody holds elsewhere',
    code: 5,
    schema: 'events',
    run: async (cli, cwd) => {
      const { url } = await createServerWith()
      mkdirSync(join(cwd, '.ppi-apply'))
      const { host } = new URL(url)
      // A folder in the place of the lock: nobody can take it, whoever runs the test.
      mkdirSync(join(cwd, '.ppi-apply', `${host.replace(':', '_')}.ledger.jsonl.lock`))
      return cli([...applyTo(url), '--ledger', `.ppi-apply/${host.replace(':', '_')}.ledger.jsonl`])
    },
  },
  {
    what: 'a ledger that is damaged',
    code: 5,
    schema: 'plan',
    run: (cli, cwd) => {
      writeFileSync(join(cwd, 'l.jsonl'), 'not a ledger\nat all\n')
      return cli(['plan', 'fleet.yaml', '--ledger', 'l.jsonl', '--refresh', 'never'])
    },
  },
  ...(
    [
      ['plan', 'plan'],
      ['apply', 'events'],
      ['validate', 'diagnostics'],
      ['render', 'render'],
      ['vars', 'vars'],
    ] as const
  ).map(
    ([command, schema]): Case => ({
      what: `an unknown flag of ${command}`,
      code: 64,
      schema,
      run: (cli) => cli([command, '--onyl', 'a']),
    }),
  ),
  {
    what: 'a runtime that breaks under the program',
    code: 70,
    schema: 'plan',
    run: (cli, cwd) => {
      const preload = join(cwd, 'break.mjs')
      const broken = 'globalThis.URL = class { constructor() { throw new TypeError("broken") } }'
      writeFileSync(preload, `${broken}\n`)
      return cli(['plan', 'fleet.yaml'], { env: { NODE_OPTIONS: `--import ${preload}` } })
    },
  },
  {
    what: 'Ctrl-C during an apply',
    code: 130,
    schema: 'events',
    run: async (cli) => {
      let interrupt: () => void = () => {}
      const server = await createServerWith((_call, response) => {
        interrupt()
        setTimeout(() => answerJson(response, 200, { id: 'id-1' }), 200)
      })
      return cli(applyTo(server.url), {
        onStart: (child) => {
          interrupt = () => child.kill('SIGINT')
        },
      })
    },
  },
  {
    what: 'SIGTERM during a plan',
    code: 130,
    schema: 'plan',
    run: async (cli) => {
      let arrived: () => void = () => {}
      // Never answers: the command is sure to be waiting when the signal comes.
      const silent = createServer(() => arrived())
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => {
        silent.closeAllConnections()
        silent.close()
      })
      const { port } = silent.address() as AddressInfo
      return cli(['plan', 'fleet.yaml', '--base-url', `http://127.0.0.1:${port}`], {
        onStart: (child) => {
          arrived = () => child.kill('SIGTERM')
        },
      })
    },
  },
]

describe('exit codes', () => {
  for (const [index, { what, code, schema, run }] of CASES.entries()) {
    const isFirst = CASES.findIndex((one) => one.code === code) === index
    // Text does not need a second process to prove the same number.
    it.each(isFirst ? (['text', 'json'] as const) : (['json'] as const))(
      `are ${code} for ${what}, as %s`,
      async (format) => {
        const cwd = tempDir({ 'fleet.yaml': FLEET })
        const cli: How = (args, options = {}) => {
          const isPlain = options.onStart === undefined && options.env?.NODE_OPTIONS === undefined
          const start = isPlain ? runInProcess : runCli
          return start(
            format === 'json' || !args.includes('render') ? [...args, '--format', format] : args,
            {
              cwd,
              ...options,
              env: { ...KEY, ...options.env },
            },
          )
        }
        const result = await run(cli, cwd)
        expect(result, result.stderr).toMatchObject({ code, signal: null })
        if (format === 'text') return
        if (schema !== 'events') {
          const document = documentIn(schema, result.stdout)
          const { error } = document as { error?: { exitCode: number } }
          if (error !== undefined) expect(error.exitCode).toBe(code)
          else expect([0, 1, 2]).toContain(code)
          return
        }
        const last = eventsIn(result.stdout).at(-1) as {
          exitCode?: number
          error?: { exitCode: number }
        }
        expect(last.exitCode ?? last.error?.exitCode).toBe(code)
      },
    )
  }

  it('are all reached by the cases above, and no others', () => {
    const reached = new Set(CASES.map(({ code }) => code))
    expect(reached).toEqual(new Set(Object.values(EXIT_CODES).map(({ code }) => code)))
  })

  it.each(['--help', 'plan --help'])('are all printed by %s', async (line) => {
    const { stdout, code } = await runCli(line.split(' '), { cwd: tempDir() })
    expect(code).toBe(0)
    for (const { code: number, words } of Object.values(EXIT_CODES)) {
      expect(stdout).toMatch(new RegExp(`^ +${number} +${words.slice(0, 20)}`, 'm'))
    }
  })

  it('stay the same when nobody reads standard output', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const server = await createServerWith()
    const run = await runCli([...applyTo(server.url), '--format', 'json'], {
      cwd,
      env: KEY,
      onStart: (child) => child.stdout?.destroy(),
    })
    expect(run).toMatchObject({ code: 0 })
    expect(server.calls).toHaveLength(2)
  })
})
