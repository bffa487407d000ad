import { describe, expect, it } from 'vitest'
import type { CallLine } from '../../../src/sandbox/state/account-store.ts'
import type { Launch } from '../../chaos/judge/check-launch.ts'
import { checkPrinted } from '../../chaos/judge/check-printed.ts'
import { printedPlan } from '../../chaos/stage/printed.ts'
import { PLAIN_APPLY } from '../../chaos/story/order.ts'

const TEXT = 'Plan id: x\nApply exactly this: node cli.cjs apply --plan-id x\n'

const ACTIONS = [
  { action: 'create', name: 'a' },
  { action: 'replace', name: 'b', id: '2' },
  { action: 'destroy', name: 'c', id: '3', reasonCode: 'pruned' },
  { action: 'destroy', name: 'd', id: '4', reasonCode: 'gone-already' },
  {
    action: 'change',
    name: 'e',
    id: '5',
    steps: [{ operation: 'grow-disk' }, { operation: 'upgrade', isThere: true }],
  },
  { action: 'no-op', name: 'f', id: '6' },
]

const LISTED = ['create a', 'create b', 'delete 2', 'delete 3', 'edit 5']

const call = (text: string): CallLine => {
  const [operation = '', of = ''] = text.split(' ')
  const about = operation === 'create' ? { name: of } : { id: of }
  return { time: '', call: text, phase: 'received', operation, ...about } as CallLine
}

const launch = (output: string): Launch => ({
  blow: { blow: 'none' },
  order: PLAIN_APPLY,
  code: 1,
  signal: null,
  output,
  hung: false,
  afterSignalMs: undefined,
})

function judged(calls: readonly string[], output = '', text = TEXT) {
  const { command = '', ...plan } = printedPlan(text, JSON.stringify({ actions: ACTIONS }))
  const consent = { by: 'command', plan: { ...plan, command } } as const
  return checkPrinted(calls.map(call), consent, [launch(output)])
}

describe('a plan that is run by the command at its end', () => {
  it('lists the calls that its actions take', () => {
    const { command, calls } = printedPlan(TEXT, JSON.stringify({ actions: ACTIONS }))
    expect(command).toBe('node cli.cjs apply --plan-id x')
    expect(calls).toEqual(LISTED)
    expect(printedPlan('Plan id: x\n', undefined).command).toBeUndefined()
  })

  it('sends them all, in any order, and no others', () => {
    expect(judged(LISTED.toReversed())).toEqual([])
    expect(judged(LISTED.slice(1))).toHaveLength(1)
    expect(judged([...LISTED, 'stop 6'])).toHaveLength(1)
    expect(judged([...LISTED, 'delete 2'])).toHaveLength(1)
  })

  it('is not refused, unless the plan says that it may be', () => {
    const refusal = 'Error: this is not the plan x any more'
    expect(judged([], refusal)).toHaveLength(1)
    const warned = `where that settles one, its plan has another id, and this one is refused.\n${TEXT}`
    expect(judged([], refusal, warned)).toEqual([])
    expect(judged(LISTED.slice(1), refusal, warned)).toHaveLength(1)
  })
})
