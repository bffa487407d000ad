import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, type Scripted, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

// A list that leaves out what is there leaves out what it should tell of as well. Whoever believes it pays twice.

interface Made {
  readonly id: string
  readonly name: unknown
  readonly envs?: readonly { readonly key: string; readonly value: string }[]
}

/** A service that makes what it is told to, knows each instance by its id, and lists what `listed` leaves. */
async function account(
  listed: (made: readonly Made[]) => readonly Made[],
  refuse: (body: Readonly<Record<string, unknown>>) => Scripted | undefined = () => undefined,
  shown: (instance: Made) => Made = (instance) => instance,
) {
  const made: Made[] = []
  const put = (body: Readonly<Record<string, unknown>>): Made => {
    const createdAt = String(Math.floor(Date.now() / 1000))
    const own = { ...body, id: `i-${made.length + 1}`, status: 'running', createdAt }
    made.push(own as unknown as Made)
    return own as unknown as Made
  }
  const service = await scriptedService({
    list: (page) => onePage(...listed(made).map(shown))(page),
    get: (id) => {
      const instance = made.find((each) => each.id === id)
      return instance === undefined
        ? { status: 404, body: { code: 404 } }
        : { body: shown(instance) }
    },
    products: () => ({ body: { data: [] } }),
    create: (body) => {
      const { id } = put(body)
      return refuse(body) ?? { body: { id } }
    },
  })
  const cwd = tempDir()
  const apply = (entries: readonly string[], settle = '0.3', more = '') =>
    runInProcess(['apply', '-', '--yes', `--settle=${settle}`, '--base-url', service.url], {
      cwd,
      env: { PPIO_API_KEY: 'sk_test_key_1234567890' },
      stdin: `instances: [${entries.map((name) => entry(name, more)).join(', ')}]\n`,
    })
  return { apply, put, names: () => made.map(({ name }) => name) }
}

const entry = (name: string, more: string) =>
  `{ name: ${name}, kind: gpu, productId: P, gpuNum: 1, rootfsSize: 60, imageUrl: "p:1"${more} }`

const FOREIGN = { name: 'c', kind: 'gpu', productId: 'P', gpuNum: '1', rootfsSize: 60 }

describe('a list that lacks what the service knows by its id', () => {
  it.each<[string, (made: readonly Made[]) => readonly Made[]]>([
    ['all', () => []],
    ['one of ours', (made) => made.slice(1, 2)],
  ])('proves no absence: it lacks %s', async (_what, left) => {
    let isSick = false
    const { apply, put, names } = await account((made) => (isSick ? left(made) : made))
    expect(await apply(['a', 'b'], '0')).toMatchObject({ code: 0 })
    put({ ...FOREIGN, imageUrl: 'p:1' })
    isSick = true
    const run = await apply(['a', 'b', 'c'], '0')
    expect(names()).toEqual(['a', 'b', 'c'])
    expect(run.code, run.stdout + run.stderr).toBe(1)
    expect(run.stdout + run.stderr).toContain('the list does not show i-1, which is there')
    isSick = false
    const after = await apply(['a', 'b', 'c'], '0')
    expect(names()).toEqual(['a', 'b', 'c'])
    expect(after.stdout).toContain('i-3')
  })

  it.each<[string, Scripted]>([
    ['throttled', { status: 429, body: { code: 429 } }],
    ['sold out', { status: 400, body: { code: 400, reason: 'INSUFFICIENT_RESOURCE' } }],
  ])('bears no refusal out: %s', async (_what, refusal) => {
    let isSick = false
    const { apply, names } = await account(
      (made) => (isSick ? [] : made),
      ({ name }) => {
        if (name !== 'c' || isSick) return undefined
        isSick = true
        return refusal
      },
    )
    expect(await apply(['a', 'b'], '0')).toMatchObject({ code: 0 })
    const run = await apply(['a', 'b', 'c'], '0.3', ', fallback: [{ clusterId: c1 }]')
    expect(names()).toEqual(['a', 'b', 'c'])
    expect(run.code, run.stdout).toBe(4)
  })
})

describe('a service that shows that there are variables, and masks their values', () => {
  it('is no proof that what has the name is another one: the next body is not tried', async () => {
    let refused = 0
    const { apply, names } = await account(
      (made) => made,
      () => {
        refused += 1
        return refused > 1
          ? undefined
          : { status: 400, body: { code: 400, reason: 'INSUFFICIENT_RESOURCE' } }
      },
      (instance) => ({
        ...instance,
        envs: (instance.envs ?? []).map(({ key }) => ({ key, value: '******' })),
      }),
    )
    const run = await apply(['d'], '0.3', ', fallback: [{ clusterId: c1 }]')
    expect(names()).toEqual(['d'])
    expect(run.code, run.stdout).toBe(4)
    expect(run.stdout).toContain('i-1')
  })
})
