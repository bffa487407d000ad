import { describe, expect, it } from 'vitest'
import type { InstanceDetails, Remote, RemoteInstance } from '../../../src/api/remote.ts'
import type { Answer, Gone } from '../../../src/api/responses/read-result.ts'
import { lookCloser } from '../../../src/apply/look-closer.ts'
import { matchIn } from '../../../src/apply/look-up.ts'
import type { InstanceId } from '../../../src/ledger/record.ts'
import { Secret } from '../../../src/model/secret.ts'
import { type Sought, soughtBy } from '../../../src/plan/attempt-matches.ts'
import { anInstance, aSpec, openAttempt } from '../../support/builders.ts'
import { toldById } from '../../support/told-by-id.ts'

const ATTEMPT = openAttempt(aSpec('a'), [])
const SOUGHT = soughtBy(ATTEMPT)
const NONE = new Set<InstanceId>()

const made = (id: string, fields: Partial<RemoteInstance> = {}): RemoteInstance =>
  anInstance(id, 'a', { createdAt: Date.parse(ATTEMPT.since) / 1000, ...fields })

/** What a list shows that tells no more than that there is something. */
const BARE = {
  productId: undefined,
  gpuNum: undefined,
  imageUrl: undefined,
  networkId: undefined,
  envs: undefined,
} as const satisfies Partial<RemoteInstance>

interface World {
  readonly listed: readonly RemoteInstance[]
  readonly told?: (remote: Remote, id: string) => Answer<InstanceDetails> | Gone
  readonly sought?: Sought
}

/** What a look comes to, and for which ids it asked. */
async function look({ listed, told = toldById, sought = SOUGHT }: World) {
  const remote: Remote = { kind: 'complete', instances: listed }
  const asked: string[] = []
  const seen = await lookCloser([sought], NONE, {
    list: async () => remote,
    get: async (id) => {
      asked.push(id)
      return told(remote, id)
    },
  })
  return { found: matchIn(sought, NONE, seen), asked }
}

describe('a look at what an attempt may have made', () => {
  it.each([
    ['another product', { productId: 'H100' }],
    ['more GPUs', { gpuNum: 8 }],
    ['another image', { imageUrl: 'other:1' }],
    ['a network', { networkId: 'vpc-9' }],
    ['a command', { command: new Secret('train', '(secret)') }],
    ['storage', { networkStorages: [{ id: 's-1', mountPoint: '/network' }] }],
  ] as const)('takes none for it of which only the get tells %s', async (_what, fields) => {
    const listed = [made('9', { ...BARE, command: undefined, networkStorages: undefined })]
    const told = (remote: Remote, id: string) => toldById(remote, id, { ...made('9'), ...fields })
    const { found, asked } = await look({ listed, told })
    expect({ kind: found.kind, asked }).toEqual({ kind: 'unproven', asked: ['9'] })
  })

  it('takes the one of which the get tells nothing else', async () => {
    const { found } = await look({ listed: [made('9', BARE)] })
    expect(found).toEqual({ kind: 'one', id: '9' })
  })

  it.each([
    ['fails', { kind: 'failed', why: 'HTTP 503', refusal: undefined }],
    ['denies what the list shows', { kind: 'gone', why: 'HTTP 404' }],
    [
      'gives another one',
      { kind: 'ok', value: { ...made('8'), keepDataDays: undefined, ssh: undefined, tools: [] } },
    ],
  ] as const)('decides nothing where the get %s', async (_how, answer) => {
    const { found } = await look({ listed: [made('9')], told: () => answer })
    expect(found).toMatchObject({ kind: 'unclear', candidates: [{ instance: { id: '9' } }] })
  })

  it('believes the list of a service that has no such call', async () => {
    const told = () => ({ kind: 'not-offered', why: 'HTTP 404' }) as const
    expect((await look({ listed: [made('9')], told })).found).toEqual({ kind: 'one', id: '9' })
  })

  it('asks for none that is surely another one, and for none that has its mark', async () => {
    const marker = '1.00000000.00000000.0000000000000000'
    const sought = { ...SOUGHT, marker }
    const envs = [{ key: 'PPI_APPLY_ID', value: new Secret(marker, '(secret)') }]
    expect((await look({ listed: [made('9', { gpuNum: 8 })] })).asked).toEqual([])
    const { found, asked } = await look({ listed: [made('9', { envs })], sought })
    expect({ found, asked }).toEqual({ found: { kind: 'one', id: '9' }, asked: [] })
  })

  it('asks for the mark of one that differs', async () => {
    const marker = '1.00000000.00000000.0000000000000000'
    const envs = [{ key: 'PPI_APPLY_ID', value: new Secret(marker, '(secret)') }]
    const { found } = await look({
      listed: [made('9', { ...BARE, rootfsSize: 999 })],
      sought: { ...SOUGHT, marker },
      told: (remote, id) => toldById(remote, id, { envs }),
    })
    expect(found).toEqual({ kind: 'one', id: '9' })
  })
})
