import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { RemoteInstance } from '../../../src/api/remote.ts'
import type { CreateBody } from '../../../src/definitions/instance-spec.ts'
import { fieldsOf } from '../../../src/plan/action.ts'
import { plan } from '../../../src/plan/make-plan.ts'
import type { Field } from '../../../src/schema/field.ts'
import { FIELDS, type FieldName } from '../../../src/schema/fields.generated.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../support/builders.ts'

const WAYS = {
  edit: 'in place',
  upgrade: 'reset',
  pay: 'pay',
  replace: 'new instance',
} as const satisfies Record<Field['change'], string>

const TABLE = ['| field | takes | and |', '| --- | --- | --- |']

test('docs/changes.md says what a change of each field takes', () => {
  const rows = Object.entries(FIELDS).map(
    ([name, { change, changeNote = '' }]) =>
      `| \`${name}\` | ${WAYS[change]} |${changeNote === '' ? '' : ` ${changeNote}`} |`,
  )
  const text = readFileSync(new URL('../../../docs/changes.md', import.meta.url), 'utf8')
  const written = text.split('\n\n').find((block) => block.startsWith(TABLE.join('\n')))
  expect(written?.split('\n')).toEqual([...TABLE, ...rows])
})

/** A change of each field that the table has a line for, with what else the entry and the instance say. */
const CHANGED: Readonly<
  Record<
    Exclude<FieldName, 'name'>,
    {
      readonly to: CreateBody
      readonly before?: CreateBody
      readonly remote?: Partial<RemoteInstance>
    }
  >
> = {
  productId: { to: { productId: 'other' } },
  gpuNum: { to: { gpuNum: 2 } },
  rootfsSize: { to: { rootfsSize: 100 } },
  imageUrl: { to: { imageUrl: 'pytorch:3' } },
  imageAuth: { to: { imageAuth: 'user:password' } },
  imageAuthId: { to: { imageAuthId: 'auth-1' } },
  ports: { to: { ports: '22/tcp' } },
  envs: { to: { envs: [{ key: 'MODE', value: 'fast' }] } },
  tools: { to: { tools: [{ name: 'Jupyter', port: '8888', type: 'http' }] } },
  entrypoint: { to: { entrypoint: '/run' } },
  command: { to: { command: 'serve' } },
  clusterId: { to: { clusterId: 'other' } },
  networkStorages: { to: { networkStorages: [{ Id: 's', mountPoint: '/data' }] } },
  networkId: { to: { networkId: 'vpc' } },
  kind: { to: { kind: 'cpu' } },
  month: { to: { month: 1 } },
  billingMode: { before: { month: 1 }, to: { billingMode: 'monthly' } },
  autoRenew: {
    before: { month: 1 },
    to: { autoRenew: true },
    remote: { billingMode: 'monthly' },
  },
  autoRenewMonth: {
    before: { month: 1, autoRenew: true },
    to: { autoRenewMonth: 3 },
    remote: { billingMode: 'monthly' },
  },
  minCudaVersion: { to: { minCudaVersion: '12.4' } },
}

const STEPS: Readonly<Record<Exclude<Field['change'], 'replace'>, readonly string[]>> = {
  edit: ['edit-ports', 'grow-disk'],
  upgrade: ['upgrade'],
  pay: ['subscribe', 'auto-renew'],
}

describe('a plan', () => {
  test.each(Object.keys(CHANGED) as (keyof typeof CHANGED)[])(
    'has for a change of %s what the table says',
    (field) => {
      const { to, before = {}, remote } = CHANGED[field]
      const applied = aSpec('a', before)
      const [action] = plan({
        specs: [aSpec('a', { ...before, ...to })],
        state: aState(entryOf(applied, [owned('i', applied)])),
        remote: { kind: 'complete', instances: [anInstance('i', 'a', { ...SHOWN, ...remote })] },
        coversAll: true,
        now: 0,
      })
      const { change } = FIELDS[field]
      if (change === 'replace') {
        expect(action).toMatchObject({ kind: 'replace', changes: [{ field, takes: change }] })
        return
      }
      expect(action).toMatchObject({ kind: 'change', changes: [{ field, takes: change }] })
      const steps = action?.kind === 'change' ? action.steps : []
      expect(steps.map((step) => [STEPS[change].includes(step.operation), fieldsOf(step)])).toEqual(
        [[true, [field]]],
      )
    },
  )

  test('has for another name another entry, and tells that it looks renamed', () => {
    const applied = aSpec('a')
    const actions = plan({
      specs: [aSpec('b')],
      state: aState(entryOf(applied, [owned('i', applied)])),
      remote: { kind: 'complete', instances: [anInstance('i', 'a', SHOWN)] },
      coversAll: true,
      now: 0,
    })
    expect(actions).toMatchObject([
      { kind: 'create', reason: { code: 'looks-renamed', from: 'a', id: 'i' } },
      { kind: 'orphan' },
    ])
  })
})

/** All that a step has to know. */
const SHOWN: Partial<RemoteInstance> = { ports: [], envs: [], networkStorages: [] }
