import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readVariables } from '../../../src/config/variable-file.ts'
import { UserError } from '../../../src/model/user-error.ts'

let folder: string

/** Windows has no pipes, devices or modes of this kind. */
const SOURCE = { namedBy: 'person', root: process.cwd() } as const

const onPosix = test.runIf(process.platform !== 'win32')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ppi-apply-env-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const written = (content: string | Uint8Array, name = 'run.env'): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const read = async (content: string | Uint8Array) => readVariables({}, [written(content)], SOURCE)

const refusal = async (path: string): Promise<UserError> => {
  const failure = await readVariables({}, [path], SOURCE).catch((error: unknown) => error)
  if (!(failure instanceof UserError)) throw new Error('the file was not refused')
  return failure
}

describe('readVariables', () => {
  test('prefers the environment to the files, and a later file to an earlier one', async () => {
    const first = written('A=first\nB=first\nC=first\n', 'first.env')
    const second = written('A=second\nB=second\n', 'second.env')
    const { lookup, names } = await readVariables({ A: 'environment' }, [first, second], SOURCE)
    expect(['A', 'B', 'C', 'D'].map(lookup)).toEqual(['environment', 'second', 'first', undefined])
    expect([...names()].sort()).toEqual(['A', 'B', 'C'])
  })

  test('takes an empty value for a value', async () => {
    const { lookup } = await readVariables({ A: '' }, [written('A=x\nB=\n')], SOURCE)
    expect([lookup('A'), lookup('B')]).toEqual(['', ''])
  })

  test('knows no variable that an object merely inherits', async () => {
    const { lookup } = await readVariables({}, [], SOURCE)
    expect(['toString', '__proto__', 'constructor'].map(lookup)).toEqual(Array(3).fill(undefined))
  })

  test.each([
    ['CRLF', 'A=1\r\n\r\nB=2\r\n'],
    ['a byte order mark', '\uFEFFA=1\nB=2'],
    ['lines of spaces', 'A=1\n  \n\t\nB=2\n  '],
    [
      'lines of a quoted value that look like none',
      'A=1\nPEM="-----BEGIN\nhunter2\n=\n-----END"\nB=2',
    ],
    ['comments that are set in', 'A=1\n  # comment\nB=2'],
    ['export after a line of spaces', 'A=1\n  \nexport B=2'],
  ])('reads a file with %s', async (_, content) => {
    const { lookup } = await read(content)
    expect([lookup('A'), lookup('B')]).toEqual(['1', '2'])
  })

  test.each([
    ['A=1\nhunter2\nB=2', 2],
    ['A=1\nhunter2', 2],
    ['hunter2', 1],
    ['A=1\n=hunter2\nB=2', 2],
    ['A=1\n\n  =hunter2\nB=2', 3],
    ['KEY=-----BEGIN\nhunter2\n-----END', 2],
  ])('refuses the line of %j that sets nothing, without quoting it', async (content, line) => {
    const { message, hint } = await refusal(written(content))
    expect(message).toContain(`, line ${line}, is not NAME=value`)
    expect(`${message}${hint}`).not.toContain('hunter2')
  })

  onPosix('refuses a named pipe at once, since nobody may ever write to it', async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    const { message, hint } = await refusal(path)
    expect(message).toBe(`The variable file ${path} is a named pipe`)
    expect(hint).toContain('--var-file <(command)')
  })

  test.each([
    ['UTF-16, little end first', new Uint8Array([0xff, 0xfe, 0x41, 0]), 'is UTF-16'],
    ['UTF-16, big end first', new Uint8Array([0xfe, 0xff, 0, 0x41]), 'is UTF-16'],
    [
      'bytes that are no UTF-8',
      new Uint8Array([0x41, 0x3d, 0x0a, 0xc3, 0x28]),
      ', line 2, is not valid UTF-8',
    ],
    ['more than a mebibyte', new Uint8Array(1_048_577).fill(0x41), 'is larger than 1 MiB'],
  ])('refuses %s', async (_, content, message) => {
    expect((await refusal(written(content))).message).toContain(message)
  })

  onPosix('refuses a device that never ends', async () => {
    expect((await refusal('/dev/zero')).message).toBe(
      'The variable file /dev/zero is larger than 1 MiB',
    )
  })

  test('says what is wrong with a path', async () => {
    expect((await refusal(join(folder, 'none'))).message).toMatch(/none does not exist$/)
    mkdirSync(join(folder, 'sub'))
    expect((await refusal(join(folder, 'sub'))).message).toMatch(/sub is a folder$/)
    expect((await refusal(join(written(''), 'below'))).message).toMatch(/below does not exist$/)
  })

  onPosix('says that a file may not be read', async () => {
    const path = written('A=1')
    chmodSync(path, 0)
    const me = process.geteuid?.()
    // The superuser may read everything, so the test stops being one.
    if (me === 0) process.seteuid?.(65534)
    try {
      expect((await refusal(path)).message).toMatch(/may not be read$/)
    } finally {
      if (me === 0) process.seteuid?.(0)
    }
  })
})
