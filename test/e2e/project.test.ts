import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const entry = (name: string) =>
  `instances: [{ name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x }]\n`

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890', HOME: '/nowhere/at/all' }

/** A service whose list never shows what was made, and the creates that it took. */
async function forgetfulService() {
  const creates: string[] = []
  const { url } = await scriptedService({
    list: onePage(),
    get: (id) => ({ body: { id, name: creates[Number(id.slice(2)) - 1], status: 'running' } }),
    create: ({ name }, nth) => {
      creates.push(String(name))
      return { body: { id: `i-${nth}` } }
    },
  })
  const start = (cwd: string, ...args: readonly string[]) =>
    runInProcess(['apply', ...args, '--yes', '--settle=0', `--base-url=${url}`], { cwd, env: KEY })
  return { url, creates, start }
}

const ledgerIn = (folder: string): string => join(folder, '.ppi-apply')

describe('the project', () => {
  it('has one ledger for its root and the folders below', async () => {
    const root = tempDir({ '.git/HEAD': '', 'fleet.yaml': entry('a'), 'sub/file': '' })
    const { start, creates } = await forgetfulService()
    expect(await start(root, 'fleet.yaml')).toMatchObject({ code: 0 })
    expect(await start(join(root, 'sub'), '../fleet.yaml')).toMatchObject({ code: 0 })
    expect(creates).toEqual(['a'])
    expect(existsSync(ledgerIn(join(root, 'sub')))).toBe(false)
  })

  it.each([
    [['sub', '.'], 'a folder first, then the root'],
    [['sub', 'other'], 'one folder first, then the one beside it'],
    [['sub/deep', 'sub', '.'], 'the deepest folder first'],
  ])('has one ledger in whatever order its folders are started in: %s', async (folders) => {
    const root = tempDir({
      '.git/HEAD': '',
      'fleet.yaml': entry('a'),
      'sub/deep/file': '',
      'other/file': '',
    })
    const { start, creates } = await forgetfulService()
    for (const folder of folders) {
      const run = await start(join(root, folder), join(root, 'fleet.yaml'))
      expect(run).toMatchObject({ code: 0 })
    }
    expect(creates).toEqual(['a'])
    expect(existsSync(ledgerIn(root))).toBe(true)
  })

  it('has its ledger beside the config file, which is found from the folders below', async () => {
    const root = tempDir({
      '.git/HEAD': '',
      'team/ppi-apply.config.yaml': 'files: fleets/all.yaml\n',
      'team/fleets/all.yaml': entry('a'),
      'team/fleets/deep/file': '',
    })
    const { start, creates } = await forgetfulService()
    expect(await start(join(root, 'team', 'fleets', 'deep'))).toMatchObject({ code: 0 })
    expect(await start(join(root, 'team'))).toMatchObject({ code: 0 })
    expect(creates).toEqual(['a'])
    expect(existsSync(ledgerIn(join(root, 'team')))).toBe(true)
  })

  it.each([
    ['its config', 'ledger: team.jsonl\n', {}],
    ['the environment', 'files: fleet.yaml\n', { PPI_APPLY_LEDGER: 'team.jsonl' }],
  ])(
    'keeps what is played in the sandbox out of the ledger that %s names',
    async (_, config, env) => {
      const root = tempDir({ 'ppi-apply.config.yaml': config, 'fleet.yaml': entry('a') })
      const play = (...more: readonly string[]) =>
        runInProcess(['apply', 'fleet.yaml', '--yes', '--sandbox', ...more], { cwd: root, env })
      expect(await play()).toMatchObject({ code: 0 })
      expect(existsSync(join(root, 'team.jsonl'))).toBe(false)
      expect(await play('--ledger=mine.jsonl')).toMatchObject({ code: 0 })
      expect(existsSync(join(root, 'mine.jsonl'))).toBe(true)
    },
  )

  it('gets no second ledger by init in a folder below one that has one, which says so', async () => {
    const root = tempDir({ '.git/HEAD': '', '.ppi-apply/.gitignore': '', 'sub/file': '' })
    const init = () => runInProcess(['init'], { cwd: join(root, 'sub'), env: KEY })
    const { code, stdout } = await init()
    expect(code).toBe(0)
    expect(stdout).toContain(`the ledger of runs here is in ${ledgerIn(root)}`)
    expect(existsSync(join(root, 'sub', 'instances.yaml'))).toBe(true)
    expect(existsSync(ledgerIn(join(root, 'sub')))).toBe(false)
    expect(existsSync(join(ledgerIn(root), '.gitattributes'))).toBe(true)
  })

  it('takes nothing from beyond its repository', async () => {
    const root = tempDir({
      'ppi-apply.config.yaml': 'files: [nothing.yaml]\n',
      '.ppi-apply/.gitignore': '',
      'project/.git/HEAD': '',
      'project/sub/instances.yaml': entry('a'),
    })
    const sub = join(root, 'project', 'sub')
    const { start, creates } = await forgetfulService()
    expect(await start(sub)).toMatchObject({ code: 0 })
    expect(creates).toEqual(['a'])
    expect(existsSync(ledgerIn(join(root, 'project')))).toBe(true)
    expect(readdirSync(ledgerIn(root))).toEqual(['.gitignore'])
  })

  it('is found outside of a repository too, up to the home folder', async () => {
    const home = tempDir({
      '.ppi-apply/.gitignore': '',
      'work/.ppi-apply/.gitignore': '',
      'work/fleet.yaml': entry('a'),
      'work/sub/file': '',
    })
    const { url } = await forgetfulService()
    const cwd = join(home, 'work', 'sub')
    const args = ['apply', '../fleet.yaml', '--yes', '--settle=0', `--base-url=${url}`]
    expect(await runInProcess(args, { cwd, env: { ...KEY, HOME: home } })).toMatchObject({
      code: 0,
    })
    expect(existsSync(ledgerIn(cwd))).toBe(false)
    const secondRun = await runInProcess(['status', '--format=json', `--base-url=${url}`], {
      cwd: join(home, 'work'),
      env: { ...KEY, HOME: home },
    })
    expect(secondRun.stdout).toContain('"i-1"')
  })

  it('shares the sandbox as well', async () => {
    const root = tempDir({ '.git/HEAD': '', 'fleet.yaml': entry('a'), 'sub/file': '' })
    mkdirSync(ledgerIn(root))
    const start = (cwd: string, file: string) =>
      runInProcess(['apply', file, '--yes', '--sandbox'], { cwd, env: KEY })
    expect((await start(join(root, 'sub'), '../fleet.yaml')).stdout).toContain('created')
    const second = await start(root, 'fleet.yaml')
    expect(second).toMatchObject({ code: 0 })
    expect(second.stdout).not.toContain('created')
  })

  it('writes down which file defines an entry, from its root', async () => {
    const root = tempDir({ '.git/HEAD': '', 'sub/fleets/dev.yaml': entry('a') })
    mkdirSync(ledgerIn(root))
    const { start, url } = await forgetfulService()
    await start(join(root, 'sub'), 'fleets/dev.yaml')
    const name = `${new URL(url).host.replace(':', '_')}.ledger.jsonl`
    const lines = readFileSync(join(ledgerIn(root), name), 'utf8')
    expect(lines).toContain('"file":"sub/fleets/dev.yaml"')
  })
})

describe('a second ledger in the project', () => {
  it('is not begun beside one that holds instances of this account', async () => {
    const root = tempDir({
      '.git/HEAD': '',
      'sub/fleet.yaml': entry('a'),
      'sub/.ppi-apply/.gitignore': '',
    })
    const { start, creates, url } = await forgetfulService()
    expect(await start(join(root, 'sub'), 'fleet.yaml')).toMatchObject({ code: 0 })
    const second = await start(root, 'sub/fleet.yaml')
    expect(second).toMatchObject({ code: 5 })
    expect(second.stderr).toContain(ledgerIn(join(root, 'sub')))
    const plan = await runInProcess(['plan', 'sub/fleet.yaml', `--base-url=${url}`], {
      cwd: root,
      env: KEY,
    })
    expect(plan.code).toBe(5)
    expect(creates).toEqual(['a'])
    expect(existsSync(ledgerIn(root))).toBe(false)
  })

  it('stops a run while it holds an attempt without an outcome', async () => {
    const root = tempDir({ '.git/HEAD': '', 'x.yaml': entry('x'), 'sub/fleet.yaml': entry('a') })
    const { url } = await scriptedService({ create: () => ({ status: 500, body: {} }) })
    const start = (cwd: string, file: string, ...more: readonly string[]) =>
      runInProcess(['apply', file, '--yes', '--settle=0', `--base-url=${url}`, ...more], {
        cwd,
        env: KEY,
      })
    expect(await start(join(root, 'sub'), 'fleet.yaml')).toMatchObject({ code: 4 })
    const named = await start(root, 'sub/fleet.yaml', '--ledger=mine.jsonl')
    expect(named).toMatchObject({ code: 5 })
    expect(named.stderr).toContain('attempts without an outcome: a')
  })

  /** A service that takes each create and never answers it, and shows nothing of it. */
  async function speechlessService() {
    const { url, requests } = await scriptedService({
      list: onePage(),
      create: () => ({ status: 500, body: {} }),
    })
    const start = (cwd: string, ...args: readonly string[]) =>
      runInProcess(['apply', ...args, '--yes', '--settle=0', `--base-url=${url}`], {
        cwd,
        env: KEY,
      })
    const creates = () => requests.filter((request) => request.includes('/create')).length
    return { start, creates, url }
  }

  it.each([
    ['in a folder below', 'sub', ['../fleet.yaml'], 'sub/.ppi-apply'],
    ['that a run was given by name', '.', ['fleet.yaml', '--ledger=mine.jsonl'], 'mine.jsonl'],
    ['named so, in a folder below', 'sub', ['../fleet.yaml', '--ledger=x.jsonl'], 'sub/x.jsonl'],
  ])('stops a run while one %s holds an attempt of its entries', async (_, folder, words, at) => {
    const root = tempDir({
      '.git/HEAD': '',
      'fleet.yaml': entry('a'),
      'other.yaml': entry('b'),
      'sub/file': '',
    })
    const { start, creates } = await speechlessService()
    if (at.startsWith('sub/.ppi')) mkdirSync(join(root, at))
    expect(await start(join(root, folder), ...words)).toMatchObject({ code: 4 })
    const refused = await start(root, 'fleet.yaml')
    expect(refused).toMatchObject({ code: 5 })
    expect(refused.stderr).toContain(`another ledger of this account, ${join(root, at)}`)
    expect(refused.stderr).toContain('holds attempts without an outcome: a')
    expect(refused.stderr).toContain(`--ledger ${join(root, at)}`)
    expect(creates()).toBe(1)
    // What is in doubt there is no entry of this fleet.
    expect(await start(root, 'other.yaml')).toMatchObject({ code: 4 })
    expect(creates()).toBe(2)
  })

  it('stops a run while one in a folder below holds instances of its entries', async () => {
    const root = tempDir({
      '.git/HEAD': '',
      'fleet.yaml': entry('a'),
      'other.yaml': entry('b'),
      'sub/.ppi-apply/.gitignore': '',
    })
    const { start, creates } = await forgetfulService()
    expect(await start(root, 'other.yaml')).toMatchObject({ code: 0 })
    expect(await start(join(root, 'sub'), '../fleet.yaml', '--ledger=mine.jsonl')).toMatchObject({
      code: 0,
    })
    const refused = await start(root, 'fleet.yaml')
    expect(refused).toMatchObject({ code: 5 })
    expect(refused.stderr).toContain(join(root, 'sub', 'mine.jsonl'))
    expect(await start(root, 'other.yaml')).toMatchObject({ code: 0 })
    expect(await start(root, 'fleet.yaml', '--ledger=sub/mine.jsonl')).toMatchObject({ code: 0 })
    expect(creates).toEqual(['b', 'a'])
  })

  it('stops a run while one above holds instances of its entries, also where its own is not new', async () => {
    const root = tempDir({
      '.git/HEAD': '',
      'fleet.yaml': entry('a'),
      'other.yaml': entry('b'),
      'sub/.ppi-apply/.gitignore': '',
    })
    const { start, creates } = await forgetfulService()
    expect(await start(join(root, 'sub'), '../other.yaml')).toMatchObject({ code: 0 })
    mkdirSync(ledgerIn(root))
    expect(await start(root, 'fleet.yaml')).toMatchObject({ code: 0 })
    const refused = await start(join(root, 'sub'), '../fleet.yaml')
    expect(refused).toMatchObject({ code: 5 })
    expect(refused.stderr).toContain(ledgerIn(root))
    expect(await start(join(root, 'sub'), '../other.yaml')).toMatchObject({ code: 0 })
    expect(creates).toEqual(['b', 'a'])
  })

  it('of another fleet does not stop a run, not even a damaged one', async () => {
    const root = tempDir({
      '.git/HEAD': '',
      'one/fleet.yaml': entry('a'),
      'one/.ppi-apply/.gitignore': '',
      'two/fleet.yaml': entry('b'),
      'two/.ppi-apply/.gitignore': '',
      'three/.ppi-apply/x.ledger.jsonl': '<<<<<<< ours\n{}\n',
    })
    const { start } = await speechlessService()
    expect(await start(join(root, 'one'), 'fleet.yaml')).toMatchObject({ code: 4 })
    expect(await start(join(root, 'two'), 'fleet.yaml')).toMatchObject({ code: 4 })
  })

  it('is refused for another name of the same address', async () => {
    const root = tempDir({ '.git/HEAD': '', 'fleet.yaml': entry('a') })
    const { start, creates, url } = await forgetfulService()
    expect(await start(root, 'fleet.yaml')).toMatchObject({ code: 0 })
    const other = url.replace('127.0.0.1', 'localhost')
    const run = await runInProcess(
      ['apply', 'fleet.yaml', '--yes', '--settle=0', `--base-url=${other}`],
      { cwd: root, env: KEY },
    )
    expect(run).toMatchObject({ code: 5 })
    expect(run.stderr).toContain(`knows the service as ${new URL(url).host}`)
    expect(creates).toEqual(['a'])
  })

  it('is shared by the names of one service, and two of them are to be joined', async () => {
    const root = tempDir({ '.git/HEAD': '', 'fleet.yaml': entry('a') })
    const { start, url } = await forgetfulService()
    await start(root, 'fleet.yaml')
    const made = join(ledgerIn(root), `${new URL(url).host.replace(':', '_')}.ledger.jsonl`)
    const lines = readFileSync(made, 'utf8').split('\n')
    const known = lines.filter((line) => line !== '' && !line.includes('"type":"opened"'))
    const folder = tempDir({ '.git/HEAD': '', 'fleet.yaml': entry('a') })
    mkdirSync(ledgerIn(folder))
    const alias = join(ledgerIn(folder), 'api.ppio.com.ledger.jsonl')
    writeFileSync(alias, `${known.join('\n')}\n`)
    const plan = () =>
      runInProcess(['plan', 'fleet.yaml', '--refresh=never', '--format=json'], {
        cwd: folder,
        env: KEY,
      })
    expect(JSON.parse((await plan()).stdout)).toMatchObject({ actions: [{ action: 'no-op' }] })
    writeFileSync(join(ledgerIn(folder), 'api.ppinfra.com.ledger.jsonl'), readFileSync(alias))
    const both = await plan()
    expect(both.code).toBe(5)
    expect(both.stderr).toContain('cat ')
  })

  it('of another key is not what is told first when the key itself is refused', async () => {
    const root = tempDir({ '.git/HEAD': '', 'fleet.yaml': entry('a') })
    let isRefused = false
    const { url } = await scriptedService({
      list: (page) => (isRefused ? { status: 401, body: { code: 401 } } : onePage()(page)),
      create: () => ({ body: { id: 'i-1' } }),
    })
    const start = (key: string) =>
      runInProcess(['apply', 'fleet.yaml', '--yes', '--settle=0', `--base-url=${url}`], {
        cwd: root,
        env: { ...KEY, PPIO_API_KEY: key },
      })
    await start(KEY.PPIO_API_KEY)
    isRefused = true
    const run = await start('sk_other_key_0987654321')
    expect(run.stderr).toMatch(/^Error: this API key is refused by the service/m)
    expect(run.stderr).not.toContain("another account's")
  })
})

describe('a new ledger', () => {
  it('is not begun with a key that the service refuses, and belongs to the right key after that', async () => {
    const root = tempDir({ '.git/HEAD': '', 'fleet.yaml': entry('a') })
    let isRefused = true
    const { url, requests } = await scriptedService({
      list: (page) => (isRefused ? { status: 401, body: { code: 401 } } : onePage()(page)),
      create: () => ({ body: { id: 'i-1' } }),
    })
    const start = (key: string) =>
      runInProcess(['apply', 'fleet.yaml', '--yes', '--settle=0', `--base-url=${url}`], {
        cwd: root,
        env: { ...KEY, PPIO_API_KEY: key },
      })
    const mistyped = await start('sk_mistyped_key_0987654321')
    expect(mistyped).toMatchObject({ code: 1 })
    expect(mistyped.stderr).toMatch(/^Error: this API key is refused by the service/m)
    expect(mistyped.stderr).toContain('Nothing was sent.')
    expect(requests.filter((request) => request.includes('/gpu/instances'))).toHaveLength(1)
    expect(existsSync(ledgerIn(root)) ? readdirSync(ledgerIn(root)) : []).not.toContainEqual(
      expect.stringMatching(/\.ledger\.jsonl$/),
    )
    isRefused = false
    expect(await start(KEY.PPIO_API_KEY)).toMatchObject({ code: 0, stderr: '' })
  })
})
