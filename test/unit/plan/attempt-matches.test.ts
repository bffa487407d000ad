import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../src/api/remote.ts'
import type { CreateBody } from '../../../src/definitions/instance-spec.ts'
import type { InstanceId } from '../../../src/ledger/record.ts'
import type { OpenAttempt } from '../../../src/ledger/state.ts'
import { Secret } from '../../../src/model/secret.ts'
import { findAmong, matchesFor, soughtBy } from '../../../src/plan/attempt-matches.ts'
import { windowOf } from '../../../src/plan/window.ts'
import { anInstance, aSpec, openAttempt } from '../../support/builders.ts'

const NONE = new Set<InstanceId>()
const SINCE = Date.parse('2026-11-01T10:00:00.000Z')
const at = (ms: number): number => Math.floor((SINCE + ms) / 1000)
const iso = (ms: number): string => new Date(SINCE + ms).toISOString()

/** Every field that the account gives back, as it was asked for … */
const FIELDS: CreateBody = {
  clusterId: 'cn-south-1',
  imageAuthId: 'auth-1',
  command: 'serve',
  entrypoint: '/bin/sh',
  billingMode: 'onDemand',
  networkId: 'net-1',
  ports: '80/http, 22/tcp',
  envs: [{ key: 'MODE', value: 'prod' }],
  networkStorages: [{ Id: 'disk-1', mountPoint: '/data' }],
}

/** … and as the account shows the instance that it made. */
const SHOWN: Partial<RemoteInstance> = {
  clusterId: 'cn-south-1',
  imageAuthId: 'auth-1',
  command: new Secret('serve', '(secret)'),
  entrypoint: new Secret('/bin/sh', '(secret)'),
  billingMode: 'onDemand',
  networkId: 'net-1',
  ports: [
    { port: 22, type: 'tcp', endpoint: undefined },
    { port: 80, type: 'http', endpoint: undefined },
  ],
  envs: [{ key: 'MODE', value: new Secret('prod', '(secret)') }],
  networkStorages: [{ id: 'disk-1', mountPoint: '/data' }],
  createdAt: at(1000),
}

const full = openAttempt(aSpec('a', FIELDS), [])
const bare = openAttempt(aSpec('a'), [])
const verdictOf = (attempt: OpenAttempt, instance: RemoteInstance) =>
  matchesFor([attempt], [instance], NONE).map(({ verdict }) => verdict)

const word = fc.stringMatching(/^[a-z]{3,8}-x$/)
const port = { port: fc.integer({ min: 3000, max: 9000 }), type: fc.constantFrom('tcp', 'http') }

/** One field of the account with any value but the one that was sent. */
const anyOther: fc.Arbitrary<Partial<RemoteInstance>> = fc.oneof(
  ...(
    ['productId', 'clusterId', 'imageUrl', 'imageAuthId', 'networkId', 'billingMode'] as const
  ).map((field) => word.map((value) => ({ [field]: value }))),
  ...(['command', 'entrypoint'] as const).map((field) =>
    word.map((value) => ({ [field]: new Secret(value, '(secret)') })),
  ),
  fc.constant({ kind: 'cpu' }),
  fc.integer({ min: 2, max: 8 }).map((gpuNum) => ({ gpuNum })),
  fc.integer({ min: 61, max: 6144 }).map((rootfsSize) => ({ rootfsSize })),
  fc
    .array(fc.record({ ...port, endpoint: fc.constant(undefined) }), { maxLength: 3 })
    .map((ports) => ({ ports })),
  fc
    .array(fc.record({ key: word, value: word.map((text) => new Secret(text, '(secret)')) }))
    .map((envs) => ({ envs })),
  word.map((value) => ({ envs: [{ key: 'MODE', value: new Secret(value, '(secret)') }] })),
  fc
    .array(fc.record({ id: word, mountPoint: word }), { maxLength: 3 })
    .map((networkStorages) => ({ networkStorages })),
)

describe('matchesFor', () => {
  it('proves an instance in which everything agrees', () => {
    expect(verdictOf(full, anInstance('9', 'a', SHOWN))).toEqual(['proven'])
  })

  it('never proves one that differs in any field', () => {
    fc.assert(
      fc.property(anyOther, (other) => {
        expect(verdictOf(full, anInstance('9', 'a', { ...SHOWN, ...other }))).toEqual(['differs'])
      }),
    )
  })

  it.each([
    ['a command', { command: new Secret('serve', '(secret)') }],
    ['an entrypoint', { entrypoint: new Secret('/bin/sh', '(secret)') }],
    ['a registry login', { imageAuthId: 'auth-1' }],
    ['a private network', { networkId: 'net-1' }],
    ['a storage', { networkStorages: [{ id: 'disk-1', mountPoint: '/data' }] }],
    ['a port', { ports: [{ port: 22, type: 'tcp', endpoint: undefined }] }],
    ['a variable', { envs: [{ key: 'MODE', value: new Secret('prod', '(secret)') }] }],
    ['another way to pay', { billingMode: 'spot' }],
  ])('never proves one that has %s that nobody asked for', (_what, other) => {
    const createdAt = at(0)
    expect(verdictOf(bare, anInstance('9', 'a', { createdAt }))).toEqual(['proven'])
    expect(verdictOf(bare, anInstance('9', 'a', { createdAt, ...other }))).toEqual(['differs'])
  })

  it('never proves one that was made outside the window, on either side', () => {
    fc.assert(
      fc.property(
        fc.record({
          until: fc.option(fc.integer({ min: 0, max: 600_000 }).map(iso), { nil: undefined }),
          skewMs: fc.option(fc.integer({ min: -86_400_000, max: 86_400_000 }), { nil: undefined }),
          limitMs: fc.option(fc.integer({ min: 0, max: 600_000 }), { nil: undefined }),
          settleMs: fc.option(fc.integer({ min: 0, max: 600_000 }), { nil: undefined }),
        }),
        fc.integer({ min: 1, max: 10_000_000 }),
        (times, beyond) => {
          const attempt = { ...bare, ...times }
          const { from, to } = windowOf(attempt)
          const made = (createdAt: number) =>
            verdictOf(attempt, anInstance('9', 'a', { createdAt }))
          expect(made(Math.ceil(from / 1000))).toEqual(['proven'])
          expect(made(Math.floor(to / 1000))).toEqual(['proven'])
          expect(made(Math.ceil(from / 1000) - beyond)).toEqual(['differs'])
          expect(made(Math.floor(to / 1000) + beyond)).toEqual(['differs'])
        },
      ),
    )
  })

  it('goes by the clock of the service where an answer told it, and is wide where none did', () => {
    const day = 86_400_000
    const ahead = { ...bare, until: iso(0), skewMs: day, settleMs: 0 }
    const made = (attempt: OpenAttempt, ms: number) =>
      verdictOf(attempt, anInstance('9', 'a', { createdAt: at(ms) }))
    expect(made(ahead, day)).toEqual(['proven'])
    expect(made(ahead, 0)).toEqual(['differs'])
    expect(made(ahead, day + 120_000)).toEqual(['differs'])
    const untold = { ...bare, until: iso(0), settleMs: 0 }
    expect(made(untold, 540_000)).toEqual(['proven'])
    expect(made(untold, -540_000)).toEqual(['proven'])
    expect(made(untold, 3 * day)).toEqual(['differs'])
  })

  it('does not prove one of unknown age, nor one that may have been there before', () => {
    expect(verdictOf(bare, anInstance('9', 'a'))).toEqual(['untold'])
    const blind = openAttempt(aSpec('a'))
    expect(verdictOf(blind, anInstance('9', 'a', { createdAt: at(0) }))).toEqual(['untold'])
  })

  it('compares no text that the ledger masked, but wants its variable there and no other', () => {
    const spec = aSpec('a', {
      command: new Secret('serve --token x', 'serve --token ${TOKEN}'),
      envs: [{ key: 'TOKEN', value: new Secret('x', '${TOKEN}') }],
    })
    const attempt = openAttempt(spec, [])
    const env = (key: string) => ({ key, value: new Secret('x', '(secret)') })
    const made = (fields: Partial<RemoteInstance>) =>
      verdictOf(attempt, anInstance('9', 'a', { createdAt: at(0), ...fields }))
    const command = new Secret('serve --token x', '(secret)')
    expect(made({ command, envs: [env('TOKEN')] })).toEqual(['proven'])
    expect(made({ command, envs: [] })).toEqual(['differs'])
    expect(made({ envs: [env('TOKEN'), env('OTHER')] })).toEqual(['differs'])
  })

  it('knows in the run that sent it what the secrets were', () => {
    const spec = aSpec('a', { envs: [{ key: 'TOKEN', value: new Secret('x', '${TOKEN}') }] })
    const sought = soughtBy(openAttempt(spec, []), spec.body)
    expect(sought.body).toBe(spec.body)
  })

  it('says what differs, and shows no secret of it', () => {
    const spec = aSpec('a', {
      gpuNum: 1,
      command: new Secret('--token hidden', '--token ${TOKEN}'),
    })
    const command = new Secret('--token theirs', '(secret)')
    const other = anInstance('9', 'a', { createdAt: at(0), gpuNum: 8, command })
    const [found] = matchesFor([openAttempt(spec, [])], [other], NONE)
    expect(found?.against).toEqual([
      { code: 'field-differs', field: 'gpuNum', account: 8, sent: 1 },
    ])
  })
})

describe('findAmong', () => {
  const judged = (...instances: readonly RemoteInstance[]) =>
    findAmong(matchesFor([bare], instances, NONE))
  const made = (id: string, fields: Partial<RemoteInstance> = {}) =>
    anInstance(id, 'a', { createdAt: at(0), ...fields })

  it('is not confused by others of the name that surely are not the one', () => {
    expect(judged(made('8', { gpuNum: 8 }), made('9'))).toMatchObject({
      kind: 'one',
      instance: { id: '9' },
    })
  })

  it('takes none of two that agree, and none of those that do not', () => {
    expect(judged(made('8'), made('9')).kind).toBe('several')
    expect(judged(made('8', { gpuNum: 8 })).kind).toBe('unproven')
    expect(judged().kind).toBe('none')
  })
})
