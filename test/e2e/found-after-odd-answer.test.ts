import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, type Scripted, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances: [{ name: a }, { name: b }]
`

describe('an instance that the account shows after an answer without its id', () => {
  /** Makes what it is asked for, and answers as the script says. */
  async function makerThat(answers: (id: string) => Scripted) {
    const made: object[] = []
    const { url, requests } = await scriptedService({
      list: (page) => onePage(...made)(page),
      get: (wanted) => {
        const instance = made.find((each) => (each as { id: string }).id === wanted)
        return instance === undefined ? { status: 404, body: { code: 404 } } : { body: instance }
      },
      create: (body, nth) => {
        const fresh = `i-${nth}`
        const createdAt = String(Math.floor(Date.now() / 1000))
        made.push({ ...body, id: fresh, status: 'running', createdAt })
        return answers(fresh)
      },
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const apply = (...more: readonly string[]) =>
      runInProcess(
        ['apply', 'fleet.yaml', '--yes', '--base-url', url, '--settle', '1', '--no-color', ...more],
        { cwd, env: KEY },
      )
    const creates = () => requests.filter((each) => each.startsWith('POST')).length
    return { apply, creates }
  }

  it.each([
    ['without an id', () => ({ body: {} })],
    ['with something else', () => ({ body: ['made'] })],
    ['with a redirect', () => ({ status: 302, body: {} })],
  ])('is told as found, not as an outcome that is not known: %s', async (_what, answers) => {
    const { apply, creates } = await makerThat(answers)
    const run = await apply()
    expect(run).toMatchObject({ code: 3 })
    expect(run.stdout).toContain('created as i-1')
    expect(run.stdout).toContain('Stopped, since the service gave an unexpected answer')
    expect(run.stdout).toContain('found in the account and recorded')
    expect(run.stdout).toContain('Not tried, and not billed: b')
    expect(run.stdout).not.toContain('not known')
    expect(run.stdout).toContain('1 created, 1 not created, 0 in doubt')
    expect(creates()).toBe(1)
  })

  it('is told to machines by its own word', async () => {
    const { apply } = await makerThat(() => ({ body: {} }))
    const { stdout } = await apply('--format', 'json')
    const events = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(events.at(-1)).toMatchObject({
      type: 'apply_summary',
      created: [{ id: 'i-1', how: 'found' }],
      inDoubt: [],
      stop: { why: 'odd-answer' },
      exitCode: 3,
    })
  })
})
