import { describe, expect, it } from 'vitest'
import type { ApplyEvent } from '../../../../src/apply/event.ts'
import { applyProgress } from '../../../../src/cli/talk/apply-progress.ts'
import type { InstanceId } from '../../../../src/ledger/record.ts'
import { aCreation } from '../../../support/builders.ts'
import { aDeletion } from '../../../support/change-tasks.ts'

/** A progress, and what its line shows at the moment; `undefined` where it shows nothing. */
function watched() {
  let text: ((width: number) => string) | undefined
  const progress = applyProgress({
    show: (words) => {
      text = words
    },
    hide: () => {
      text = undefined
    },
  })
  return { ...progress, line: () => text?.(80).replace(/ … .*$/, '') }
}

const [WEB, DB] = [aDeletion('web', 'i1'), aDeletion('db', 'i2')]

const start = (task: typeof WEB, nth: number): ApplyEvent => ({
  kind: 'start',
  ...task,
  nth,
  of: 2,
})
const accepted = (task: typeof WEB): ApplyEvent => ({
  kind: 'accepted',
  ...task,
  id: task.action.owned.id,
})
const complete = (task: typeof WEB): ApplyEvent => ({
  kind: 'complete',
  ...task,
  id: task.action.owned.id,
  how: 'answered',
  isThere: true,
  elapsedMs: 1,
})

describe('what a terminal shows while instances are changed', () => {
  it('says what is done, and then what is waited for', () => {
    const { follow, line } = watched()
    follow(start(WEB, 1))
    expect(line()).toBe('[1/2] web, destroying')
    follow(accepted(WEB))
    expect(line()).toBe('[1/2] web, waiting until it is gone')
    follow(complete(WEB))
    expect(line()).toBeUndefined()
  })

  it('says that it waits for what was created, until something else begins', () => {
    const { follow, line } = watched()
    const made = { name: 'new', id: 'i3' as InstanceId }
    follow({ kind: 'made_wait', instances: [made], waitMs: 1000 })
    follow({ kind: 'wait_state', ...made, status: 'pulling', statusError: undefined })
    expect(line()).toBe('Waiting until what was created runs')
    follow(start(WEB, 1))
    expect(line()).toBe('[1/2] web, destroying')
  })

  it('counts those that are under way at the same time', () => {
    const { follow, line } = watched()
    follow(start(WEB, 1))
    follow(accepted(WEB))
    follow(start(DB, 2))
    expect(line()).toBe('web and 1 more, waiting until it is gone')
    follow(complete(WEB))
    expect(line()).toBe('[2/2] db, destroying')
  })

  it('gives each event the number of its own change', () => {
    const { follow } = watched()
    follow(start(WEB, 1))
    follow(start(DB, 2))
    expect(follow(complete(WEB)).count).toEqual({ nth: 1, of: 2 })
    expect(follow(complete(DB)).count).toEqual({ nth: 2, of: 2 })
  })

  it('shows nothing more of a run that has stopped', () => {
    const { follow, line } = watched()
    follow(start(WEB, 1))
    follow({ kind: 'stopped', why: 'interrupted' })
    expect(line()).toBeUndefined()
  })
})

describe('what a terminal shows while instances are created', () => {
  it('names the entry, and what else is waited for', () => {
    const { follow, line, elapsed } = watched()
    const task = { operation: 'create', action: aCreation('new') } as const
    expect(elapsed()).toBeUndefined()
    follow({ kind: 'start', ...task, nth: 1, of: 3 })
    expect(line()).toBe('[1/3] new')
    follow({ kind: 'lookup', ...task, reason: 'HTTP 502' })
    expect(line()).toBe('[1/3] new, looking in the account')
    const id = 'i1' as InstanceId
    follow({ kind: 'complete', ...task, id, how: 'found', elapsedMs: 1 })
    expect(line()).toBeUndefined()
    expect(elapsed()).toBeGreaterThanOrEqual(0)
  })
})
