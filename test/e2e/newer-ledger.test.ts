import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { encode, FORMAT } from '../../src/ledger/codec.ts'
import { ledgerPath, serviceOf } from '../../src/ledger/file-store/ledger-path.ts'
import { readLedger } from '../../src/library.ts'
import { adopted, created, id, opened } from '../support/ledger-records.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

// A colleague's newer ppi-apply writes lines that this one does not know. To delete one is to lose an instance.

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances: [{ name: web }]
`

const LOCK = { id: '0123456789ab', user: 'ci', host: 'elsewhere', pid: 7, command: 'apply' }

/** A ledger whose line 3 is this one, before a last line that is known here. */
async function withLine(line: string, after = `${encode(created({ id: id('i-2') }))}\n`) {
  const { url, requests } = await scriptedService({ list: onePage() })
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const service = serviceOf(new URL(url))
  const path = ledgerPath(cwd, service)
  mkdirSync(dirname(path))
  const known = [opened({ service }), adopted({ id: id('i-1') })]
  const text = known.map((record, at) => `${encode({ ...record, seq: at + 1 })}\n`).join('')
  writeFileSync(path, `${text}${line}\n${after}`)
  const run = (...args: readonly string[]) =>
    runInProcess([...args, '--base-url', url, '--no-color'], { cwd, env: KEY })
  return { path, requests, run }
}

const newer = (format: number): string =>
  JSON.stringify({ v: format, seq: 3, type: 'moved', time: '2027-01-01T00:00:00.000Z' })

/** Every file in the folder of the ledger, and what is in it. */
const filesBeside = (path: string) =>
  readdirSync(dirname(path)).map((name) => [name, readFileSync(join(dirname(path), name), 'utf8')])

const COMMANDS = [
  ['apply', ['apply', 'fleet.yaml', '--yes']],
  ['plan', ['plan', 'fleet.yaml', '--refresh', 'never']],
  ['status', ['status', '--refresh', 'never']],
  ['forget', ['forget', 'web', '--yes']],
  ['adopt', ['adopt', 'web', 'i-9', '--refresh', 'never']],
  ['recover', ['recover', 'fleet.yaml', '--yes']],
  ['unlock', ['unlock', LOCK.id]],
] as const satisfies readonly (readonly [string, readonly string[]])[]

describe('a ledger with a line of a newer ppi-apply', () => {
  it.each(
    [FORMAT + 1, 99].flatMap((format) =>
      COMMANDS.map(([name, args]) => [name, format, args] as const),
    ),
  )('is refused by %s (v %i), and never to be edited', async (name, format, args) => {
    const { path, requests, run } = await withLine(newer(format))
    if (name === 'unlock')
      writeFileSync(`${path}.lock`, `${JSON.stringify({ ...LOCK, time: 'x' })}\n`)
    const before = filesBeside(path)
    const { code, stderr, stdout } = await run(...args)
    expect(`${stdout}${stderr}`).toContain(
      `was written by a newer ppi-apply (line 3: v ${format}, type "moved")`,
    )
    expect(stderr).toContain('Update ppi-apply')
    expect(stderr).not.toMatch(/delete|damaged|adopt NAME/)
    expect(code).toBe(5)
    expect(requests).toEqual([])
    expect(filesBeside(path)).toEqual(before)
  })

  it('is refused by the library', async () => {
    const { path } = await withLine(newer(99))
    await expect(readLedger(path)).rejects.toMatchObject({
      ending: 'ledger',
      message: expect.stringContaining('newer ppi-apply (line 3: v 99, type "moved")'),
    })
  })

  it('says so in the JSON of an error, too', async () => {
    const { run } = await withLine(newer(99))
    const { code, stdout } = await run(
      'plan',
      'fleet.yaml',
      '--refresh',
      'never',
      '--format',
      'json',
    )
    expect(code).toBe(5)
    expect(JSON.stringify(JSON.parse(stdout))).toContain('line 3: v 99')
  })

  // What a newer format calls whole, this program cannot judge: damage is never what it says of such a file.
  it.each([
    ['is cut off at the end', '', '{"v":99,"seq":4,"ty'],
    ['is cut off before another line', '{"v":99,"seq":4,"ty', undefined],
    ['comes behind one that looks damaged', '{"v":1', `${newer(99)}\n`],
    ['comes behind a line of an unknown type', sealedLine(), `${newer(99)}\n`],
    ['is no JSON behind its number', '{"v":99,type=moved}', undefined],
    ['comes behind a conflict marker', '<<<<<<< HEAD', `${newer(99)}\n`],
  ])('is told from damage where the newer line %s', async (_what, line, after) => {
    const { path, run } = await withLine(line, after)
    const before = readFileSync(path, 'utf8')
    const { code, stderr } = await run('apply', 'fleet.yaml', '--yes')
    expect(stderr).toMatch(/newer ppi-apply \(line [34]: v 99/)
    expect(stderr).not.toContain('delete')
    expect(code).toBe(5)
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(readdirSync(dirname(path)).filter((name) => name.includes('.torn-'))).toEqual([])
  })

  it('is told of an emergency file as of the ledger', async () => {
    const { path, run } = await withLine('')
    writeFileSync(`${path}.rescued-1`, `${newer(99)}\n`)
    const { code, stderr } = await run('status', '--refresh', 'never')
    expect(stderr).toContain('.rescued-1 was written by a newer ppi-apply (line 1: v 99')
    expect(stderr).not.toContain('adopt NAME')
    expect(code).toBe(5)
  })

  it('shows no control characters of such a line', async () => {
    const { run } = await withLine(
      JSON.stringify({ v: 99, type: `a\u001b[2J\u202e${'x'.repeat(500)}` }),
    )
    const { stderr } = await run('plan', 'fleet.yaml', '--refresh', 'never')
    expect(stderr).toContain('v 99')
    expect(stderr).not.toMatch(/\u001b|\u202e|x{60}/)
  })
})

/** Intact, of a type that no ppi-apply of this format writes. */
function sealedLine(): string {
  const rest = `${JSON.stringify({ v: 1, type: 'destroyed' }).slice(0, -1)}`
  return `${rest},"crc":"${crc32(rest).toString(16).padStart(8, '0')}"}`
}
