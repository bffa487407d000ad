import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLive } from '../../../../src/api/remote.ts'
import {
  toInstanceDetails,
  toPage,
  toRemoteInstance,
} from '../../../../src/api/responses/decode-instance.ts'

const clean = (text: string): string => text.replaceAll('hunter2', '(secret)')
const instance = (item: unknown) => toRemoteInstance(item, clean)
const page = (json: unknown) => toPage(json, clean)

/** As the service lists one, with every quirk that was met. */
const LISTED = {
  id: '3560b7fec915bbf9',
  name: 'web',
  clusterId: '27',
  clusterName: 'EU-01',
  status: 'running',
  imageUrl: 'pytorch/pytorch:latest',
  imageAuthId: '',
  command: '',
  productId: '4090.18c.60g',
  productName: 'RTX 4090',
  kind: 'gpu',
  billingMode: '',
  cpuNum: '18',
  memory: '60',
  gpuNum: '2',
  rootfsSize: 60,
  portMappings: [
    { port: 80, endpoint: 'https://x-80.example', type: 'http' },
    { port: '22', type: 'tcp' },
  ],
  volumeMounts: [
    { type: 'local', size: '100', id: '', mountPath: '/workspace' },
    { type: 'network', size: '10', Id: 'ns-1', mountPath: '/network' },
  ],
  envs: [
    { key: 'HF_TOKEN', value: 'hf_very_secret' },
    { key: 'EMPTY', value: '' },
  ],
  statusError: { state: 'creating', message: 'cannot pull with hunter2' },
  endTime: '-1',
  createdAt: '1767225600',
  sshPassword: 'ssh_very_secret',
  somethingNew: { a: 1 },
}

describe('toRemoteInstance', () => {
  test('reads numbers from texts, "" as not set, ports and network mounts', () => {
    expect(instance(LISTED)).toMatchObject({
      id: '3560b7fec915bbf9',
      name: 'web',
      status: 'running',
      statusError: 'creating: cannot pull with (secret)',
      gpuNum: 2,
      rootfsSize: 60,
      imageAuthId: undefined,
      command: undefined,
      billingMode: undefined,
      entrypoint: undefined,
      ports: [
        { port: 80, type: 'http', endpoint: 'https://x-80.example' },
        { port: 22, type: 'tcp', endpoint: undefined },
      ],
      networkStorages: [{ id: 'ns-1', mountPoint: '/network' }],
      createdAt: 1_767_225_600,
    })
  })

  test('no password and no env value can be seen in what it gives', () => {
    const seen = instance({ ...LISTED, command: 'serve --token hf_very_secret' })
    const shown = JSON.stringify(seen) + inspect(seen, { depth: 9 })
    expect(shown).not.toContain('very_secret')
    expect(seen?.envs?.[0]?.value.reveal()).toBe('hf_very_secret')
    expect(seen?.command?.reveal()).toBe('serve --token hf_very_secret')
  })

  test('a member that was not reported differs from an empty one', () => {
    expect(instance({ id: 'i' })).toMatchObject({
      name: '',
      status: '',
      ports: undefined,
      envs: undefined,
      networkStorages: undefined,
    })
    expect(instance({ id: 'i', portMappings: [], envs: [], volumeMounts: [] })).toMatchObject({
      ports: [],
      envs: [],
      networkStorages: [],
    })
  })

  test('keys in another casing are read, an exact one first', () => {
    expect(instance({ Id: 'a', Name: 'n', STATUS: 'exited' })).toMatchObject({
      id: 'a',
      name: 'n',
      status: 'exited',
    })
    expect(instance({ ID: 'b', id: 'a' })?.id).toBe('a')
  })

  test('a whole number is an id, one that lost digits is not', () => {
    expect(instance({ id: 26 })?.id).toBe('26')
    expect(instance({ id: 2 ** 60 })).toBeUndefined()
  })

  test.each([
    [null],
    ['i-1'],
    [[]],
    [{ name: 'web' }],
    [{ id: '' }],
    [{ id: {} }],
    [{ id: 'i', name: 5 }],
    [{ id: 'i', name: ['web'] }],
    [{ id: 'i', status: 5 }],
  ])('%j is no instance that could be compared', (item) => {
    expect(instance(item)).toBeUndefined()
  })

  test('one odd port makes the ports unknown, not fewer', () => {
    expect(instance({ id: 'i', portMappings: [{ port: 80 }, 'x'] })?.ports).toBeUndefined()
    expect(instance({ id: 'i', envs: [{ value: 'x' }] })?.envs).toBeUndefined()
  })

  test('status and its error are read as texts and as objects', () => {
    expect(
      instance({ id: 'i', status: { status: 'creating' }, statusError: 'bad\u001b[2J' }),
    ).toMatchObject({ status: 'creating', statusError: 'bad\\u{001b}[2J' })
    expect(instance({ id: 'i', statusError: { state: '', message: '' } })?.statusError).toBe(
      undefined,
    )
  })

  test.each([
    ['1767225600', 1_767_225_600],
    [1_767_225_600_000, 1_767_225_600],
    ['2026-01-01T00:00:00Z', 1_767_225_600],
    ['0', undefined],
    ['-1', undefined],
    ['yesterday', undefined],
  ])('createdAt %j is %j', (createdAt, seconds) => {
    expect(instance({ id: 'i', createdAt })?.createdAt).toBe(seconds)
  })

  test.each([
    ['1769904000', '0', 1_769_904_000, undefined],
    ['-1', '1769900000', undefined, 1_769_900_000],
    ['', '', undefined, undefined],
    [undefined, undefined, undefined, undefined],
  ])(
    'the list tells when it ends (%j) and is reclaimed (%j)',
    (endTime, spotReclaimTime, ends, reclaimed) => {
      expect(instance({ id: 'i', endTime, spotReclaimTime })).toMatchObject({
        endsAt: ends,
        spotReclaimAt: reclaimed,
      })
    },
  )

  test('unknown states live, removed ones do not', () => {
    const live = (status: string): boolean => {
      const read = instance({ id: 'i', status })
      return read !== undefined && isLive(read)
    }
    expect(['running', 'exited', 'brandNew', ''].map(live)).toEqual([true, true, true, true])
    expect(['toRemove', 'removing', 'removed', 'REMOVED'].map(live)).toEqual(Array(4).fill(false))
  })
})

describe('toPage', () => {
  test.each([7, '7', ' 7 '])('a total %j is a number', (total) => {
    expect(page({ instances: [LISTED], total })).toMatchObject({
      size: 1,
      total: 7,
      odd: undefined,
    })
  })

  test.each([undefined, null, ''])('a total %j is absent', (total) => {
    expect(page({ instances: [], total })).toEqual({
      instances: [],
      size: 0,
      total: undefined,
      odd: undefined,
    })
  })

  test.each([0, '0', 3])('null is an empty list beside the total %j', (total) => {
    expect(page({ instances: null, total })).toMatchObject({
      instances: [],
      size: 0,
      total: Number(total),
      odd: undefined,
    })
  })

  test.each([
    [20, 20],
    ['20', 20],
    [0, undefined],
    [-1, undefined],
    ['many', undefined],
    [undefined, undefined],
  ])('the page size %j that the service tells is %j', (pageSize, read) => {
    expect(page({ instances: [], total: 0, pageSize }).pageSize).toBe(read)
  })

  test.each([
    ['no JSON', undefined],
    ['null', null],
    ['an array', [LISTED]],
    ['an error', { code: 500, reason: 'UNKNOWN' }],
    ['no list', { total: 0 }],
    ['null for a list, of which nothing else is said', { instances: null }],
    ['null for a list with an odd total', { instances: null, total: 'many' }],
    ['a list under another name', { data: [] }],
    ['an odd total', { instances: [], total: 'many' }],
    ['a negative total', { instances: [], total: -1 }],
    ['half a total', { instances: [], total: 0.5 }],
  ])('%s is odd', (_, json) => {
    expect(page(json).odd).toEqual(expect.any(String))
  })

  test('one odd item makes the page odd; the others are still seen', () => {
    const read = page({ instances: [{ name: 'no id' }, LISTED], total: 2 })
    expect(read.odd).toContain('item 1')
    expect(read.instances.map(({ name }) => name)).toEqual(['web'])
    expect(read.size).toBe(2)
  })

  test('never throws, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        page({ instances: [a, { id: 'i', portMappings: a, envs: b, volumeMounts: [b] }], total: b })
        toInstanceDetails({ id: 'i', connectComponentSSH: a, connectComponentJupyter: b }, clean)
      }),
    )
  })
})

describe('toInstanceDetails', () => {
  const GOT = {
    ...LISTED,
    endTime: '1769904000',
    spotStatus: '',
    network: { id: 'net-1', ip: '10.0.0.2' },
    connectComponentSSH: {
      sshCommand: 'sshpass -p pa55w0rd ssh root@proxy.example -p 30022',
      password: 'pa55w0rd',
      isRunning: true,
    },
    connectComponentJupyter: {
      port: 8888,
      address: 'https://j.example/?token=t0ken',
      isRunning: 1,
    },
    connectComponentWebTerminal: { address: '' },
  }

  test('reads how to connect, and shows it without password and token', () => {
    const details = toInstanceDetails(GOT, clean)
    expect(details?.ssh?.command.shown).toBe('sshpass -p (secret) ssh root@proxy.example -p 30022')
    expect(details?.ssh?.command.reveal()).toContain('pa55w0rd')
    expect(details?.ssh?.password?.reveal()).toBe('pa55w0rd')
    expect(details?.tools.map(({ name, address }) => [name, address.shown])).toEqual([
      ['Jupyter', 'https://j.example/?token=(secret)'],
    ])
    expect(details).toMatchObject({
      networkId: 'net-1',
      endsAt: 1_769_904_000,
      spotStatus: undefined,
    })
    expect(JSON.stringify(details)).not.toMatch(/pa55w0rd|t0ken|very_secret/)
  })

  test.each([
    [7, 7],
    ['7', 7],
    [0, undefined],
    ['-1', undefined],
    [1.5, undefined],
    ['a week', undefined],
    [undefined, undefined],
  ])('keepDataDay %j is %j', (keepDataDay, days) => {
    expect(toInstanceDetails({ ...GOT, keepDataDay }, clean)?.keepDataDays).toBe(days)
  })

  test.each(['instance', 'data'])('unwraps an instance in `%s`', (key) => {
    expect(toInstanceDetails({ [key]: GOT }, clean)?.name).toBe('web')
  })

  test('what is no instance is undefined', () => {
    expect(toInstanceDetails({ code: 400 }, clean)).toBeUndefined()
    expect(toInstanceDetails(undefined, clean)).toBeUndefined()
  })
})
