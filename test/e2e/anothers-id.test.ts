import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

// A create call may be answered with the id of another instance. Where the ledger or the list knows that id, the answer is
// taken for no answer at once. An attempt in doubt has made one that neither knows: a later call that is answered with
// its id would give one entry the instance of another, and nobody would look for its own any more.

const ENTRY = 'kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "a/b:1"'
const FLEET = `instances:\n  - { name: a, ${ENTRY} }\n  - { name: b, ${ENTRY} }\n`

type Body = Readonly<Record<string, unknown>>

/** Loses the answer of the first call, gives the id of its instance to the second, and lists nothing until it is `honest`. */
async function service({ showsEnvs }: { readonly showsEnvs: boolean }) {
  const made = new Map<string, Body>()
  const state = { isHonest: false }
  const shown = (id: string) => {
    const { envs, ...rest } = made.get(id) ?? {}
    return { ...rest, ...(showsEnvs ? { envs } : {}), id, status: 'running' }
  }
  const { url, requests } = await scriptedService({
    list: (page) => onePage(...(state.isHonest ? [...made.keys()].map(shown) : []))(page),
    get: (id) => (made.has(id) ? { body: shown(id) } : { status: 404, body: { code: 404 } }),
    create(body, nth) {
      made.set(`i-${nth}`, body)
      return nth === 1 ? { body: { id: '' } } : { body: { id: 'i-1' } }
    },
  })
  return { url, requests, state, made }
}

function inFolder(url: string) {
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const env = { PPIO_API_KEY: 'sk_test_key_1234567890' }
  const run = (...args: readonly string[]) =>
    runInProcess([...args, 'fleet.yaml', '--base-url', url, '--settle', '0'], { cwd, env })
  const ledger = () => {
    const folder = join(cwd, '.ppi-apply')
    const name = readdirSync(folder).find((each) => each.endsWith('.ledger.jsonl'))
    return join(folder, name ?? '')
  }
  return { run, ledger }
}

describe('a create call that is answered with the id of another instance', () => {
  it.each([{ showsEnvs: true }, { showsEnvs: false }])(
    'is in doubt, as the closing look shows whose id it is: %j',
    async (how) => {
      const { url, state, made } = await service(how)
      const { run } = inFolder(url)
      expect(await run('apply', '--yes')).toMatchObject({ code: 4 })
      const second = await run('apply', '--yes')
      expect(second.code).toBe(4)
      expect(second.stdout).toContain(
        '? b  in doubt: the service answered with the id i-1, which is that of another instance, a',
      )
      expect(second.stdout).toContain('0 created, 0 not created, 1 in doubt')
      const third = await run('plan', '--format', 'json')
      const { actions } = JSON.parse(third.stdout)
      expect(actions.map(({ action }: { action: string }) => action)).toEqual([
        'in-doubt',
        'in-doubt',
      ])
      if (!how.showsEnvs) return
      // Once the account shows what each of them made, both are settled, and nothing is made again.
      state.isHonest = true
      const last = await run('apply', '--yes')
      expect(last).toMatchObject({ code: 0 })
      expect(made.size).toBe(2)
      const after = JSON.parse((await run('plan', '--format', 'json')).stdout)
      expect(after.actions.map(({ action }: { action: string }) => action)).toEqual([
        'no-op',
        'no-op',
      ])
    },
  )

  it('is in doubt also where the run that got the answer ended before it could look', async () => {
    const { url, made } = await service({ showsEnvs: true })
    const { run, ledger } = inFolder(url)
    await run('apply', '--yes')
    await run('apply', '--yes')
    const path = ledger()
    const lines = readFileSync(path, 'utf8').split('\n')
    expect(lines.filter((line) => line.includes('"disowns"'))).toHaveLength(1)
    writeFileSync(path, lines.filter((line) => !line.includes('"disowns"')).join('\n'))
    const third = await run('apply', '--yes')
    expect(third.code).toBe(4)
    expect(made.size).toBe(2)
    expect(readFileSync(path, 'utf8')).toContain('"disowns":"i-1"')
  })

  it('is taken for a rename where nothing else speaks for another instance', async () => {
    const { url } = await scriptedService({
      list: (page) => onePage()(page),
      get: (id) => ({ body: { id, name: 'renamed', status: 'running' } }),
      create: (_, nth) => ({ body: { id: `i-${nth}` } }),
    })
    const { run, ledger } = inFolder(url)
    expect(await run('apply', '--yes', '--only', 'a')).toMatchObject({ code: 3 })
    expect(readFileSync(ledger(), 'utf8')).not.toContain('"disowns"')
  })
})
