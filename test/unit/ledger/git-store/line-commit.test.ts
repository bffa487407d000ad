import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCommit, encodeCommit } from '../../../../src/ledger/git-store/line-commit.ts'
import { git } from '../../../support/git-remote.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const [tree, parent] = ['4b825dc642cb6eb9a060e54bf8d69288fbee4904', 'f'.repeat(40)]

const bytesOfLine = fc
  .uint8Array({ minLength: 1, maxLength: 200 })
  .filter((bytes) => !bytes.includes(10) && !bytes.includes(0))

const commitOf = (text: string): ReturnType<typeof decodeCommit> => decodeCommit(Buffer.from(text))

describe('the commit of a line', () => {
  it('holds it byte for byte, whatever it is', () => {
    fc.assert(
      fc.property(
        bytesOfLine,
        fc.option(fc.constant(parent), { nil: undefined }),
        (line, before) => {
          const decoded = decodeCommit(encodeCommit({ tree, parent: before, date: 1, line }))
          expect(decoded?.parent).toBe(before)
          expect(Buffer.from(decoded?.line ?? []).equals(line)).toBe(true)
        },
      ),
    )
  })

  it('is the same for the same line behind the same parent', () => {
    const make = () => encodeCommit({ tree, parent, date: 7, line: Buffer.from('{"a":1}') })
    expect(make()).toEqual(make())
  })

  it.each(['', 'a\nb', 'a\0b'])('refuses %j, which is no line', (line) => {
    expect(() => encodeCommit({ tree, parent, date: 7, line: Buffer.from(line) })).toThrow(
      'line feed',
    )
  })

  it.each(['sha1', 'sha256'])('is a sound commit of git, with %s', (format) => {
    const bare = join(tempDir(), 'a.git')
    git('/', ['init', '--quiet', '--bare', `--object-format=${format}`, bare])
    const empty = git(bare, ['hash-object', '-w', '-t', 'tree', '--stdin'], { input: '' })
    const line = Buffer.from(`{"b":"é😀\u2028 ${'x'.repeat(20_000)}"}`)
    const write = ['hash-object', '-w', '-t', 'commit', '--stdin']
    const first = git(bare, write, {
      input: encodeCommit({ tree: empty, parent: undefined, date: 1, line }),
    })
    const second = git(bare, write, {
      input: encodeCommit({ tree: empty, parent: first, date: 2, line }),
    })
    git(bare, ['fsck', '--strict', second])
    expect(git(bare, ['rev-list', '--count', second])).toBe('2')
    expect(git(bare, ['log', '-1', '--format=%B', second])).toBe(`${line}\n`.trimEnd())
  })
})

describe('a commit that is not of a ledger', () => {
  const us = 'author ppi-apply <ppi-apply> 0 +0000\ncommitter ppi-apply <ppi-apply> 0 +0000\n'
  it.each([
    [
      'of somebody else',
      `tree ${tree}\nauthor Me <me@example.com> 1 +0000\ncommitter Me <me@example.com> 1 +0000\n\n{}\n`,
    ],
    ['merges', `tree ${tree}\nparent ${parent}\nparent ${parent}\n${us}\n{}\n`],
    ['is signed', `tree ${tree}\n${us}gpgsig x\n\n{}\n`],
    ['names an encoding', `tree ${tree}\n${us}encoding latin1\n\n{}\n`],
    ['has two lines', `tree ${tree}\n${us}\n{}\n{}\n`],
    ['has no end', `tree ${tree}\n${us}\n{}`],
    ['has no message', `tree ${tree}\n${us}\n`],
    ['has an empty message', `tree ${tree}\n${us}\n\n`],
    ['is nothing', ''],
  ])('is seen where it %s', (_, text) => {
    expect(commitOf(text)).toBeUndefined()
  })

  it('differs from one that is', () => {
    expect(commitOf(`tree ${tree}\n${us}\n{}\n`)).toBeDefined()
  })
})
