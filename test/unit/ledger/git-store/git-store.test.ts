import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it, test } from 'vitest'
import {
  cleanEnvironment,
  type GitRemote,
  git,
  gitRemote,
  linesOf,
  openIn,
  put,
  script,
  setIn,
} from '../../../support/git-remote.ts'
import { STORE_CHECKS } from '../../../support/store-conformance.ts'

const BRANCH = 'ppi-apply-ledger'

/** A program that the remote runs at a push. */
function hook({ bare }: GitRemote, name: string, text: string): void {
  script(join(bare, 'hooks', name), text)
}

/** Ends what receives a push once the branch has moved, before it says so. */
const AFTER = '[ "$1" != committed ] || kill -9 $PPID'

describe('a branch', () => {
  test.each(STORE_CHECKS)('$name', ({ check }) =>
    check(async () => {
      const { clone } = gitRemote()
      return () => openIn(clone)
    }, 2),
  )

  it('shows the lines as messages, and says what it is', async () => {
    const remote = gitRemote()
    const store = await openIn(remote.clone)
    await put(store, 1, '{"a":1}')
    await put(store, 2, '{"b":2}')
    await store.close()
    expect(git(remote.bare, ['log', '--format=%s', BRANCH])).toBe('{"b":2}\n{"a":1}')
    expect(git(remote.bare, ['show', `${BRANCH}:README.md`])).toContain('Do not commit')
  })
})

it('takes the very same line of another writer for taken', async () => {
  const { clone } = gitRemote()
  const [one, other] = [await openIn(clone), await openIn(clone)]
  expect(await put(one, 1, '{"same":1}')).toBe('put')
  // The commits are one and the same, so that there is nothing to push.
  expect(await put(other, 1, '{"same":1}')).toBe('taken')
  await one.close()
  await other.close()
})

describe('a push whose outcome is not known', () => {
  it.each([
    ['is seen where the answer was lost', 'reference-transaction', ['{"a":1}', '{"b":2}'], 'taken'],
    ['is not where it was lost itself', 'pre-receive', ['{"a":1}'], 'put'],
  ] as const)('%s', async (_, name, lines, again) => {
    const remote = gitRemote()
    const store = await openIn(remote.clone)
    await put(store, 1, '{"a":1}')
    hook(remote, name, name === 'pre-receive' ? 'kill -9 $PPID' : AFTER)
    await expect(put(store, 2, '{"b":2}')).rejects.toThrow('cannot write the ledger')
    rmSync(join(remote.bare, 'hooks', name))
    expect(await linesOf(store)).toEqual(lines)
    expect(await put(store, 2, '{"b":2}')).toBe(again)
    expect(await linesOf(store)).toEqual(['{"a":1}', '{"b":2}'])
    await store.close()
  })

  it('is asked again without a look, and found to be there', async () => {
    const remote = gitRemote()
    const store = await openIn(remote.clone)
    hook(remote, 'reference-transaction', AFTER)
    await expect(put(store, 1, '{"a":1}')).rejects.toThrow()
    expect(await put(store, 1, '{"a":1}')).toBe('taken')
    expect(await put(store, 1, '{"other":1}')).toBe('taken')
    await store.close()
  })

  it.each([
    ['after', '"$real" "$@"; kill -9 $$', ['{"a":1}']],
    ['before', 'kill -9 $$', []],
  ] as const)('is one that git was killed %s', async (_, then, lines) => {
    const remote = gitRemote()
    const real = join(git(remote.folder, ['--exec-path']), 'git')
    const bin = join(remote.folder, 'bin')
    const text = `real=${real}; case " $* " in *" push "*) ${then} ;; esac; exec "$real" "$@"`
    script(join(bin, 'git'), text)
    const environment = { ...cleanEnvironment(remote.folder), PATH: `${bin}:${process.env.PATH}` }
    const store = await openIn(remote.clone, { environment })
    await expect(put(store, 1, '{"a":1}')).rejects.toMatchObject({
      ending: 'ledger',
      message: 'git push was killed',
    })
    expect(await linesOf(store)).toEqual(lines)
    await store.close()
  })
})

describe('a remote that refuses', () => {
  it('is quoted, without what could act on a terminal, and is not called taken', async () => {
    const remote = gitRemote()
    const store = await openIn(remote.clone)
    await put(store, 1, '{"a":1}')
    const said = 'echo "GL: you may not push\\033[2J to https://me:hunter2@host/a" >&2; exit 1'
    hook(remote, 'pre-receive', said)
    await expect(put(store, 2, '{"b":2}')).rejects.toMatchObject({
      name: 'UserError',
      ending: 'ledger',
      message:
        'the remote of the ledger git:origin#ppi-apply-ledger refused a line; it says: pre-receive hook declined: GL: you may not push\\u{001b}[2J to https://host/a',
      hint: expect.stringContaining('push to the branch ppi-apply-ledger'),
    })
    expect(await linesOf(store)).toEqual(['{"a":1}'])
    await store.close()
  })

  /** Has the remote unpack lines by a program of its own. */
  function unpackWith({ folder, clone }: GitRemote, text: string): void {
    const [programs, real] = [join(folder, 'programs'), git(folder, ['--exec-path'])]
    script(
      join(programs, 'git'),
      `case "$1" in unpack-objects) ${text} ;; esac; exec ${real}/git "$@"`,
    )
    const receivepack = script(
      join(folder, 'receive'),
      `GIT_EXEC_PATH=${programs} exec ${real}/git receive-pack "$@"`,
    )
    setIn(clone, 'remote "origin"', { receivepack })
  }

  const fullDisk = 'dd if=/dev/zero of=/dev/full bs=1 count=1 >&2; exit 128'

  it.each<[string, (remote: GitRemote) => void, string]>([
    [
      'has a full disk',
      (remote) => unpackWith(remote, fullDisk),
      'the disk of the remote is full; git says: unpacker error',
    ],
    [
      'has a hook for which the disk is full',
      (remote) => hook(remote, 'pre-receive', fullDisk),
      'the disk of the remote is full; git says: pre-receive hook declined',
    ],
    [
      'cannot write to its folder of objects',
      ({ bare }) => {
        git(bare, ['config', 'receive.unpackLimit', '1'])
        rmSync(join(bare, 'objects/pack'), { recursive: true })
        writeFileSync(join(bare, 'objects/pack'), '')
      },
      'the remote cannot write to its own folder; git says: unable to migrate objects',
    ],
    [
      'takes no more than it is told to',
      ({ bare }) => git(bare, ['config', 'receive.maxInputSize', '10']),
      'git says: unpacker error',
    ],
  ])('is no rule about branches where it %s', async (_, spoil, words) => {
    const remote = gitRemote()
    spoil(remote)
    const store = await openIn(remote.clone)
    const error = await put(store, 1, '{"a":1}').catch((reason) => reason)
    expect(error).toMatchObject({ name: 'UserError', ending: 'ledger' })
    expect(error.message).toContain(`cannot write the ledger git:origin#${BRANCH}: ${words}`)
    expect(`${error.message} ${error.hint}`).not.toContain('exempt')
    await store.close()
  })

  it('says that the place is taken where it is, whatever else it says', async () => {
    const remote = gitRemote()
    const [one, other] = [await openIn(remote.clone), await openIn(remote.clone)]
    await put(one, 1, '{"a":1}')
    hook(remote, 'pre-receive', 'exit 1')
    expect(await put(other, 1, '{"b":1}')).toBe('taken')
    await one.close()
    await other.close()
  })

  it('may have a branch that a dead push left locked', async () => {
    const remote = gitRemote()
    const store = await openIn(remote.clone)
    await put(store, 1, '{"a":1}')
    writeFileSync(join(remote.bare, 'refs/heads', `${BRANCH}.lock`), '')
    await expect(put(store, 2, '{"b":2}')).rejects.toThrow(/^cannot write the ledger .*lock/)
    expect(await linesOf(store)).toEqual(['{"a":1}'])
    await store.close()
  })
})
