import { describe, expect, it } from 'vitest'
import { changeAll } from '../../../../src/apply/change/change-all.ts'
import { runProgress } from '../../../../src/apply/change/run-progress.ts'
import type { ApplyEvent, ChangeTask } from '../../../../src/apply/event.ts'
import { budgetOf } from '../../../../src/apply/look-up.ts'
import type { ChangeCall } from '../../../../src/apply/ports.ts'
import { compareWithAccount } from '../../../../src/plan/difference.ts'
import { anInstance, aSpec } from '../../../support/builders.ts'
import { stepsInPlace } from '../../../support/change-tasks.ts'
import { changeWorld } from '../../../support/change-world.ts'

const TOOLS = [{ name: 'Jupyter', port: '8888', type: 'http' }]

const portsOf = (...texts: readonly string[]) =>
  texts.map((text) => {
    const [port, type = ''] = text.split('/')
    return { port: Number(port), type, endpoint: undefined }
  })

/** What a step sends for an instance with a tool whose port shows beside its own, and how it ends where the service opens `after`. */
async function taken(
  operation: 'edit-ports' | 'grow-disk',
  after: readonly string[],
  before = portsOf('22/tcp', '8888/http'),
) {
  const [ports, disk] = stepsInPlace('n-1', '1')
  const task = operation === 'edit-ports' ? ports : disk
  const spec = aSpec('n-1', { ports: '22/tcp, 80/http', rootfsSize: 100, tools: TOOLS })
  const calls: ChangeCall[] = []
  const world = changeWorld({
    get: (_id, sent) =>
      sent === 0
        ? { ports: before }
        : {
            ports: portsOf(...after),
            rootfsSize: operation === 'grow-disk' ? 100 : 60,
          },
  })
  const changing = changeAll(
    [{ ...task, action: { ...task.action, spec } } as ChangeTask],
    { budget: budgetOf(0, undefined, 0), hourly: new Map(), ledgerIds: new Set() },
    { first: 1, of: 1, progress: runProgress() },
    {
      ...world.ports,
      change: async (call) => {
        calls.push(call)
        return world.ports.change(call)
      },
    },
  )
  const events: ApplyEvent[] = []
  for await (const event of changing) events.push(event)
  const sent = calls.map((call) =>
    'ports' in call ? call.ports.map(({ port, type }) => `${port}/${type}`) : [],
  )
  return { sent, end: events.at(-1), settled: world.log.filter((line) => /^settled/.test(line)) }
}

describe('the port of a tool', () => {
  it.each([
    ['grow-disk', ['22/tcp', '8888/http']],
    ['edit-ports', ['22/tcp', '80/http', '8888/http']],
  ] as const)('is sent with the others, as the call has the whole set: %s', async (step, set) => {
    const { sent, end } = await taken(step, set)
    expect(sent).toEqual([set])
    expect(end).toMatchObject({ kind: 'complete', isThere: true })
  })

  it.each([
    ['grow-disk', ['22/tcp']],
    ['edit-ports', ['22/tcp', '80/http']],
  ] as const)('that is gone by then is no success: %s', async (operation, shown) => {
    const { end, settled } = await taken(operation, shown)
    expect(end).toMatchObject({
      kind: 'unknown',
      reason: { code: 'ports-lost', operation, ports: ['8888/http'] },
    })
    expect(settled).toEqual([])
  })
})

describe('a port of a type that no file can ask for', () => {
  const shown = portsOf('22/tcp', '8888/http', '2022/ssh')

  it('is no difference, whether the file has a tool or not', () => {
    for (const fields of [{ tools: TOOLS }, { ports: '22/tcp, 8888/http' }]) {
      const { body } = aSpec('n-1', { ports: '22/tcp', ...fields })
      const remote = anInstance('1', 'n-1', { ports: shown })
      expect(compareWithAccount(body, remote).differences).toEqual([])
    }
  })

  it.each([
    ['grow-disk', ['22/tcp', '8888/http']],
    ['edit-ports', ['22/tcp', '80/http', '8888/http']],
  ] as const)('is not sent, since the service would not take it: %s', async (step, set) => {
    const after = [...set, '2022/ssh']
    const { sent, end } = await taken(step, after, shown)
    expect(sent).toEqual([set])
    expect(end).toMatchObject({ kind: 'complete', isThere: true })
  })

  it.each(['grow-disk', 'edit-ports'] as const)(
    'is no success where it is gone: %s',
    async (step) => {
      const own = step === 'grow-disk' ? ['22/tcp'] : ['22/tcp', '80/http']
      const { end } = await taken(step, [...own, '8888/http'], shown)
      expect(end).toMatchObject({ reason: { code: 'ports-lost', ports: ['2022/ssh'] } })
    },
  )

  it('is not one whose type the service does not tell: that one is sent, and stays open or is refused', async () => {
    const untold = portsOf('22/', '8888/http')
    const { sent } = await taken('grow-disk', ['22/', '8888/http'], untold)
    expect(sent).toEqual([['22/', '8888/http']])
  })
})
