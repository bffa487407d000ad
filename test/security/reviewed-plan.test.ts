import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CreateBody } from '../../src/definitions/instance-spec.ts'
import { planIds } from '../../src/plan/plan-id.ts'
import { unavailableCatalog } from '../../src/pricing/catalog.ts'
import { quoteAll } from '../../src/pricing/quote.ts'
import { aCreation } from '../support/builders.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const fleetWith = (image: string): string =>
  `instances: [{ name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "${image}" }]\n`

/** The groups of an id without what decides. */
const groupsOf = (id: string): string => id.slice(0, id.lastIndexOf('-'))

/** The short groups of a plan with this body, as far as they depend on it. */
function groupsWith(body: CreateBody): string {
  const creation = aCreation('a')
  const actions = [{ ...creation, spec: { ...creation.spec, body } }]
  const money = quoteAll(actions, unavailableCatalog('not asked', ''), 'sandbox')
  return groupsOf(planIds({ target: 'sandbox', actions, variables: [], money }).planId)
}

/** Two images whose plans have the same short groups, as whoever writes a pull request finds them in no time. */
function twins(body: CreateBody): readonly [string, string] {
  const seen = new Map<string, string>()
  for (let nth = 0; ; nth += 1) {
    const image = `registry.example/team/trainer:${nth}`
    const groups = groupsWith({ ...body, imageUrl: image })
    const twin = seen.get(groups)
    if (twin !== undefined) return [twin, image]
    seen.set(groups, image)
  }
}

describe('the id of a plan that was reviewed', () => {
  it('lets no other plan through, though its short groups are the same', async () => {
    const cwd = tempDir({ 'fleet.yaml': fleetWith('x') })
    const rendered = await runInProcess(['render', 'fleet.yaml', '--format', 'json'], { cwd })
    // The marker is of an attempt, and no part of a plan.
    const { envs: _marker, ...body } = JSON.parse(rendered.stdout).instances[0].body
    const [good, evil] = twins(body)
    const idOf = async (image: string) => {
      writeFileSync(join(cwd, 'fleet.yaml'), fleetWith(image))
      const planned = ['plan', 'fleet.yaml', '--sandbox', '--format', 'json']
      return JSON.parse((await runInProcess(planned, { cwd })).stdout).planId as string
    }
    const reviewed = await idOf(good)
    const other = await idOf(evil)
    // The attack is a real one: these two differ in what decides alone.
    expect(groupsOf(other)).toBe(groupsOf(reviewed))
    expect(other).not.toBe(reviewed)
    const apply = (id: string) =>
      runInProcess(['apply', 'fleet.yaml', '--sandbox', '--plan-id', id], { cwd })
    const refused = await apply(reviewed)
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain('Nothing was sent')
    expect(refused.stderr).toContain(other)
    // Nothing shorter than the whole is an id, however much of it is right.
    for (const part of [groupsOf(other), other.slice(0, -1), other.slice(-32), `${other}0`]) {
      expect(await apply(part)).toMatchObject({ code: 64 })
    }
    expect(await apply(other)).toMatchObject({ code: 0 })
  })
})
