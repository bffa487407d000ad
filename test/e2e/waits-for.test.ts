import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const entry = (name: string, more = 'gpuNum: 1') =>
  `  - { name: ${name}, kind: gpu, productId: P, ${more}, rootfsSize: 60, imageUrl: "p:1" }\n`

/** Three entries that were applied; then one is gone, and one differs from its file, which protects it. */
async function leftBehind() {
  const shown: { readonly id: string; readonly name: string }[] = []
  let isGone = false
  const service = await scriptedService({
    list: (page) => onePage(...shown.filter(({ name }) => !isGone || name !== 'gone'))(page),
    get: (id) => {
      const found = shown.find((each) => each.id === id && (!isGone || each.name !== 'gone'))
      return found === undefined
        ? { status: 404, body: { code: 404, reason: 'RESOURCE_NOT_FOUND', message: '' } }
        : { body: found }
    },
    products: () => ({ body: { data: [] } }),
    create: (body, nth) => {
      const name = String(body.name)
      const createdAt = String(Math.floor(Date.now() / 1000))
      shown.push({ ...body, id: `i-${nth}`, name, createdAt, status: 'running' } as never)
      return { body: { id: `i-${nth}` } }
    },
  })
  const cwd = tempDir({
    'fleet.yaml': `instances:\n${entry('gone')}${entry('differs')}${entry('same')}`,
    'later.yaml': `instances:\n${entry('gone')}${entry('differs', 'gpuNum: 2, protect: true')}${entry('same')}`,
  })
  const run = (...args: readonly string[]) =>
    runInProcess([...args, '--base-url', service.url], {
      cwd,
      env: { PPIO_API_KEY: 'sk_test_key_1234567890' },
    })
  expect(await run('apply', 'fleet.yaml', '--yes', '--settle=0')).toMatchObject({ code: 0 })
  isGone = true
  const planned = async (...flags: readonly string[]) =>
    JSON.parse((await run('plan', 'later.yaml', '--settle=0', '--format=json', ...flags)).stdout)
  return { run, planned }
}

describe('what waits', () => {
  it('says in the plan for machines for which word it does, or for a person', async () => {
    const { planned } = await leftBehind()
    const waits = ({ actions }: { actions: { name: string; waitsFor?: string }[] }) =>
      Object.fromEntries(actions.map(({ name, waitsFor }) => [name, waitsFor]))
    expect(waits(await planned())).toEqual({
      gone: 'recreate',
      differs: 'person',
      same: undefined,
    })
    expect(waits(await planned('--allow', 'recreate'))).toEqual({
      gone: undefined,
      differs: 'person',
      same: undefined,
    })
  })

  it('is bound by the id of a plan: with another word it is another plan', async () => {
    const { run, planned } = await leftBehind()
    const { planId } = await planned()
    const { planId: allowed } = await planned('--allow', 'recreate')
    expect(allowed).not.toBe(planId)
    const apply = (id: string, ...flags: readonly string[]) =>
      run('apply', 'later.yaml', '--settle=0', '--plan-id', id, ...flags)
    const other = await apply(planId, '--allow', 'recreate')
    expect(other).toMatchObject({ code: 1 })
    expect(other.stderr).toContain('or what --allow permits) changed')
    const same = await apply(allowed, '--allow', 'recreate')
    expect(same.stdout).toContain('1 created')
  })
})
