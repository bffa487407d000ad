import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/ledger/codec.ts'
import { ledgerPath, serviceOf } from '../../src/ledger/file-store/ledger-path.ts'
import type { Fault } from '../../src/sandbox/faults/faults.ts'
import { adopted, id, opened } from '../support/ledger-records.ts'
import { runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { sandboxWith, startApply } from '../support/running-apply.ts'
import { onePage, type Scripted, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

// What a tired person reads when something went wrong: what is billed, what is not known, what to type next.

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances: [{ name: a }, { name: b }]
`

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

/** A service that nobody asks, and a folder whose ledger holds two instances of the entry web. */
async function withLedger() {
  const { url, requests } = await scriptedService({ list: onePage() })
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const service = serviceOf(new URL(url))
  const path = ledgerPath(cwd, service)
  mkdirSync(dirname(path))
  const text = [opened({ service }), adopted({ id: id('i-1') }), adopted({ id: id('i-2') })]
    .map((entry, at) => `${encode({ ...entry, seq: at + 1 })}\n`)
    .join('')
  writeFileSync(path, text)
  const run = (...args: readonly string[]) =>
    runInProcess([...args, '--base-url', url], { cwd, env: KEY })
  return { cwd, path, requests, run }
}

const lines = (path: string): string[] => readFileSync(path, 'utf8').split('\n')

describe('a ledger that cannot be used', () => {
  it.each([
    [
      'a damaged line in the middle',
      (path: string) => {
        const [first, , ...rest] = lines(path)
        writeFileSync(path, [first, '{"v":1', ...rest].join('\n'))
      },
      [
        'line 2 of the ledger',
        'it may be an instance that is billed',
        'ppi-apply adopt NAME ID --base-url=http',
      ],
    ],
    [
      'a line that was changed by hand',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('"web"', '"wed"')),
      ['was changed after it was written', 'version control or a backup'],
    ],
    [
      'a newer format',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('"v":1', '"v":9')),
      ['was written by a newer ppi-apply (line 1: v 9, type "opened")', 'Update ppi-apply'],
    ],
    [
      'an empty file',
      (path: string) => writeFileSync(path, ''),
      ['is empty, which a ledger never is', 'Restore the file'],
    ],
    [
      'an emergency file that is cut short',
      (path: string) => writeFileSync(`${path}.rescued-1`, '{"v":1,'),
      ['move the file out of this folder, then run "ppi-apply adopt NAME ID --base-url=http'],
    ],
    [
      'a lock of another machine',
      (path: string) =>
        writeFileSync(
          `${path}.lock`,
          `${JSON.stringify({ id: '0123456789ab', user: 'ci', host: 'elsewhere', pid: 7, command: 'apply', time: '2026-11-24T06:00:00.000Z' })}\n`,
        ),
      ['"apply" of ci on elsewhere, process 7', 'ppi-apply unlock 0123456789ab --base-url='],
    ],
    [
      'a lock that is no lock',
      (path: string) => writeFileSync(`${path}.lock`, 'garbage'),
      ['its holder is unknown', 'ppi-apply unlock damaged-'],
    ],
  ])('%s: sends nothing, says so, and what to do', async (_what, spoil, words) => {
    const { requests, path, run } = await withLedger()
    spoil(path)
    const { code, stderr } = await run('apply', 'fleet.yaml', '--yes')
    expect(code).toBe(5)
    for (const text of [...words, 'Nothing was sent.']) expect(stderr).toContain(text)
    expect(requests).toEqual([])
  })

  it.each([
    ['plan', ['plan', 'fleet.yaml', '--refresh', 'never']],
    ['status', ['status', '--refresh', 'never']],
    ['forget', ['forget', 'web', '--yes']],
  ])('is told by %s too, with the command for this very ledger', async (_what, args) => {
    const { path, run } = await withLedger()
    const [first, , ...rest] = lines(path)
    writeFileSync(path, [first, '{"v":1', ...rest].join('\n'))
    const { code, stderr } = await run(...args, '--ledger', path)
    expect(code).toBe(5)
    expect(stderr).toMatch(/"ppi-apply adopt NAME ID --base-url=http\S+ --ledger=\S+"/)
  })

  it('of another service names that service', async () => {
    const { cwd, path } = await withLedger()
    const args = ['apply', 'fleet.yaml', '--sandbox', '--ledger', path]
    const { code, stderr } = await runInProcess(args, { cwd })
    expect(code).toBe(5)
    expect(stderr).toMatch(/was made with 127\.0\.0\.1:\d+, but this run is for sandbox/)
    expect(stderr).toMatch(/Nothing was sent.*--base-url http:\/\/127\.0\.0\.1/)
  })

  it('with a part of its path that is a file says that', async () => {
    const { cwd, run } = await withLedger()
    writeFileSync(join(cwd, 'file'), '')
    const { code, stderr } = await run('apply', 'fleet.yaml', '--ledger', 'file/l.jsonl')
    expect(code).toBe(5)
    expect(stderr).toContain('a part of its path is a file, not a folder')
    expect(stderr).toContain('--ledger FILE')
  })
})

describe('a ledger that was mended', () => {
  it('says what became of a last line that is not whole, and goes on', async () => {
    const { path, run } = await withLedger()
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"v":1,"seq":9`)
    const { code, stderr } = await run('forget', 'web', 'i-2', '--yes')
    expect(code).toBe(0)
    expect(stderr).toContain('is not whole, and was set aside')
    expect(stderr).toContain('.torn-')
    expect(stderr).toContain('looked up before anything is sent')
  })

  it('does not let a lock that cannot be given back hide how the run ended', async () => {
    let path = ''
    let lists = 0
    let isMoved = false
    const { sandbox } = await sandboxWith({
      onRequest: ({ operation, phase }) => {
        if (operation !== 'list' || phase !== 'received') return
        lists += 1
        // The third look is the closing one: everything is recorded.
        if (sandbox.instances().length === 2 && lists > 1 && !isMoved) {
          isMoved = true
          renameSync(dirname(path), `${dirname(path)}-moved`)
          writeFileSync(dirname(path), 'a file in its place')
        }
      },
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    path = ledgerPath(cwd, serviceOf(new URL(sandbox.url)))
    const { code, output } = await startApply(sandbox, cwd).end()
    expect(code).toBe(0)
    expect(output).toContain('cannot unlock the ledger')
    expect(output).toContain('The next run on this machine takes the lock over.')
    expect(output).toContain('2 created, 0 not created, 0 in doubt')
  })
})

describe('an entry in doubt', () => {
  it('is shown with commands that work as they stand, flags included', async () => {
    const fault: Fault = { fault: 'reset', at: 'before' }
    const { sandbox } = await sandboxWith({ faults: [{ on: 'create', do: fault }] })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const env = { PPIO_API_KEY: sandbox.apiKey }
    const where = ['--base-url', sandbox.url, '--ledger', 'my ledger.jsonl']
    const args = ['apply', 'fleet.yaml', '--yes', '--settle=0', ...where]
    const run = await runInProcess(args, { cwd, env })
    expect(run.code).toBe(4)
    expect(run.stdout).toContain('it may exist and cost money')
    expect(run.stdout).toContain('Not tried, and not billed: b')
    const shown = /if it was not made: ppi-apply (forget a .*)/.exec(run.stdout)?.[1] ?? ''
    expect(shown).toContain("--ledger='my ledger.jsonl'")
    const words = shown.split(/ (?=--)| (?=a$)/).flatMap((word) => word.split(/^(forget) /))
    const pasted = words.filter((word) => word !== '').map((word) => word.replaceAll("'", ''))
    const forgotten = await runInProcess([...pasted, '--yes'], { cwd, env })
    expect(forgotten).toMatchObject({ code: 0, stdout: expect.stringContaining('not made') })
  })

  it('without a name and without a marker is told by what came since', async () => {
    const fault: Fault = { fault: 'reset', at: 'before' }
    const { sandbox } = await sandboxWith({ faults: [{ on: 'create', do: fault }] })
    const cwd = tempDir({
      'fleet.yaml': FLEET.replace('{ name: a }, { name: b }', '{}'),
      'ppi-apply.config.yaml': 'marker: false',
    })
    const apply = () =>
      runInProcess(['apply', 'fleet.yaml', '--yes', '--settle=0', '--base-url', sandbox.url], {
        cwd,
        env: { PPIO_API_KEY: sandbox.apiKey },
      })
    expect(await apply()).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('the account shows no instance made by it so far'),
    })
    const same = { productId: '4090.18c.60g', gpuNum: 1, rootfsSize: 60, imageUrl: 'pytorch:2.7' }
    const [id] = sandbox.meanwhile({ change: 'twin', name: '', ...same })
    expect(await apply()).toMatchObject({
      code: 4,
      stdout: expect.stringContaining(`${id} came since, but is not surely what was made`),
    })
  })
})

describe('a refusal', () => {
  /** What apply says when the create calls are answered like this, one after the other. */
  async function refused(...answers: readonly Scripted[]): Promise<string> {
    const { url } = await scriptedService({
      list: onePage(),
      create: (_, nth) => answers[nth - 1] ?? { body: { id: 'i-9' } },
    })
    const names = answers.map((_, at) => `{ name: r${at + 1} }`).join(', ')
    const cwd = tempDir({ 'fleet.yaml': FLEET.replace('{ name: a }, { name: b }', names) })
    const args = ['apply', 'fleet.yaml', '--yes', '--settle=0', '--base-url', url]
    const run = await runInProcess(args, { cwd, env: KEY })
    expect(run.code).toBe(1)
    expect(run.stdout).toContain('Not created, and not billed:')
    expect(run.stdout).toContain('run the same command again')
    return run.stdout
  }

  it('of an entry gives the reason of the service, and advice where the reason is known', async () => {
    const said = await refused(
      { status: 400, body: { reason: 'INSUFFICIENT_RESOURCE', message: 'no', requestId: 'rq-1' } },
      { status: 400, body: { error: { code: 'X_Y', message: 'odd' } } },
      { status: 400, body: { error: 'odd thing' } },
      { status: 400, body: {} },
    )
    for (const text of ['free stock', 'request rq-1', 'X_Y: odd', 'HTTP 400: odd thing']) {
      expect(said).toContain(text)
    }
    expect(said).toContain('HTTP 400 Bad Request, without an explanation')
  })

  it('of the account stops the run, and says what the account needs', async () => {
    const body = { reason: 'BALANCE_NOT_ENOUGH', message: 'no' }
    const said = await refused({ status: 400, body }, { body: {} })
    expect(said).toContain('Stopped, since the service refuses the account')
    expect(said).toContain('top up')
    expect(said).toContain('Not tried, and not billed: r2')
  })
})

describe('--wait', () => {
  it('that is interrupted leaves everything recorded, and status shows it though the get call fails', async () => {
    const made: object[] = []
    const { url } = await scriptedService({
      list: () => ({ body: { instances: made, total: made.length } }),
      get: () => ({ status: 403, body: { code: 403, reason: 'FORBIDDEN', message: 'no' } }),
      create: ({ name }, nth) => {
        made.push({ id: `i-${nth}`, name, status: 'pulling' })
        return { body: { id: `i-${nth}` } }
      },
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const common = ['--base-url', url]
    const run = await runCli(['apply', 'fleet.yaml', '--yes', '--wait', ...common], {
      cwd,
      env: KEY,
      onStart: (child) => {
        child.stdout?.on('data', (text: string) => {
          if (text.includes('b  pulling')) child.kill('SIGINT')
        })
      },
    })
    expect(run.code).toBe(130)
    expect(run.stdout).toContain('Not running yet. Created anyway: each costs money.')
    expect(run.stdout).toContain(`ppi-apply status --base-url=${url}`)
    expect(run.stdout).toContain('2 created, 0 not created, 0 in doubt')
    const status = await runInProcess(['status', ...common], { cwd, env: KEY })
    expect(status.stdout).toMatch(/a +i-1 +pulling/)
    expect(status.stdout).toContain('how to connect is not known: HTTP 403')
  })
})
