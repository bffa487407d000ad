import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gitHttpServer, type Loss } from '../support/git-http-server.ts'
import {
  cleanEnvironment,
  commitToMain,
  type GitRemote,
  git,
  gitRemote,
  linesOf,
  openIn,
  put,
  setIn,
} from '../support/git-remote.ts'
import { closedPort, loopback, onRequest } from '../support/loopback.ts'
import { STORE_CHECKS } from '../support/store-conformance.ts'

const TOKEN = `basic ${Buffer.from('x-access-token:ghs_secret').toString('base64')}`

/** A remote that is reached over HTTP alone. */
async function served(authorization?: string) {
  const remote = gitRemote()
  const server = await gitHttpServer({
    root: remote.folder,
    ...(authorization === undefined ? {} : { authorization }),
  })
  git(remote.clone, ['remote', 'set-url', 'origin', `${server.url}/remote.git`])
  return { ...remote, server }
}

/** As actions/checkout leaves a clone: one commit deep, with its token in the settings. */
function checkOut({ folder, bare }: GitRemote, url: string): string {
  const clone = join(folder, 'checkout')
  git(folder, ['clone', '--quiet', '--depth=1', `file://${bare}`, clone])
  git(clone, ['remote', 'set-url', 'origin', `${url}/remote.git`])
  return clone
}

describe('a ledger over HTTP', () => {
  it.each(STORE_CHECKS)('$name', ({ check }) =>
    check(async () => {
      const { clone } = await served()
      return () => openIn(clone)
    }, 2),
  )

  it.each([
    [
      'in the settings of the clone',
      (clone: string, url: string) =>
        setIn(clone, `http "${url}/"`, { extraheader: `AUTHORIZATION: ${TOKEN}` }),
    ],
    [
      'in a file that the clone includes for itself',
      (clone: string, url: string) => {
        const path = join(clone, '../credentials.config')
        writeFileSync(path, `[http "${url}/"]\n\textraheader = AUTHORIZATION: ${TOKEN}\n`)
        setIn(clone, `includeIf "gitdir:${clone}/.git"`, { path })
      },
    ],
    [
      'by a helper of the clone',
      (clone: string) =>
        setIn(clone, 'credential', {
          helper: '!f() { echo username=x-access-token; echo password=ghs_secret; }; f',
        }),
    ],
  ])('signs in with what is %s', async (_, signIn) => {
    const remote = gitRemote()
    commitToMain(remote)
    const server = await gitHttpServer({
      root: remote.folder,
      authorization: TOKEN.replace('basic', _.includes('helper') ? 'Basic' : 'basic'),
    })
    const clone = checkOut(remote, server.url)
    signIn(clone, server.url)
    const store = await openIn(clone)
    expect(await put(store, 1, '{"a":1}')).toBe('put')
    expect(await linesOf(store)).toEqual(['{"a":1}'])
    await store.close()
    // A header that is sent twice is refused by some servers.
    expect([...server.authorizations].every((value) => !value.includes(','))).toBe(true)
  })

  it('is proven by two pushes that sign in alike', async () => {
    const { bare, clone, server } = await served(TOKEN)
    setIn(clone, `http "${server.url}/"`, { extraheader: `AUTHORIZATION: ${TOKEN}` })
    const store = await openIn(clone)
    await store.beat('aaaaaaaaaaaa' as never)
    const beat = git(bare, ['rev-parse', 'ppi-apply-ledger-beats'])
    expect(await store.prove()).toEqual({ fit: true })
    expect(git(bare, ['rev-parse', 'ppi-apply-ledger-beats'])).not.toBe(beat)
    await store.close()
  })

  it('signs in once with what `git -c` says to programs that it starts', async () => {
    const { clone, server, folder } = await served(TOKEN)
    const environment = {
      ...cleanEnvironment(folder),
      GIT_CONFIG_PARAMETERS: `'http.extraheader=AUTHORIZATION: ${TOKEN}'`,
    }
    const store = await openIn(clone, { environment })
    expect(await put(store, 1, '{}')).toBe('put')
    expect([...server.authorizations]).toEqual([TOKEN])
    await store.close()
  })

  it('says that it may not sign in, and asks nobody', async () => {
    const { clone } = await served(TOKEN)
    const store = await openIn(clone)
    const told = {
      ending: 'ledger',
      message: expect.stringMatching(
        /^cannot (?:read|write) the ledger .*: it could not sign in to the remote; git says: /,
      ),
    }
    await expect(linesOf(store)).rejects.toMatchObject(told)
    await expect(put(store, 1, '{}')).rejects.toMatchObject(told)
    await store.close()
  })

  it('shows no password of an address', async () => {
    const { clone, server } = await served(TOKEN)
    const url = server.url.replace('//', '//me:hunter2@')
    setIn(clone, 'remote "secret"', { url: `${url}/remote.git` })
    for (const address of ['git:secret', `git:${url}/remote.git`]) {
      const store = await openIn(clone, { address })
      const error = await linesOf(store).catch(String)
      expect(error).toContain('could not sign in')
      expect(`${error} ${store.label}`).not.toMatch(/hunter2|me:|me@/)
      await store.close()
    }
  })

  it('is not reached where nothing answers', async () => {
    const { clone } = gitRemote()
    setIn(clone, 'remote "gone"', { url: `http://127.0.0.1:${await closedPort()}/x.git` })
    const store = await openIn(clone, { address: 'git:gone' })
    await expect(linesOf(store)).rejects.toThrow('the remote cannot be reached')
    await expect(put(store, 1, '{}')).rejects.toThrow('the remote cannot be reached')
    await store.close()
  })

  it('uses the proxy that the environment names', async () => {
    const { clone, folder } = gitRemote()
    await using proxy = await loopback((socket) => onRequest(socket, () => socket.end()))
    const store = await openIn(clone, {
      address: 'git:https://host.invalid/a.git',
      environment: { ...cleanEnvironment(folder), https_proxy: proxy.url },
    })
    await expect(linesOf(store)).rejects.toThrow('cannot read the ledger')
    expect(proxy.received()[0]).toMatch(/^CONNECT host\.invalid:443 /)
    await store.close()
  })
})

describe('a push that is lost on the way', () => {
  /** Tries until it knows, as the log above the stores does: after a doubt it looks whether the line is there. */
  async function surely(
    store: Awaited<ReturnType<typeof openIn>>,
    at: number,
    line: string,
  ): Promise<number> {
    for (let doubts = 0; ; doubts += 1) {
      const result = await put(store, at, line).catch(() => undefined)
      if (result === 'put') return doubts
      const there = (await linesOf(store))[at - 1]
      if (there === line) return doubts
      expect(there).toBeUndefined()
    }
  }

  it.each<[Loss]>([['before'], ['after'], ['late']])('(%s) ends in one line', async (loss) => {
    const { clone, server } = await served()
    const store = await openIn(clone)
    await put(store, 1, '{"a":1}')
    server.lose(loss, loss)
    expect(await surely(store, 2, '{"b":2}')).toBe(loss === 'after' ? 0 : 2)
    await server.arrive()
    expect(await linesOf(store)).toEqual(['{"a":1}', '{"b":2}'])
    await store.close()
  })

  it('arrives late, and finds its place taken by another', async () => {
    const { clone, server } = await served()
    const [one, other] = [await openIn(clone), await openIn(clone)]
    server.lose('late')
    await expect(put(one, 1, '{"one":1}')).rejects.toThrow()
    expect(await put(other, 1, '{"other":1}')).toBe('put')
    await server.arrive()
    const lines = await linesOf(other)
    expect(lines).toEqual(['{"other":1}'])
    expect(await put(one, 1, '{"one":1}')).toBe('taken')
    expect(await linesOf(one)).toEqual(lines)
    await one.close()
    await other.close()
  })

  it('arrives late, when nobody has its place: the ledger goes on behind it', async () => {
    const { clone, server } = await served()
    const store = await openIn(clone)
    server.lose('late')
    await expect(put(store, 1, '{"a":1}')).rejects.toThrow()
    expect(await linesOf(store)).toEqual([])
    await server.arrive()
    expect(await put(store, 1, '{"b":1}')).toBe('taken')
    expect(await linesOf(store)).toEqual(['{"a":1}'])
    await store.close()
  })

  it('is never doubled nor forgotten, over many lines', async () => {
    const { clone, server } = await served()
    const store = await openIn(clone)
    const kinds: readonly Loss[] = ['before', 'after', 'late']
    const lines = Array.from({ length: 60 }, (_, index) => `{"n":${index + 1}}`)
    let doubts = 0
    for (const [index, line] of lines.entries()) {
      if (index % 3 === 0) server.lose(kinds[(index / 3) % 3] ?? 'late')
      doubts += await surely(store, index + 1, line)
      if (index % 5 === 0) await server.arrive()
    }
    await server.arrive()
    expect(doubts).toBeGreaterThan(10)
    const other = await openIn(clone)
    expect(await linesOf(other)).toEqual(lines)
    await store.close()
    await other.close()
  }, 180_000)

  it('is not told as put when the server ends in the middle', async () => {
    const { clone, server } = await served()
    const store = await openIn(clone)
    await put(store, 1, '{"a":1}')
    await server.stop()
    await expect(put(store, 2, '{"b":2}')).rejects.toMatchObject({ ending: 'ledger' })
    await expect(linesOf(store)).rejects.toMatchObject({ ending: 'ledger' })
    await store.close()
  })
})
