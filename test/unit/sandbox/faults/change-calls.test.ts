import { describe, expect, it, vi } from 'vitest'
import type { AnswerFault, Fault } from '../../../../src/sandbox/faults/faults.ts'
import { CHANGE_OPERATIONS } from '../../../../src/sandbox/routes/api-operation.ts'
import { CALL_FAULTS } from '../../../support/create-faults.ts'
import { ask, askJson, changeBody, create, withSandbox } from '../../../support/sandbox.ts'

const settled = { by: 'clock', stepMs: 0 } as const

/** One call that meets a fault: what the client saw, and whether the call was done. */
const meet = (on: 'delete' | 'start' | 'stop', fault: Fault) =>
  withSandbox({ pace: settled, faults: [{ on, do: fault }] }, async (sandbox) => {
    const id = await create(sandbox)
    if (on === 'start') sandbox.meanwhile({ change: 'stop', id })
    const [before] = sandbox.instances()
    const leaving = new AbortController()
    const asked = ask(sandbox, on, { body: changeBody(on, id), signal: leaving.signal })
    const hasEnded = () =>
      expect(sandbox.calls().at(-1)).toMatchObject({ operation: on, phase: 'ended' })
    await vi.waitFor(hasEnded, { interval: 2 })
    if (fault.fault === 'hang') leaving.abort()
    const seen = await asked
    const [after] = sandbox.instances()
    return { seen, done: after?.path !== before?.path }
  })

describe.each(['delete', 'start', 'stop'] as const)('a %s', (on) => {
  it.each(CALL_FAULTS)('meets $name: done is $made', async ({ fault, made }) => {
    const { seen, done } = await meet(on, fault)
    expect(done).toBe(made)
    switch (fault.fault) {
      case 'answer':
        expect(seen).toMatchObject({ status: fault.status, complete: true })
        break
      case 'cut':
        expect(seen.kind === 'failed' || !seen.complete || fault.length === 'none').toBe(true)
        break
      default:
        expect(seen).toMatchObject({ kind: 'failed' })
    }
  })
})

describe('the answer of a delete', () => {
  it.each([
    { status: 200, body: '' },
    { status: 202, body: '' },
    { status: 204 },
    { status: 200, body: '{"instanceId":"3560b7fec915bbf9","state":"toRemove"}' },
    { status: 200, body: '{}' },
    { status: 200, body: 'null' },
    { status: 200, body: '"deleted"' },
    { status: 200, body: '[]' },
  ] satisfies Partial<AnswerFault>[])('can be $status with the body $body', async (answer) => {
    const { seen, done } = await meet('delete', { fault: 'answer', at: 'after', ...answer })
    expect(seen).toMatchObject({ status: answer.status, text: answer.body ?? '' })
    expect(done).toBe(true)
  })
})

describe('an id that the account does not show', () => {
  it.each(
    CHANGE_OPERATIONS.flatMap((on) => ([404, 400] as const).map((status) => [on, status] as const)),
  )('is refused by %s with %i as set', async (on, missingStatus) => {
    await withSandbox({ pace: settled, missingStatus }, async (sandbox) => {
      const gone = await create(sandbox)
      await ask(sandbox, 'delete', { body: { instanceId: gone } })
      for (const id of [gone, 'no-such-id']) {
        const { status, json } = await askJson(sandbox, on, { body: changeBody(on, id) })
        expect([status, json.reason]).toEqual([missingStatus, 'RESOURCE_NOT_FOUND'])
      }
    })
  })
})
