import { describe, expect, it } from 'vitest'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import { PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { aSpec } from '../../../support/builders.ts'
import { ownedFleet } from '../../../support/owned-fleet.ts'
import { askJson } from '../../../support/sandbox.ts'

/** An entry that says everything that a reset gives. */
const FULL = {
  imageUrl: 'app:2',
  imageAuthId: 'auth-1',
  envs: [{ key: 'MODE', value: 'fast' }],
  command: 'serve',
  entrypoint: '/run',
  networkStorages: [
    { Id: 's-1', mountPoint: '/data' },
    { Id: 's-2', mountPoint: '/models' },
  ],
}

/** The same in the words of the call. */
const SENT = {
  imageUrl: 'app:2',
  imageAuthId: 'auth-1',
  envs: FULL.envs,
  command: 'serve',
  entrypoint: '/run',
  save: true,
  networkVolume: {
    volumeMounts: [
      { type: 'network', id: 's-1', mountPath: '/data' },
      { type: 'network', id: 's-2', mountPath: '/models' },
    ],
  },
}

/** An instance that was created with some fields, and the bodies of the resets that the service gets for it. */
async function created(fields: CreateBody) {
  const bodies: unknown[] = []
  const fleet = await ownedFleet(['a'], {
    fields,
    onCall: ({ phase, operation, body }) => {
      if (phase === 'received' && operation === 'upgrade') bodies.push(body)
    },
  })
  const [instanceId = ''] = fleet.ids
  const apply = (after: CreateBody) =>
    fleet.run(PLAIN_APPLY, { allow: new Set(['reset']), specs: [aSpec('a', after)] })
  return { fleet, instanceId, bodies, apply }
}

/** The only body that is sent for these fields in the place of those. */
async function sentFor(before: CreateBody, after: CreateBody): Promise<unknown> {
  const { bodies, instanceId, apply } = await created(before)
  expect((await apply(after)).ending).toBe('done')
  const [body, ...others] = bodies
  expect(others).toEqual([])
  expect(body).toMatchObject({ instanceId })
  const { instanceId: _, ...rest } = body as { readonly instanceId: string }
  return rest
}

describe('the body of a reset', () => {
  it.each<[string, CreateBody, object]>([
    ['imageUrl', { imageUrl: 'app:3' }, { imageUrl: 'app:3' }],
    ['imageAuthId', { imageAuthId: 'auth-2' }, { imageAuthId: 'auth-2' }],
    [
      'envs',
      { envs: [{ key: 'MODE', value: 'slow' }] },
      { envs: [{ key: 'MODE', value: 'slow' }] },
    ],
    ['command', { command: 'train' }, { command: 'train' }],
    ['entrypoint', { entrypoint: '/other' }, { entrypoint: '/other' }],
    [
      'networkStorages',
      { networkStorages: [{ Id: 's-3', mountPoint: '/data' }] },
      { networkVolume: { volumeMounts: [{ type: 'network', id: 's-3', mountPath: '/data' }] } },
    ],
  ])('has all that the file says where only %s changes', async (_field, changed, sent) => {
    expect(await sentFor(FULL, { ...FULL, ...changed })).toEqual({ ...SENT, ...sent })
  })

  it('has nothing of what was taken out of the file', async () => {
    const { imageUrl, envs } = FULL
    const { imageAuthId: _, ...sent } = SENT
    expect(await sentFor(FULL, { imageUrl, envs })).toEqual({
      ...sent,
      ...{ command: '', entrypoint: '', networkVolume: { volumeMounts: [] } },
    })
  })

  it('is whole also where the file says no more than the image', async () => {
    expect(await sentFor({ imageUrl: 'app:2' }, { imageUrl: 'app:3' })).toEqual({
      ...{ imageUrl: 'app:3', envs: [], command: '', entrypoint: '', save: true },
      networkVolume: { volumeMounts: [] },
    })
  })

  it('carries over what somebody set by hand where no file ever said anything', async () => {
    const { fleet, instanceId, bodies, apply } = await created({ imageUrl: 'app:2' })
    const byHand = { instanceId, ...SENT, envs: [] }
    expect(await askJson(fleet.sandbox, 'upgrade', { body: byHand })).toMatchObject({ status: 200 })
    expect((await apply({ imageUrl: 'app:3' })).ending).toBe('done')
    expect(bodies).toEqual([byHand, { ...byHand, imageUrl: 'app:3' }])
    expect(fleet.sandbox.instances()).toMatchObject([
      { imageAuthId: 'auth-1', mounts: FULL.networkStorages.map(mountOf) },
    ])
  })
})

const mountOf = ({ Id, mountPoint }: { readonly Id: string; readonly mountPoint: string }) => ({
  id: Id,
  mountPoint,
})
