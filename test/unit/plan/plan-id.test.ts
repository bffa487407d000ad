import { describe, expect, it } from 'vitest'
import type { Price } from '../../../src/api/product.ts'
import { BLANK_FIELDS, type RemoteInstance } from '../../../src/api/remote.ts'
import type { CreateBody } from '../../../src/definitions/instance-spec.ts'
import type { Life } from '../../../src/definitions/life.ts'
import type { AttemptId } from '../../../src/ledger/record.ts'
import type { OwnedInstance } from '../../../src/ledger/state.ts'
import type { AllowWord } from '../../../src/model/allow-word.ts'
import { Secret } from '../../../src/model/secret.ts'
import type { Action } from '../../../src/plan/action.ts'
import { isCreation } from '../../../src/plan/action.ts'
import { type Goal, PLAIN_APPLY } from '../../../src/plan/decide/goal.ts'
import type { Observations } from '../../../src/plan/make-plan.ts'
import { isPlanId, movedParts, planIds } from '../../../src/plan/plan-id.ts'
import type { Catalog } from '../../../src/pricing/catalog.ts'
import { quoteAll } from '../../../src/pricing/quote.ts'
import { aCreation, anInstance, aSpec, owned } from '../../support/builders.ts'
import { aCatalog, aProduct, known } from '../../support/catalog-of.ts'
import { openOperation } from '../../support/change-world.ts'
import { complete, expiry, NOW, owning, planned } from '../../support/planning.ts'

interface Changes {
  readonly body?: CreateBody
  readonly actions?: readonly Action[]
  readonly variables?: readonly { name: string; isSet: boolean }[]
  readonly target?: string
  readonly catalog?: Catalog
}

const ALL = { only: [], exclude: [] }

const VARIABLES = [
  { name: 'GPUS', isSet: true },
  { name: 'IMAGE', isSet: false },
]

function idOf({ body, actions, variables, target, catalog }: Changes = {}): string {
  const decided = actions ?? [aCreation('a', body), aCreation('b')]
  return planIds({
    target: target ?? 'api.ppinfra.com',
    actions: decided,
    variables: variables ?? VARIABLES,
    money: quoteAll(decided.filter(isCreation), catalog ?? aCatalog(), 'api.ppinfra.com'),
  }).planId
}

const exists = (name: string): Action => {
  const spec = aSpec(name)
  const remote = anInstance('1', name)
  return {
    kind: 'exists',
    key: spec.key,
    name,
    spec,
    reason: { code: 'same-name-not-created-here', id: remote.id },
    remote,
    unchecked: [],
  }
}

const withProduct = (fields: Parameters<typeof aProduct>[1]) =>
  aCatalog({ gpu: known(aProduct('4090.18c.60g', fields)) })

describe('planId', () => {
  it('is the same for the same plan, and looks like one', () => {
    expect(idOf()).toBe(idOf())
    expect(isPlanId(idOf())).toBe(true)
  })

  it('does not depend on the order in which variables are found, nor on how often', () => {
    expect(idOf({ variables: [...VARIABLES.toReversed(), ...VARIABLES] })).toBe(idOf())
  })

  it('does not tell anything of the value of a secret', () => {
    const body = (value: string) => ({ imageAuth: new Secret(value, '${AUTH}') })
    expect(idOf({ body: body('one') })).toBe(idOf({ body: body('two') }))
  })

  it('binds what a value is sent as: a secret is not the text that it is shown as', () => {
    const env = (value: string | Secret) => ({ envs: [{ key: 'A', value }] })
    const secret = idOf({ body: env(new Secret('hf_1', '${HF_TOKEN}')) })
    expect(idOf({ body: env('${HF_TOKEN}') })).not.toBe(secret)
  })

  it.each<[string, CreateBody, CreateBody]>([
    ['the order of a list', { ports: '80/http, 22/tcp' }, { ports: '22/tcp, 80/http' }],
    ['what is sent though it is empty', { command: '' }, {}],
    ['a number that is a string', { month: 1 }, { month: '1' }],
  ])('binds the body as it would be sent: %s', (_what, one, other) => {
    expect(idOf({ body: one })).not.toBe(idOf({ body: other }))
  })

  /** What a plan for `a` is bound to. */
  const bound = (observed: Partial<Observations>, allow?: readonly AllowWord[]): string =>
    planIds({
      target: 'api.ppinfra.com',
      actions: planned({ specs: [a], state: owning([a, mine]), remote: RUNNING, ...observed }),
      variables: VARIABLES,
      money: quoteAll([], aCatalog(), 'api.ppinfra.com'),
      ...(observed.goal === undefined ? {} : { goal: observed.goal }),
      ...(allow === undefined ? {} : { allow }),
    }).planId
  const a = aSpec('a')
  const mine = owned('1', a)
  const RUNNING = complete(anInstance('1', 'a'))
  const held = (fields: Partial<OwnedInstance>) => owning([a, { ...mine, ...fields }])
  const living = (life: Partial<Life>) => [aSpec('a', {}, life)]
  const DESTROY: Goal = { kind: 'destroy', scope: 'files' }
  const PRUNE: Goal = { ...PLAIN_APPLY, prune: true }

  it.each<[string, Partial<Observations>, Partial<Observations>]>([
    ['protection in the file', {}, { specs: living({ protect: true }) }],
    ['that a file says that it is not protected', {}, { specs: living({ protect: false }) }],
    [
      'what it records of protection',
      { specs: living({ protect: false }) },
      { specs: living({ protect: false }), state: held({ protect: true }) },
    ],
    [
      'that protection of what has expired',
      { specs: living({ protect: false, expires: expiry('1s') }) },
      {
        specs: living({ protect: false, expires: expiry('1s') }),
        state: held({ protect: true }),
      },
    ],
    ['how it is to run, though it does', {}, { specs: living({ desiredStatus: 'running' }) }],
    ['a stop', {}, { specs: living({ desiredStatus: 'stopped' }) }],
    ['when it expires', {}, { specs: living({ expires: expiry('8h') }) }],
    [
      'that time',
      { specs: living({ expires: expiry('8h') }) },
      { specs: living({ expires: expiry('9h') }) },
    ],
    [
      'that it has expired',
      { specs: living({ expires: expiry('61m') }) },
      { specs: living({ expires: expiry('61m') }), now: NOW + 60_000 },
    ],
    [
      'which instance is destroyed',
      { goal: DESTROY },
      { goal: DESTROY, state: owning([a, owned('2', a)]), remote: complete(anInstance('2', 'a')) },
    ],
    ['how many', { goal: DESTROY }, { goal: DESTROY, state: owning([a, mine, owned('2', a)]) }],
    ['that it is gone already', { goal: DESTROY }, { goal: DESTROY, remote: complete() }],
    ['that it is protected', { goal: DESTROY }, { goal: DESTROY, state: held({ protect: true }) }],
    [
      'what else forbids it',
      { goal: DESTROY, state: held({ protect: true }) },
      { goal: DESTROY, state: held({ open: openOperation('stop') }) },
    ],
    ['what the run is for', { goal: { kind: 'start' } }, {}],
    ['that it prunes, though there is nothing to prune', {}, { goal: PRUNE }],
    ['what it prunes', { specs: [], goal: PRUNE }, { specs: [] }],
    [
      'why it ends',
      { specs: [], goal: PRUNE },
      { specs: [], goal: { ...DESTROY, scope: 'all-owned', selection: ALL } },
    ],
    [
      'a change in doubt, and which',
      { state: held({ open: openOperation('stop') }) },
      { state: held({ open: openOperation('stop', { attempt: 'later' as AttemptId }) }) },
    ],
  ])('moves with %s', (_what, one, other) => {
    expect(bound(one)).not.toBe(bound(other))
  })

  const HF = (value: string) => ({
    envs: [{ key: 'HF_TOKEN', value: new Secret(value, '${HF_TOKEN}') }],
  })
  const before = aSpec('a', { imageUrl: 'app:2', command: 'serve', ...HF('new-token') })
  const after = aSpec('a', { imageUrl: 'app:3', command: 'train', ...HF('new-token') })
  const told = (key: string, value: string) => ({ key, value: new Secret(value, '(secret)') })
  const text = (value: string) => new Secret(value, '(secret)')
  /** The id of a plan that resets, where the account has this beside what was applied. */
  const reset = (fields: Partial<RemoteInstance> = {}, spec = after, was = before): string =>
    bound({
      specs: [spec],
      state: owning([was, owned('1', was)]),
      remote: complete(
        anInstance('1', 'a', {
          imageUrl: 'app:2',
          command: text('serve'),
          envs: [told('HF_TOKEN', 'new-token')],
          blank: BLANK_FIELDS,
          ...fields,
        }),
      ),
    })

  it.each<[string, Partial<RemoteInstance>]>([
    ['another image', { imageUrl: 'org/hotfix:9' }],
    ['yet another image', { imageUrl: 'org/hotfix:10' }],
    ['another value of a secret', { envs: [told('HF_TOKEN', 'their-token')] }],
    ['no such variable', { envs: [] }],
    ['another command', { command: text('by hand') }],
    ['the command of the file', { command: text('train') }],
    ['a login of the registry', { imageAuthId: 'auth-1' }],
  ])('moves with what a reset overrides: %s', (_what, fields) => {
    const spec = aSpec('a', { ...after.body, imageAuthId: 'auth-2' })
    const was = aSpec('a', { ...before.body, imageAuthId: 'auth-0' })
    const as = (more: Partial<RemoteInstance>) =>
      reset({ imageAuthId: 'auth-0', ...more }, spec, was)
    expect(as(fields)).not.toBe(as({}))
    expect(as({ imageUrl: 'org/hotfix:11' })).not.toBe(as(fields))
  })

  it('moves with what a reset empties that nobody can see', () => {
    expect(reset({ blank: ['imageAuthId'] })).not.toBe(reset())
  })

  it('moves with the storages that a reset takes away', () => {
    const spec = aSpec('a', { networkStorages: [{ Id: 's-1', mountPoint: '/data' }] })
    const mounted = (id: string) => reset({ networkStorages: [{ id, mountPoint: '/data' }] }, spec)
    expect(new Set(['s-1', 's-2', 's-3'].map(mounted)).size).toBe(3)
  })

  it('moves with no order of variables, and with nothing that a reset leaves', () => {
    const pair = [told('HF_TOKEN', 'new-token'), told('PPI_APPLY_ID', 'mark')]
    expect(reset({ envs: pair.toReversed() })).toBe(reset({ envs: pair }))
    expect(reset({ entrypoint: text('by hand') })).toBe(reset())
    expect(reset({ rootfsSize: 80 })).toBe(reset())
  })

  it('tells nothing of a secret that the account has, however short it is', () => {
    const theirs = (value: string) =>
      reset({ envs: [told('HF_TOKEN', value)], command: text(value) })
    expect(theirs('1')).toBe(theirs('2'))
    const image = (value: string) => aSpec('a', { imageUrl: new Secret(value, '${IMAGE_KEY}') })
    const ours = (value: string) => reset({ imageUrl: value }, image('9'), image('8'))
    const rotated = aSpec('a', { ...image('9').body, command: 'train' })
    expect(ours('1')).toBe(ours('2'))
    expect(reset({ imageUrl: '1' }, rotated, image('8'))).toBe(
      reset({ imageUrl: '2' }, rotated, image('8')),
    )
  })

  it('tells nothing of ports or of a size that is a secret', () => {
    const ports = (wanted: string, port: number) =>
      bound({
        specs: [aSpec('a', { ports: new Secret(wanted, '${PORT_TOKEN}') })],
        remote: complete(anInstance('1', 'a', { ports: [{ port, type: 'tcp', endpoint: '' }] })),
      })
    expect(ports('4433/tcp', 1000)).toBe(ports('4434/tcp', 1001))
    const size = (gb: number) =>
      bound({ specs: [aSpec('a', { rootfsSize: new Secret(gb, '${DISK_TOKEN}') })] })
    expect(size(100)).toBe(size(101))
  })

  it('moves with how an instance is paid for that is to turn to months', () => {
    const paid = (billingMode: string) =>
      bound({
        specs: [aSpec('a', { month: 1, billingMode: 'monthly' })],
        remote: complete(anInstance('1', 'a', { billingMode })),
      })
    expect(paid('monthly')).not.toBe(paid('onDemand'))
  })

  it('moves with the words that are allowed, in whatever order', () => {
    expect(bound({}, ['stop'])).not.toBe(bound({}))
    expect(bound({}, ['stop', 'destroy'])).toBe(bound({}, ['destroy', 'stop', 'stop']))
  })

  it('does not move with a state that changes by itself', () => {
    const leaving = complete(anInstance('1', 'a', { status: 'removing' }))
    const removing = complete(anInstance('1', 'a', { status: 'toRemove' }))
    expect(bound({ goal: DESTROY, remote: leaving })).toBe(
      bound({ goal: DESTROY, remote: removing }),
    )
  })

  it('decides by more than its short groups', () => {
    const groupsOf = (id: string) => id.slice(0, id.lastIndexOf('-'))
    const seen = new Map<string, string>()
    for (let nth = 0; ; nth += 1) {
      const id = idOf({ actions: [aCreation('a', { imageUrl: `registry.example/${nth}:1` })] })
      const twin = seen.get(groupsOf(id))
      seen.set(groupsOf(id), id)
      if (twin === undefined) continue
      expect(twin).not.toBe(id)
      expect(movedParts(twin, id)).toEqual(['a part whose short group happens to be the same'])
      return
    }
  })

  it('does not move with how much is left, or with the time', () => {
    expect(idOf({ catalog: withProduct({ inventoryState: 'low' }) })).toBe(idOf())
    expect(idOf({ catalog: { ...aCatalog(), askedAt: 'later' } })).toBe(idOf())
  })
})

describe('movedParts', () => {
  it.each<[string, Changes]>([
    ['definitions', { body: { gpuNum: 2 } }],
    ['definitions', { actions: [aCreation('a')] }],
    ['variables', { variables: [{ name: 'GPUS', isSet: true }] }],
    ['variables', { variables: VARIABLES.map(({ name }) => ({ name, isSet: true })) }],
    ['account', { target: 'api.novita.ai' }],
    ['account', { actions: [exists('a'), aCreation('b')] }],
    ['prices', { catalog: withProduct({ price: 199_001 as Price }) }],
    ['prices', { catalog: withProduct({ price: undefined }) }],
    ['stock', { catalog: withProduct({ availableDeploy: false }) }],
  ])('names the %s alone', (part, changes) => {
    const moved = movedParts(idOf(), idOf(changes))
    expect(moved).toEqual([expect.stringMatching(`^the ${part}`)])
  })

  it('names the account alone where an instance went that was to be destroyed', () => {
    const goal: Goal = { kind: 'destroy', scope: 'files' }
    const a = aSpec('a')
    const state = owning([a, owned('1', a)])
    const destroying = (remote = complete(anInstance('1', 'a')), left = state) =>
      planIds({
        target: 'api.ppinfra.com',
        actions: planned({ specs: [a], state: left, remote, goal }),
        variables: VARIABLES,
        money: quoteAll([], aCatalog(), 'api.ppinfra.com'),
        goal,
      }).planId
    const gone = destroying(complete(), owning([a]))
    expect(movedParts(destroying(), gone)).toEqual([expect.stringMatching(/^the account/)])
  })

  it('names nothing for the same plan, and several parts where several moved', () => {
    expect(movedParts(idOf(), idOf())).toEqual([])
    const catalog = withProduct({ price: undefined, availableDeploy: false })
    expect(movedParts(idOf(), idOf({ catalog, variables: [] }))).toHaveLength(3)
  })
})

describe('isPlanId', () => {
  it.each([
    '',
    'abc',
    `${'0'.repeat(6)}-`,
    'ABCDEF-000000-000000-000000-000000',
    idOf().toUpperCase(),
    `${idOf()}\n`,
    `${idOf()}0`,
    ` ${idOf()}`,
    idOf().split('-').slice(0, 5).join('-'),
    idOf().split('-')[5] ?? '',
  ])('refuses %j', (text) => {
    expect(isPlanId(text)).toBe(false)
  })

  it('refuses every part of an id', () => {
    const id = idOf()
    for (let end = 0; end < id.length; end += 1) expect(isPlanId(id.slice(0, end))).toBe(false)
  })
})
