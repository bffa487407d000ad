import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerJson, createServerWith } from '../support/create-server.ts'
import { runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET =
  'instances:\n  - { name: a, kind: gpu, productId: "26", gpuNum: 1, rootfsSize: 60, imageUrl: x }\n'
const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

const lines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('standard output with --format json', () => {
  it.each([
    ['an unknown flag', ['plan', '--format', 'json', '--onyl', 'a'], 64],
    ['an unknown flag before it', ['validate', '--onyl', 'a', '--format=json'], 64],
    ['an unknown command', ['paln', '--format', 'json'], 64],
    ['an unknown value', ['plan', '--refresh', 'soon', '--format', 'json'], 64],
    ['a file that is not there', ['render', 'nope.yaml', '--format', 'json'], 1],
    ['a selection of nothing', ['plan', 'fleet.yaml', '--only', 'b', '--format', 'json'], 1],
    ['a file that cannot be written', ['vars', '--json-into', 'no/such/file'], 1],
  ])('is one document that says what went wrong: %s', async (_what, args, code) => {
    const cwd = tempDir({ 'fleet.yaml': FLEET, 'instances.yaml': FLEET })
    const run = await runCli(args, { cwd })
    expect(run.code).toBe(code)
    if (!args.join(' ').includes('json-into')) {
      const { error, formatVersion } = JSON.parse(run.stdout)
      expect(formatVersion).toBe('1.0')
      expect(error).toMatchObject({ exitCode: code, message: expect.any(String) })
    }
    expect(run.stderr).toContain('rror')
  })

  it('has the findings of files that are wrong', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET.replace('gpuNum: 1', 'gpuNum: 99') })
    const run = await runCli(['render', 'fleet.yaml', '--format', 'json'], { cwd })
    expect(run.code).toBe(1)
    const document = JSON.parse(run.stdout)
    expect(document.error.exitCode).toBe(1)
    expect(document.diagnostics).toMatchObject([
      { pointer: '/instances/0/gpuNum', file: 'fleet.yaml' },
    ])
    expect(run.stderr).toContain('fleet.yaml:2:')
  })

  it('ends an apply that was refused with a line that says so', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const run = await runCli(['apply', 'fleet.yaml', '--format', 'json'], { cwd, env: KEY })
    expect(run.code).toBe(1)
    expect(lines(run.stdout).at(-1)).toMatchObject({ type: 'error', error: { exitCode: 1 } })
  })

  it('ends an apply with nothing to do with a summary', async () => {
    const server = await createServerWith()
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const args = ['apply', 'fleet.yaml', '--base-url', server.url, '--yes', '--format', 'json']
    await runCli(args, { cwd, env: KEY })
    const secondRun = await runCli(args, { cwd, env: KEY })
    expect(lines(secondRun.stdout).map(({ type }) => type)).toEqual([
      'apply_start',
      'apply_summary',
    ])
  })

  it('is what plan saw and why it refuses, in one document', async () => {
    const server = await createServerWith()
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const args = ['plan', 'fleet.yaml', '--base-url', server.url, '--refresh', 'always']
    const run = await runCli([...args, '--format', 'json'], { cwd, env: KEY })
    expect(run.code).toBe(1)
    expect(JSON.parse(run.stdout)).toMatchObject({
      actions: [{ action: 'create' }],
      error: { exitCode: 1 },
    })
  })
})

describe('standard output with --format github', () => {
  it('is an annotation of the run when the command itself is wrong', async () => {
    const run = await runCli(['validate', '--format', 'github', '--onyl', 'a'], { cwd: tempDir() })
    expect(run.code).toBe(64)
    expect(run.stdout).toMatch(/^::error title=ppi-apply::unknown flag --onyl[^\n]*\n$/)
  })
})

describe('--json-into', () => {
  it('keeps the events of an apply beside its text', async () => {
    const server = await createServerWith()
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const args = ['apply', 'fleet.yaml', '--base-url', server.url, '--yes']
    const run = await runCli([...args, '--json-into', 'events.jsonl'], { cwd, env: KEY })
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('1 created')
    const events = lines(readFileSync(join(cwd, 'events.jsonl'), 'utf8'))
    expect(events.at(-1)).toMatchObject({ type: 'apply_summary', exitCode: 0 })
  })
})

describe('an interrupt', () => {
  it('ends a command that reads with 130 and one document', async () => {
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    // Never answers: the command is sure to be waiting when the signal comes.
    let arrived: () => void = () => {}
    const silent = createServer(() => arrived())
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const args = ['plan', 'fleet.yaml', '--base-url', `http://127.0.0.1:${port}`]
    const run = await runCli([...args, '--format', 'json'], {
      cwd,
      env: KEY,
      onStart: (child) => {
        arrived = () => child.kill('SIGINT')
      },
    })
    silent.closeAllConnections()
    silent.close()
    expect(run).toMatchObject({ code: 130, signal: null })
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { exitCode: 130 } })
  })

  it('ends an apply with a summary of what was made and what was not', async () => {
    const cwd = tempDir()
    const second = FLEET.split('\n')[1]?.replace('name: a', 'name: b') ?? ''
    writeFileSync(join(cwd, 'fleet.yaml'), `${FLEET}${second}\n`)
    let interrupt: () => void = () => {}
    const server = await createServerWith((_call, response) => {
      interrupt()
      setTimeout(() => answerJson(response, 200, { id: 'id-1' }), 300)
    })
    const args = ['apply', 'fleet.yaml', '--base-url', server.url, '--yes', '--format', 'json']
    const run = await runCli(args, {
      cwd,
      env: KEY,
      onStart: (child) => {
        interrupt = () => child.kill('SIGINT')
      },
    })
    expect(run).toMatchObject({ code: 130 })
    expect(server.calls).toHaveLength(1)
    expect(lines(run.stdout).at(-1)).toMatchObject({
      type: 'apply_summary',
      created: [{ name: 'a', id: 'id-1' }],
      skipped: [{ name: 'b' }],
      exitCode: 130,
    })
  })
})
