import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, type Scripted, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `instances: [{ name: a, kind: gpu, productId: P, gpuNum: 1, rootfsSize: 60, imageUrl: "p:1" }]\n`

/** An apply against a service whose list answers like this once something was created. */
async function applied(afterwards: Scripted | undefined, ...flags: readonly string[]) {
  const made: { readonly id: string }[] = []
  const service = await scriptedService({
    list: (page) =>
      made.length > 0 && afterwards !== undefined ? afterwards : onePage(...made)(page),
    products: () => ({ body: { data: [] } }),
    create: (body) => {
      made.push({ ...body, id: 'i-1', status: 'running' } as { id: string })
      return { body: { id: 'i-1' } }
    },
  })
  const args = ['apply', 'fleet.yaml', '--yes', '--settle=0', '--base-url', service.url, ...flags]
  return runInProcess(args, {
    cwd: tempDir({ 'fleet.yaml': FLEET }),
    env: { PPIO_API_KEY: 'sk_test_key_1234567890' },
  })
}

describe('the closing look at the account', () => {
  it('ends with 0 where it shows what was created', async () => {
    expect(await applied(undefined)).toMatchObject({ code: 0 })
  })

  it.each([
    ['a refusal', { status: 403, body: { code: 403, message: 'no lists for you' } }],
    ['no list', { body: { instances: 'none' } }],
    ['a list that is not whole', { body: { instances: [], total: 3 } }],
  ])('is no success where it cannot be done: %s', async (_what, answer) => {
    const run = await applied(answer)
    expect(run).toMatchObject({ code: 4 })
    expect(run.stdout).toContain('1 created')
    expect(run.stdout).toContain('The account could not be checked afterwards')
    expect(run.stdout).toMatch(/not known\. Look later with: ppi-apply status --base-url=/)
    const json = await applied(answer, '--format', 'json')
    const last = JSON.parse(json.stdout.trim().split('\n').at(-1) ?? '')
    expect(last).toMatchObject({
      exitCode: 4,
      audit: [{ kind: 'not-audited', failed: true }],
    })
  })

  it('says so with --quiet too', async () => {
    const answer = { status: 403, body: { code: 403, message: 'no lists for you' } }
    const run = await applied(answer, '--quiet')
    expect(run).toMatchObject({ code: 4 })
    expect(run.stdout + run.stderr).toContain('could not be checked afterwards')
  })

  it('was not wanted with --refresh never, which is no failure', async () => {
    expect(await applied(undefined, '--refresh', 'never')).toMatchObject({ code: 0 })
  })
})
