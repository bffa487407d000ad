import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/ledger/codec.ts'
import type { LedgerRecord } from '../../src/ledger/record.ts'
import {
  attempt,
  created,
  intent,
  opened,
  operation,
  protection,
  settled,
} from '../support/ledger-records.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

/** A moment so many minutes ago. */
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

const FLEET = (name: string, more: string) =>
  `instances: [{ name: ${name}, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: x${more} }]\n`

interface Account {
  /** The name of the entry in the file. */
  readonly defines?: string
  /** What the entry says more. */
  readonly more?: string
  /** What the service says of the instance; `undefined`: it has none. */
  readonly instance?: object
  readonly details?: object
}

/** What status says of the instance `i1` of the entry `web`, which was made two hours ago, after these lines. */
async function statusOf(
  records: readonly LedgerRecord[],
  { defines = 'web', more = '', instance = {}, details = {} }: Account = {},
  ...args: readonly string[]
) {
  const cwd = tempDir({ 'fleet.yaml': FLEET(defines, more) })
  const web = { id: 'i1', name: 'web', status: 'running', ...instance }
  const { url } = await scriptedService({
    list: onePage(web),
    get: () => ({ body: { ...web, ...details } }),
  })
  const lines: readonly LedgerRecord[] = [
    opened({ time: ago(200), service: new URL(url).host }),
    intent({ time: ago(120.5), hourly: 1.5 }),
    created({ time: ago(120.5) }),
    ...records,
  ]
  mkdirSync(join(cwd, '.ppi-apply'))
  writeFileSync(
    join(cwd, '.ppi-apply', 'l.jsonl'),
    lines.map((record, seq) => `${encode({ ...record, seq })}\n`).join(''),
  )
  const line = ['status', ...args, '--base-url', url, '--ledger', '.ppi-apply/l.jsonl']
  return runInProcess(line, { cwd, env: KEY })
}

const textOf = async (...given: Parameters<typeof statusOf>): Promise<string> => {
  const { stdout, code } = await statusOf(...given)
  expect(code).toBe(0)
  return stdout
}

const change = (what: 'delete' | 'start' | 'stop', minutes: number): readonly LedgerRecord[] => {
  const told = { time: ago(minutes), attempt: attempt(what), operation: what }
  return [operation(told), settled(told)]
}

describe('status', () => {
  it('says that an instance is protected', async () => {
    expect(await textOf([], { more: ', protect: true' }, 'fleet.yaml')).toContain('    protected')
    expect(await textOf([], {}, 'fleet.yaml')).not.toContain('protected')
  })

  it('says when an instance expires, warns in the last hour, and names reap afterwards', async () => {
    const expires = (text: string) => textOf([], { more: `, expires: ${text}` }, 'fleet.yaml')
    expect(await expires('8h')).toMatch(/expires 20\d\d-.* UTC, in 5 h 59 min/)
    expect(await expires('150m')).toMatch(/expires in 29 min \d+ s, at 20\d\d-.* UTC/)
    const over = await expires('1h')
    expect(over).toMatch(
      /expired at 20\d\d-.* UTC; to end it: ppi-apply reap fleet\.yaml --only=web/,
    )
    expect(await textOf([], { more: ', expires: 1h' })).not.toContain('expire')
  })

  it('says what a deletion, a start and a stop without an outcome came to', async () => {
    const begun = (what: 'delete' | 'start' | 'stop') =>
      textOf([operation({ time: ago(5), operation: what })], {}, 'fleet.yaml')
    expect(await begun('delete')).toMatch(
      /a deletion was sent at .* UTC and is not seen done: ppi-apply destroy fleet\.yaml --only=web/,
    )
    expect(await begun('stop')).toMatch(/a stop was sent at .*: ppi-apply stop fleet\.yaml/)
    const alone = await textOf([operation({ time: ago(5) })])
    expect(alone).toContain('ppi-apply destroy --all-owned --only=web')
  })

  it('takes what a stopped instance cost for unknown from the time on at which it was stopped, as cost does', async () => {
    const stopped = { instance: { status: 'exited' } }
    expect(await textOf(change('stop', 60.5), stopped)).toMatch(/at least 1\.50$/m)
    const json = JSON.parse((await statusOf(change('stop', 60.5), stopped, '--format=json')).stdout)
    expect(json).toMatchObject({
      instances: [{ costSoFar: '1.50', unknownWhileStopped: true }],
      costSoFar: { amount: '1.50', unknown: 1 },
    })
  })

  it('knows again what it destroyed', async () => {
    const text = await textOf(change('delete', 30), {}, 'fleet.yaml')
    expect(text).toMatch(/Destroyed by us, and there again: each costs money\./)
    expect(text).toMatch(/web +i1 +running .*1\.50 an hour.* destroyed at 20\d\d-/)
    expect(text).toMatch(/to end it again: ppi-apply destroy fleet\.yaml --only=web/)
    expect(text).not.toContain('Not in the ledger')
  })

  it('says until when the data of a stopped instance is kept, and how to start it', async () => {
    const exited = { instance: { status: 'exited' }, details: { keepDataDay: 7 } }
    const text = await textOf(change('stop', 60), exited, 'fleet.yaml')
    expect(text).toMatch(/stopped since 20\d\d-.* UTC; its data is kept until 20\d\d-.* UTC/)
    expect(text).toMatch(/to run it again: ppi-apply start fleet\.yaml --only=web/)
    const elsewhere = await textOf([], exited, 'fleet.yaml')
    expect(elsewhere).toContain('its data is kept for 7 days after it was stopped')
    const meant = { ...exited, more: ', desiredStatus: stopped' }
    expect(await textOf(change('stop', 60), meant, 'fleet.yaml')).not.toContain('ppi-apply start')
    const runs = await textOf([], { more: ', desiredStatus: stopped' }, 'fleet.yaml')
    expect(runs).toContain('its file says stopped: ppi-apply stop fleet.yaml --only=web')
  })

  it('says when the service takes a spot instance back', async () => {
    const at = Math.floor(Date.now() / 1000) + 600
    const spot = { billingMode: 'spot', spotStatus: 'notified', spotReclaimTime: String(at) }
    expect(await textOf([], { instance: spot })).toMatch(/the service takes it back at 20\d\d-/)
  })

  it.each([
    ['running', 'notified', 'the service was to take it back at 20', 'takes it back'],
    [
      'running',
      'reclaiming',
      'the service is taking it back, for which it named 20',
      'takes it back',
    ],
    ['exited', 'terminated', 'the service took it back at 20', 'takes it back'],
  ])(
    'says what became of that once its time is over: %s, %s',
    async (status, spotStatus, said, unsaid) => {
      const at = Math.floor(Date.now() / 1000) - 600
      const spot = { billingMode: 'spot', status, spotStatus, spotReclaimTime: String(at) }
      const text = await textOf([], { instance: spot })
      expect(text).toContain(said)
      expect(text).not.toContain(unsaid)
    },
  )

  it('says it in JSON', async () => {
    const { stdout } = await statusOf(
      [operation({ time: ago(5) })],
      {
        more: ', protect: true, expires: 3h',
        instance: { status: 'exited', spotReclaimTime: '1900000000' },
        details: { keepDataDay: 7 },
      },
      'fleet.yaml',
      '--format=json',
    )
    const [item] = JSON.parse(stdout).instances
    expect(item).toMatchObject({
      protected: true,
      expiresInSeconds: expect.any(Number),
      openOperation: { operation: 'delete', attempt: 'o1', because: 'destroy' },
      spotReclaimAt: '2030-03-17T17:46:40.000Z',
      keepDataDays: 7,
    })
    expect(Date.parse(item.expiresAt) - Date.now()).toBeGreaterThan(3_000_000)
    const stopped = await statusOf(
      change('stop', 60),
      { instance: { status: 'exited' }, details: { keepDataDay: 7 } },
      '--format=json',
    )
    const [one] = JSON.parse(stopped.stdout).instances
    expect(Date.parse(one.dataKeptUntil) - Date.parse(one.stoppedSince)).toBe(7 * 86_400_000)
    const back = await statusOf(change('delete', 30), {}, '--format=json')
    expect(JSON.parse(back.stdout)).toMatchObject({
      instances: [],
      unmanaged: [{ id: 'i1', destroyedAt: expect.any(String), hourly: '1.50' }],
    })
  })

  it('says how to end what is in no file, unless it is protected', async () => {
    const text = await textOf([], { defines: 'other' }, 'fleet.yaml')
    expect(text).toContain(
      'in no file; to end it: ppi-apply destroy --all-owned fleet.yaml --only=web',
    )
    expect(text).toMatch(/; to keep it, no longer ours: ppi-apply forget web/)
    const kept = await textOf([protection({ time: ago(9) })], { defines: 'other' }, 'fleet.yaml')
    expect(kept).toContain('protected')
    expect(kept).toContain('in no file; to keep it, no longer ours: ppi-apply forget web')
  })

  it('says how to end one that has failed', async () => {
    const failed = { instance: { statusError: { state: 'ImagePull', message: 'no image' } } }
    expect(await textOf([], failed, 'fleet.yaml')).toContain(
      'to end it, with all data on its disk: ppi-apply destroy fleet.yaml --only=web',
    )
  })
})
