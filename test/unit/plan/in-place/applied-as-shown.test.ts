import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../src/api/remote.ts'
import { digestOf } from '../../../../src/definitions/digest.ts'
import type { CreateBody } from '../../../../src/definitions/instance-spec.ts'
import { mask, Secret } from '../../../../src/model/secret.ts'
import { adoptionOf } from '../../../../src/plan/adoption.ts'
import { plan } from '../../../../src/plan/make-plan.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../support/builders.ts'
import { id } from '../../../support/ledger-records.ts'

const variable = (key: string, value: string | Secret) => ({ key, value })
const shownVariable = (key: string, value: string) => ({ key, value: new Secret(value, 'x') })

/** What is left to do after a person adopted an instance that the entry owns already. */
function adopted(before: CreateBody, now: CreateBody, shown: Partial<RemoteInstance> | 'unseen') {
  const was = aSpec('a', before)
  const spec = aSpec('a', now)
  const mine = owned('1', was)
  const entry = entryOf(was, [mine])
  const instance = anInstance('1', 'a', {
    billingMode: 'onDemand',
    blank: ['command', 'entrypoint', 'imageAuthId'],
    ...(shown === 'unseen' ? {} : shown),
  })
  const { record } = adoptionOf(
    { key: spec.key, name: 'a', spec, entry },
    id('1'),
    shown === 'unseen' ? { kind: 'unknown', why: 'no key' } : { kind: 'seen', instance },
    { time: '2026-11-24T12:00:00.000Z', file: undefined, ledgerIds: new Set() },
  )
  const { digest, spec: body } = record
  expect(digest).toBe(digestOf(body as CreateBody))
  const [action] = plan({
    specs: [spec],
    state: aState(entryOf(was, [{ ...mine, digest, spec: body }])),
    remote: { kind: 'complete', instances: [instance] },
    coversAll: true,
    now: Date.parse('2026-11-24T12:00:00Z'),
  })
  const changes = action !== undefined && 'changes' in action ? (action.changes ?? []) : []
  const drift = action !== undefined && 'drift' in action ? action.drift : []
  return { body, changed: changes.map(({ field }) => field), drift }
}

describe('an adoption of what is ours already', () => {
  const before = {
    command: 'serve',
    envs: [variable('DEBUG', '1'), variable('A', '1')],
    ports: '22/tcp',
  }
  const running = {
    command: new Secret('serve', 'x'),
    blank: [],
    envs: [shownVariable('DEBUG', '1'), shownVariable('A', '1')],
    ports: [{ port: 22, type: 'tcp', endpoint: undefined }],
  } as const

  it('leaves to do what the file no longer says and the account has', () => {
    const now = { rootfsSize: 100, envs: [variable('A', '1')] }
    const { changed, drift } = adopted(before, now, running)
    expect(changed.toSorted()).toEqual(['command', 'envs', 'ports', 'rootfsSize'])
    expect(drift).toEqual([])
  })

  it('takes for done what the account has as the file says, or has no more', () => {
    const now = { rootfsSize: 100, envs: [variable('A', '1')] }
    const done = {
      blank: ['command'],
      rootfsSize: 100,
      envs: [shownVariable('A', '1')],
      ports: [],
    } as const
    expect(adopted(before, now, done)).toMatchObject({ changed: [], drift: [] })
  })

  it('leaves to do what no answer shows', () => {
    const now = { month: 1, billingMode: 'monthly', autoRenew: true }
    expect(adopted({}, now, {}).changed).toEqual(['month', 'billingMode', 'autoRenew'])
    const paid = { billingMode: 'monthly', endsAt: 1_800_000_000 }
    expect(adopted({}, now, paid).changed).toEqual(['autoRenew'])
  })

  it('takes what the account has otherwise for applied, and shows no secret of it', () => {
    const { body, changed } = adopted(before, before, {
      ...running,
      imageUrl: 'other:1',
      envs: [shownVariable('A', 'hidden')],
    })
    expect(changed.toSorted()).toEqual(['envs', 'imageUrl'])
    expect(JSON.stringify(body)).not.toContain('hidden')
  })

  it('keeps what the ledger hides as the ledger shows it', () => {
    const token = { envs: [variable('TOKEN', new Secret('t', '${TOKEN}'))] }
    const has = { envs: [shownVariable('TOKEN', 't')] }
    const { body, changed } = adopted(token, { ...token, rootfsSize: 100 }, has)
    expect(body).toMatchObject({ envs: mask(token.envs), rootfsSize: 60 })
    expect(changed).toEqual(['rootfsSize'])
  })

  it('knows no more than the ledger where nobody could look', () => {
    expect(adopted({}, { gpuNum: 2, command: 'serve' }, 'unseen').body).toEqual(aSpec('a').body)
  })

  it('leaves what is on its way, and shows nothing yet, as the ledger has it', () => {
    const moving = { status: 'creating', gpuNum: 0, envs: [], ports: [], blank: [] } as const
    expect(adopted(before, before, moving)).toMatchObject({ body: aSpec('a', before).body })
  })
})
