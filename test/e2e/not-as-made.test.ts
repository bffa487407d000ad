import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { withSandbox } from '../support/sandbox.ts'
import { scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `instances:
  - { name: web, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
`

type Fields = Readonly<Record<string, unknown>>

/** A service whose account has what was created, with these fields of its own. */
async function serviceThatShows(shown: () => Fields, isListed = true) {
  let made: Fields | undefined
  const account = () => {
    if (made === undefined) return []
    const { envs, ...rest } = made
    return [{ ...rest, envs, status: 'running', ...shown(), id: 'i-1' }]
  }
  return scriptedService({
    list: (page) => {
      const instances = page === 0 && isListed ? account() : []
      return { body: { instances, total: isListed ? account().length : 0 } }
    },
    get: () => ({ body: account()[0] ?? {} }),
    create: (body) => {
      made = body
      return { body: { id: 'i-1' } }
    },
  })
}

async function inFolder(url: string, key = 'sk-test', fleet = FLEET) {
  const cwd = tempDir({ 'fleet.yaml': fleet })
  const env = { PPIO_API_KEY: key }
  return (...argv: readonly string[]) =>
    runInProcess([...argv, 'fleet.yaml', '--base-url', url, '--settle', '0'], { cwd, env })
}

/** What the account may show at once of an instance that was just made, and what is said of it. */
const SPOILT: readonly (readonly [string, Fields, string])[] = [
  ['is gone', { status: 'removed' }, 'the account no longer has i-1'],
  ['is going', { status: 'removing' }, 'the account no longer has i-1'],
  ['reports an error', { statusError: { state: 'x', message: 'no such image' } }, 'no such image'],
  ['was frozen', { status: 'freezing' }, 'does not run: freezing'],
  ['was reclaimed', { spotStatus: 'terminated' }, 'spot: terminated'],
  ['has stopped', { status: 'exited' }, 'stopped'],
  ['has more GPUs', { gpuNum: '8' }, 'differs from what was applied in gpuNum'],
  ['has another image', { imageUrl: 'other:1' }, 'differs from what was applied in imageUrl'],
  ['has no state', { status: '' }, 'its state is (no state), which no document'],
  ['is in an unknown state', { status: 'Evicted' }, 'its state is Evicted, which no document'],
]

describe('an instance that was just made, and at the closing look', () => {
  it.each(SPOILT)(
    '%s: the run is no success, and says so with --quiet',
    async (_, fields, words) => {
      const service = await serviceThatShows(() => fields)
      const run = await inFolder(service.url)
      const apply = await run('apply', '--yes', '--quiet')
      expect(apply).toMatchObject({ code: 3 })
      expect(apply.stdout).toContain('One entry is not as the files say')
      expect(apply.stdout).toContain(words)
    },
  )

  it('shows not everything yet, as it is on its way: that is as it should be', async () => {
    let shown: Fields = { status: 'toCreate', portMappings: [], envs: [], gpuNum: '0' }
    const service = await serviceThatShows(() => shown)
    const run = await inFolder(service.url, 'sk-test', FLEET.replace(' }', ', ports: [80/http] }'))
    expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
    expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 })
    shown = { ...shown, status: 'running' }
    const apply = await run('apply', '--yes', '--quiet')
    expect(apply).toMatchObject({ code: 3 })
    expect(apply.stdout).toContain('differs from what was applied in gpuNum, ports')
  })

  it('is known by its id alone: that look counts as well', async () => {
    const service = await serviceThatShows(() => ({ gpuNum: '8' }), false)
    const run = await inFolder(service.url)
    const apply = await run('apply', '--yes')
    expect(apply).toMatchObject({ code: 3 })
    expect(apply.stdout).toContain('differs from what was applied in gpuNum')
  })

  it.each(['toCreate', 'creating', 'pulling', 'pending', 'Scheduling', 'running'])(
    'is "%s": that is as it should be',
    async (status) => {
      const service = await serviceThatShows(() => ({ status }))
      const run = await inFolder(service.url)
      expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
      expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 })
    },
  )
})

describe('an instance that was made some time ago, and since', () => {
  it.each(SPOILT.filter(([what]) => !what.includes('stopped')))(
    '%s: every apply ends with 3, and plan says that a person is needed',
    async (_, fields, words) => {
      let shown: Fields = {}
      const service = await serviceThatShows(() => shown)
      const run = await inFolder(service.url)
      expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
      shown = fields
      const plan = await run('plan', '--detailed-exitcode')
      expect(plan).toMatchObject({ code: 1 })
      expect(plan.stdout).toContain(words)
      const apply = await run('apply', '--yes', '--quiet')
      expect(apply).toMatchObject({ code: 3 })
      expect(apply.stdout).toContain(words)
    },
  )

  it('was changed: plan counts it, and says both ways out', async () => {
    let shown: Fields = {}
    const service = await serviceThatShows(() => shown)
    const run = await inFolder(service.url)
    await run('apply', '--yes')
    shown = { gpuNum: '8' }
    const { stdout } = await run('plan')
    expect(stdout).toContain('0 unchanged, 1 changed in the account')
    expect(stdout).toContain('to have it as the file says: change it back in the console')
    expect(stdout).toContain(
      'to keep what is there: write it into the file, then ppi-apply adopt web i-1',
    )
  })

  it('was stopped by a person: no file says that it is to run, so apply is done', async () => {
    let shown: Fields = {}
    const service = await serviceThatShows(() => shown)
    const run = await inFolder(service.url)
    await run('apply', '--yes')
    shown = { status: 'exited' }
    const apply = await run('apply', '--yes')
    expect(apply).toMatchObject({ code: 0 })
    expect(apply.stdout).toContain('stopped')
  })
})

describe('what an earlier run made', () => {
  it('is waited for by --wait as well', async () => {
    await withSandbox({ pace: { by: 'polls' } }, async (sandbox) => {
      const run = await inFolder(sandbox.url, sandbox.apiKey)
      expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
      const secondRun = await run('apply', '--yes', '--wait')
      expect(secondRun).toMatchObject({ code: 0 })
      expect(secondRun.stdout).toContain('running')
    })
  })

  it('and does not run when the time is over: --wait ends with 3', async () => {
    const service = await serviceThatShows(() => ({ status: 'pulling' }))
    const run = await inFolder(service.url)
    expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
    expect(await run('apply', '--yes', '--wait=0')).toMatchObject({ code: 3 })
  })

  it('is watched by status no longer than it was told', async () => {
    const service = await serviceThatShows(() => ({ status: 'pulling' }))
    const run = await inFolder(service.url)
    await run('apply', '--yes')
    const watched = await run('status', '--watch', '--until-running=0')
    expect(watched).toMatchObject({ code: 3 })
    expect(watched.stderr).toContain('Not everything runs.')
    expect(await run('status', '--watch', '--until-running', '1.5h')).toMatchObject({ code: 64 })
  })
})

describe('what happens while instances are waited for', () => {
  /** Shows what was created as on its way in the first looks, and as this in the later ones. */
  async function serviceThatTurns(later: Fields | undefined, stranger?: Fields) {
    let made: Fields | undefined
    let looks = 0
    return scriptedService({
      list: (page) => {
        if (page > 0 || made === undefined) return { body: { instances: [], total: 0 } }
        looks += 1
        const ours = looks < 4 ? { ...made, status: 'creating' } : { ...made, ...later }
        const shown = [
          ...(looks >= 4 && later === undefined ? [] : [ours]),
          ...(looks >= 4 && stranger !== undefined ? [stranger] : []),
        ]
        return { body: { instances: shown, total: shown.length } }
      },
      get: () => ({ status: 404, body: { code: 404, reason: 'RESOURCE_NOT_FOUND' } }),
      create: (body) => {
        made = { ...body, id: 'i-1' }
        return { body: { id: 'i-1' } }
      },
    })
  }

  it.each([
    ['it becomes another one', { status: 'running', gpuNum: '8' }, undefined, 3, 'gpuNum'],
    ['it vanishes', undefined, undefined, 3, 'the account no longer has i-1'],
    [
      'a stranger of its name comes',
      { status: 'running' },
      { id: 'i-2', name: 'web', status: 'running' },
      4,
      'i-2',
    ],
  ])('%s: the last look sees it', async (_, later, stranger, code, words) => {
    const service = await serviceThatTurns(later, stranger)
    const run = await inFolder(service.url)
    const apply = await run('apply', '--yes', '--quiet', '--wait=3')
    expect(apply).toMatchObject({ code })
    expect(apply.stdout).toContain(words)
  })
})

describe('apply --refresh never', () => {
  it('does not call done what nobody looked at', async () => {
    const service = await serviceThatShows(() => ({}))
    const run = await inFolder(service.url)
    expect(await run('apply', '--yes', '--refresh', 'never')).toMatchObject({ code: 0 })
    for (const more of [[], ['--wait=1']]) {
      const quiet = await run('apply', '--yes', '--refresh', 'never', '--quiet', ...more)
      expect(quiet).toMatchObject({ code: 3 })
      expect(quiet.stdout.trim().split('\n')).toEqual([
        'The account was not asked, so it is not known whether 1 entry is as the files say: web',
      ])
    }
    const json = await run('apply', '--yes', '--refresh', 'never', '--format', 'json')
    expect(JSON.parse(json.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      exitCode: 3,
      left: [{ name: 'web', action: 'no-op', reasonCode: 'unasked' }],
    })
    expect(await run('apply', '--yes')).toMatchObject({ code: 0 })
  })
})

describe('plan --detailed-exitcode', () => {
  it('is no 0 where nobody asked the account whether what was made is still there', async () => {
    const service = await serviceThatShows(() => ({}))
    const run = await inFolder(service.url)
    await run('apply', '--yes')
    expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 })
    expect(await run('plan', '--detailed-exitcode', '--refresh', 'never')).toMatchObject({
      code: 1,
    })
  })
})
