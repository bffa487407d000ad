import { describe, expect, it } from 'vitest'
import { gitHttpServer } from '../support/git-http-server.ts'
import { cleanEnvironment, gitRemote, linesOf, openIn, put, setIn } from '../support/git-remote.ts'
import { answer, closedPort, loopback, onRequest } from '../support/loopback.ts'

/** For documentation only: no machine has it. */
const ELSEWHERE = 'http://192.0.2.2:8099'

const HELPER = '!f() { echo username=me; echo password=hunter2; }; f'

describe('credentials', () => {
  it.each([
    ['its address', { url: `${ELSEWHERE}/a.git` }, {}],
    [
      'its address to push to',
      { url: 'https://host.invalid/a', pushurl: `${ELSEWHERE}/a.git` },
      {},
    ],
    ['a short form', { url: 'short:a.git' }, { insteadOf: 'short:' }],
    [
      'a form for pushes',
      { url: 'https://host.invalid/a' },
      { pushInsteadOf: 'https://host.invalid/' },
    ],
    ['the program that connects', { url: `https::${ELSEWHERE}/a.git` }, {}],
  ] as const)('go to no other machine unencrypted, through %s', async (_, remote, rewrite) => {
    const { clone, folder } = gitRemote()
    // A proxy would hear of each connection.
    await using proxy = await loopback(() => {})
    setIn(clone, 'remote "up"', remote)
    setIn(clone, 'credential', { helper: HELPER })
    if (Object.keys(rewrite).length > 0) setIn(clone, `url "${ELSEWHERE}/"`, rewrite)
    const environment = { ...cleanEnvironment(folder), http_proxy: proxy.url }
    await expect(openIn(clone, { address: 'git:up#fleet', environment })).rejects.toMatchObject({
      ending: 'usage',
      message: expect.stringContaining('over plain http://'),
    })
    expect(proxy.received()).toEqual([])
  })

  it('go to no other machine unencrypted, where settings replace an address of the person', async () => {
    const { clone } = gitRemote()
    setIn(clone, `url "${ELSEWHERE}/"`, { insteadOf: 'https://host.invalid/' })
    const address = 'git:https://host.invalid/a#fleet'
    await expect(openIn(clone, { address })).rejects.toThrow('over plain http://')
  })

  it('follow no redirect, whatever the settings say', async () => {
    const { clone, folder } = gitRemote()
    const target = await gitHttpServer({ root: folder })
    await using moved = await loopback((socket) =>
      onRequest(socket, (request) => {
        const path = request.split(' ')[1]?.replace('/a.git', '/remote.git')
        socket.end(answer('302 Found', '', { Location: `${target.url}${path}` }))
      }),
    )
    setIn(clone, 'remote "up"', { url: `${moved.url}/a.git` })
    setIn(clone, `http "${moved.url}/"`, { followRedirects: 'true' })
    setIn(clone, 'http', { followRedirects: 'true' })
    const store = await openIn(clone, { address: 'git:up' })
    await expect(linesOf(store)).rejects.toMatchObject({
      message: expect.stringContaining('no redirect is followed'),
      hint: expect.stringContaining('git remote set-url'),
    })
    await expect(put(store, 1, '{}')).rejects.toThrow('no redirect is followed')
    await store.close()
  })

  it('for this machine go through no proxy', async () => {
    const { clone, folder } = gitRemote()
    const server = await gitHttpServer({ root: folder })
    const proxy = `http://127.0.0.1:${await closedPort()}`
    setIn(clone, 'remote "up"', { url: `${server.url}/remote.git`, proxy })
    setIn(clone, 'http', { proxy })
    const environment = { ...cleanEnvironment(folder), http_proxy: proxy, ALL_PROXY: proxy }
    const store = await openIn(clone, { address: 'git:up', environment })
    expect(await put(store, 1, '{"a":1}')).toBe('put')
    expect(await linesOf(store)).toEqual(['{"a":1}'])
    await store.close()
  })
})
