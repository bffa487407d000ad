import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../src/api/remote.ts'
import { changeAll } from '../../../../src/apply/change/change-all.ts'
import { runProgress } from '../../../../src/apply/change/run-progress.ts'
import type { ApplyEvent, ChangeTask } from '../../../../src/apply/event.ts'
import { budgetOf } from '../../../../src/apply/look-up.ts'
import type { ChangeCall } from '../../../../src/apply/ports.ts'
import { Secret } from '../../../../src/model/secret.ts'
import { anInstance } from '../../../support/builders.ts'
import { stepsInPlace } from '../../../support/change-tasks.ts'
import { changeWorld } from '../../../support/change-world.ts'

type Shown = Partial<RemoteInstance>

/** An instance as a service shows it that tells everything. */
const WHOLE = {
  imageAuthId: 'auth-1',
  command: new Secret('python serve.py', '(secret)'),
  entrypoint: new Secret('/run', '(secret)'),
  networkStorages: [{ id: 'vol-1', mountPoint: '/data' }],
  ports: [{ port: 22, type: 'tcp', endpoint: undefined }],
} as const satisfies Shown

const NO_LIST = { kind: 'partial', instances: [], why: 'HTTP 500' } as const

/** Carries out a step of what the plan saw like `planned`, where asking shows `asked` by now and the list `listed`, or nothing. */
async function taken(
  [ports, , upgrade]: ReturnType<typeof stepsInPlace>,
  step: 'ports' | 'upgrade',
  { planned = WHOLE, asked, listed }: { planned?: Shown; asked: Shown; listed?: Shown },
) {
  const task = step === 'ports' ? ports : upgrade
  const remote = anInstance('1', 'n-1', planned)
  const calls: ChangeCall[] = []
  const isDone = { imageUrl: 'pytorch:2.8' }
  const world = changeWorld({ get: (_id, sent) => (sent === 0 ? asked : { ...asked, ...isDone }) })
  const changing = changeAll(
    [{ ...task, action: { ...task.action, remote } } as ChangeTask],
    { budget: budgetOf(0, undefined, 0), hourly: new Map(), ledgerIds: new Set() },
    { first: 1, of: 1, progress: runProgress() },
    {
      ...world.ports,
      change: async (call) => {
        calls.push(call)
        return world.ports.change(call)
      },
      list: async () =>
        listed === undefined
          ? NO_LIST
          : { kind: 'complete', instances: [anInstance('1', 'n-1', listed)] },
    },
  )
  const events: ApplyEvent[] = []
  for await (const event of changing) events.push(event)
  const [body] = calls.map((call) => (call.operation === 'upgrade' ? call.body : call))
  const reason = events.flatMap((event) => (event.kind === 'not_sent' ? [event.reason] : []))
  return { body, reason }
}

const steps = stepsInPlace('n-1', '1')

describe('a reset of a container that is not shown in full', () => {
  it.each(['imageAuthId', 'command', 'entrypoint', 'envs', 'networkStorages'] as const)(
    'takes from the list what asking for it does not tell: %s',
    async (field) => {
      const asked = { ...WHOLE, [field]: undefined }
      const { body, reason } = await taken(steps, 'upgrade', { asked, listed: WHOLE })
      expect(reason).toEqual([])
      expect(body).toMatchObject({
        imageAuthId: { shown: '(secret)' },
        command: WHOLE.command,
        entrypoint: WHOLE.entrypoint,
        networkVolume: { volumeMounts: [{ id: 'vol-1', mountPath: '/data' }] },
      })
    },
  )

  it.each(['imageAuthId', 'command', 'entrypoint', 'envs', 'networkStorages'] as const)(
    'is not sent where the plan saw what nobody tells by now: %s',
    async (field) => {
      const asked = { ...WHOLE, [field]: undefined }
      const { body, reason } = await taken(steps, 'upgrade', { asked })
      expect(body).toBeUndefined()
      expect(reason).toEqual([{ code: 'not-shown', id: '1', field }])
    },
  )

  it('is not sent where the plan saw an empty command and nobody tells it by now', async () => {
    const planned: Shown = { ...WHOLE, command: undefined, blank: ['command'] }
    const asked = { ...WHOLE, command: undefined }
    const { reason } = await taken(steps, 'upgrade', { planned, asked })
    expect(reason).toMatchObject([{ code: 'not-shown', field: 'command' }])
    expect(await taken(steps, 'upgrade', { planned, asked: planned })).toMatchObject({ reason: [] })
  })

  it('is not sent where the list shows that somebody changed it since the plan', async () => {
    const listed = { ...WHOLE, command: new Secret('python other.py', '(secret)') }
    const asked = { ...WHOLE, command: undefined }
    const { body, reason } = await taken(steps, 'upgrade', { asked, listed })
    expect(body).toBeUndefined()
    expect(reason).toMatchObject([{ code: 'changed-meanwhile', fields: ['command'] }])
  })

  it('is sent where the service never told it, as the plan says', async () => {
    const hidden = { ...WHOLE, command: undefined, entrypoint: undefined }
    const { body, reason } = await taken(steps, 'upgrade', { planned: hidden, asked: hidden })
    expect(reason).toEqual([])
    expect(body).toMatchObject({ command: '', entrypoint: '' })
  })
})

describe('a change of ports', () => {
  it('is not sent where nobody tells the ports by now', async () => {
    const { body, reason } = await taken(steps, 'ports', { asked: { ports: undefined } })
    expect(body).toBeUndefined()
    expect(reason).toEqual([{ code: 'not-shown', id: '1', field: 'ports' }])
  })

  it('is not sent where the list shows others than the plan', async () => {
    const listed: Shown = { ports: [{ port: 443, type: 'http', endpoint: undefined }] }
    const { reason } = await taken(steps, 'ports', { asked: { ports: undefined }, listed })
    expect(reason).toMatchObject([{ code: 'changed-meanwhile', fields: ['ports'] }])
  })
})
