import { expect, it } from 'vitest'
import { Secret } from '../../../../src/model/secret.ts'
import { wayText } from '../../../../src/output/text/plan/ways/way.ts'
import { waysOutOf } from '../../../../src/output/text/plan/ways/ways-out.ts'
import { explainReason } from '../../../../src/output/text/reasons/explain-reason.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'
import { create } from '../../../support/sandbox.ts'

it('a step that leaves what others changed in another field is no full success', async () => {
  const fleet = await ownedFleet(['a'], { fields: { rootfsSize: 60, ports: '22/tcp' } })
  fleet.sandbox.meanwhile({ change: 'resize', name: 'a', rootfsSize: 77 })
  const specs = [aSpec('a', { rootfsSize: 60, ports: '80/http' })]
  const run = { allow: new Set(['update'] as const), specs }
  const { ending, left } = await fleet.run(PLAIN_APPLY, run)
  expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: ['edit a'] })
  expect(left).toMatchObject([{ kind: 'no-op', drift: [{ field: 'rootfsSize' }] }])
  const sentences = left.map(({ reason }) => explainReason(reason))
  expect(sentences).toEqual([
    expect.stringContaining('differs from what was applied in rootfsSize'),
  ])
  const ways = left.flatMap((action) => waysOutOf(action, AGAIN)).map(wayText)
  expect(ways).toContainEqual(expect.stringContaining('change it back in the console'))
  expect(ways.join('\n')).not.toContain('stop')
  const again = await fleet.run(PLAIN_APPLY, run)
  expect({ ending: again.ending, reasons: again.left.map(({ reason }) => reason) }).toEqual({
    ending: 'partial',
    reasons: left.map(({ reason }) => reason),
  })
})

const AGAIN = { flags: {}, args: ['fleet.yaml'] }

it('a reset sets back what others changed in another setting of the container, and is a full success', async () => {
  const token = (value: string) => ({
    envs: [{ key: 'HF_TOKEN', value: new Secret(value, `\${HF_TOKEN}`) }],
  })
  const before = { ...token('old'), rootfsSize: 60 }
  const fleet = await ownedFleet(['a'], { fields: before })
  const specs = [aSpec('a', { ...before, ...token('new'), imageUrl: 'pytorch:3' })]
  const run = { allow: new Set(['reset'] as const), specs }
  const waiting = await fleet.run(PLAIN_APPLY, { ...run, allow: new Set() })
  expect(waiting.left).toMatchObject([{ kind: 'change', drift: [{ field: 'envs' }] }])
  const { ending, left } = await fleet.run(PLAIN_APPLY, run)
  expect({ ending, left, sent: fleet.sent() }).toEqual({
    ending: 'done',
    left: [],
    sent: ['upgrade a'],
  })
  const next = await fleet.run(PLAIN_APPLY, run)
  expect(next.plan?.actions).toMatchObject([{ kind: 'no-op', drift: [] }])
})

it('a reset leaves what others changed beside the container, and of that alone it says so', async () => {
  const before = { ports: '22/tcp', command: 'serve' }
  const fleet = await ownedFleet(['a'], { fields: before })
  fleet.sandbox.meanwhile({ change: 'image', name: 'a', imageUrl: 'org/hotfix:9' })
  fleet.sandbox.meanwhile({ change: 'ports', name: 'a', ports: '443/http' })
  const specs = [aSpec('a', { ...before, command: 'train' })]
  const { ending, left } = await fleet.run(PLAIN_APPLY, { allow: new Set(['reset']), specs })
  expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'partial', sent: ['upgrade a'] })
  expect(left).toMatchObject([
    { kind: 'no-op', reason: { fields: ['ports'] }, drift: [{ field: 'ports' }] },
  ])
})

it('a reset says which variable of somebody it sets back beside those that the file changes', async () => {
  const variables = (values: Readonly<Record<string, string>>) => ({
    envs: Object.entries(values).map(([key, value]) => ({ key, value })),
  })
  const fleet = await ownedFleet(['a'], { fields: variables({ A: '1', B: '2' }) })
  fleet.sandbox.meanwhile({ change: 'env', name: 'a', key: 'B', value: 'by-hand-value' })
  const specs = [aSpec('a', variables({ A: '3', B: '2' }))]
  const { ending, plan } = await fleet.run(PLAIN_APPLY, { allow: new Set(['reset']), specs })
  expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['upgrade a'] })
  const drift = [
    {
      field: 'envs',
      applied: [{ key: 'B', value: '2' }],
      account: [{ key: 'B', value: '(secret)' }],
    },
  ]
  expect(plan?.actions).toMatchObject([{ steps: [{ operation: 'upgrade' }], drift }])
  expect(JSON.stringify([plan?.actions, await fleet.kept()])).not.toContain('by-hand-value')
})

it.each(['command', 'entrypoint', 'imageAuthId'])(
  'an instance whose %s the account shows as empty is not the one of a file that has it',
  async (field) => {
    const fleet = await ownedFleet(['a'])
    const specs = [aSpec('b', { [field]: 'serve' })]
    await create(fleet.sandbox, aSpec('b').body as Readonly<Record<string, unknown>>)
    const { plan } = await fleet.run(PLAIN_APPLY, { specs, coversAll: false })
    expect(plan?.actions).toMatchObject([{ kind: 'conflict', changes: [{ field }] }])
    const plain = await fleet.run(PLAIN_APPLY, { specs: [aSpec('b')], coversAll: false })
    expect(plain.plan?.actions).toMatchObject([{ kind: 'exists' }])
  },
)

it('a plan id does not cover what others changed after it, though the same reset undoes it', async () => {
  const before = { imageUrl: 'app:2', envs: [{ key: 'MODE', value: 'fast' }] }
  const fleet = await ownedFleet(['a'], { fields: before })
  const specs = [aSpec('a', { ...before, imageUrl: 'app:3' })]
  const allow = new Set(['reset'] as const)
  const planned = async () => {
    const { plan } = await fleet.run(PLAIN_APPLY, { allow, specs, approve: async () => false })
    return plan?.planId
  }
  const planId = await planned()
  expect(await planned()).toBe(planId)
  fleet.sandbox.meanwhile({ change: 'image', name: 'a', imageUrl: 'org/hotfix:9' })
  await expect(fleet.run(PLAIN_APPLY, { allow, specs, planId })).rejects.toThrow(
    /not the plan .* any more: the account .* changed\. Nothing was sent/,
  )
  fleet.sandbox.meanwhile({ change: 'image', name: 'a', imageUrl: 'app:2' })
  fleet.sandbox.meanwhile({ change: 'env', name: 'a', key: 'MODE', value: 'slow' })
  await expect(fleet.run(PLAIN_APPLY, { allow, specs, planId })).rejects.toThrow('any more')
  expect(fleet.sent()).toEqual([])
  fleet.sandbox.meanwhile({ change: 'env', name: 'a', key: 'MODE', value: 'fast' })
  const { ending } = await fleet.run(PLAIN_APPLY, { allow, specs, planId })
  expect({ ending, sent: fleet.sent() }).toEqual({ ending: 'done', sent: ['upgrade a'] })
})
