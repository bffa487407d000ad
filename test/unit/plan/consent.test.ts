import { describe, expect, it } from 'vitest'
import type { InstanceId } from '../../../src/ledger/record.ts'
import { ALLOW_WORDS, type AllowWord } from '../../../src/model/allow-word.ts'
import type { Action } from '../../../src/plan/action.ts'
import { allowedActions, leftIn, prospectOf, waitingIn } from '../../../src/plan/consent.ts'
import { type Goal, PLAIN_APPLY } from '../../../src/plan/decide/goal.ts'
import { anInstance, aSpec, aState, entryOf, openAttempt, owned } from '../../support/builders.ts'
import { complete, expiry, owning, planned } from '../../support/planning.ts'

const a = aSpec('a')
const mine = owned('1', a)
const ours = owning([a, mine])
const PRUNE: Goal = { ...PLAIN_APPLY, prune: true, endsExpired: true }

const only = ([action, ...others]: readonly Action[]): Action => {
  if (action === undefined || others.length > 0) throw new Error('one action is expected')
  return action
}
const shown = (status: string) => complete(anInstance('1', 'a', { status }))

const CREATE = only(planned({ specs: [a] }))
const RECREATE = only(planned({ specs: [a], state: ours }))
const NO_OP = only(planned({ specs: [a], state: ours, remote: shown('running') }))
const EXISTS = only(planned({ specs: [a], remote: shown('running') }))
const OTHERWISE = only(
  planned({ specs: [a], state: ours, remote: complete(anInstance('1', 'a', { gpuNum: 2 })) }),
)
const CHANGED = only(
  planned({
    specs: [aSpec('a', { billingMode: 'monthly' })],
    state: ours,
    remote: shown('running'),
  }),
)
const REPLACE = only(
  planned({ specs: [aSpec('a', { gpuNum: 2 })], state: ours, remote: shown('running') }),
)
const FINISH = only(
  planned({
    specs: [a],
    state: owning([a, { ...mine, supersededBy: '2' as InstanceId }, owned('2', a)]),
    remote: complete(anInstance('1', 'a'), anInstance('2', 'a')),
  }),
)
const RENEW = only(
  planned({
    specs: [aSpec('a', {}, { paidUntil: 1_803_859_200 })],
    state: ours,
    remote: complete(anInstance('1', 'a', { billingMode: 'monthly', endsAt: 1_798_761_600 })),
  }),
)
const desired = (desiredStatus: 'running' | 'stopped', status: string, fields = {}) =>
  only(
    planned({
      specs: [aSpec('a', fields, { desiredStatus })],
      state: ours,
      remote: shown(status),
    }),
  )
const START = desired('running', 'exited')
const STOP = desired('stopped', 'running')
const LATER = desired('running', 'stopping')
const CHANGED_STOP = desired('stopped', 'running', { billingMode: 'monthly' })
const FAILED = only(planned({ specs: [a], state: ours, remote: shown('freezing') }))
const EXPIRED = only(
  planned({
    specs: [aSpec('a', {}, { expires: expiry('1s') })],
    state: ours,
    remote: shown('running'),
  }),
)
const ORPHAN = only(planned({ state: ours, remote: shown('running') }))
const DESTROY = only(planned({ state: ours, remote: shown('running'), goal: PRUNE }))
const PROTECTED = only(
  planned({
    state: owning([a, { ...mine, protect: true }]),
    remote: shown('running'),
    goal: PRUNE,
  }),
)
const PREPAID = only(
  planned({
    state: ours,
    remote: complete(anInstance('1', 'a', { billingMode: 'monthly' })),
    goal: PRUNE,
  }),
)
const IN_DOUBT = only(planned({ specs: [a], state: aState(entryOf(a, [], [openAttempt(a, [])])) }))
const CONFLICT = only(
  planned({ specs: [a], remote: complete(anInstance('1', 'a', { gpuNum: 8 })) }),
)

const consent = (...words: readonly AllowWord[]) => ({ allow: new Set(words), isWhole: false })
const WHOLE = { allow: new Set<AllowWord>(), isWhole: true }

describe('allowedActions', () => {
  it.each<[string, Action, readonly AllowWord[]]>([
    ['a creation', CREATE, []],
    ['a creation of what is gone', RECREATE, ['recreate']],
    ['a start', START, ['start']],
    ['a stop', STOP, ['stop']],
    ['a stop of what differs otherwise', CHANGED_STOP, ['stop']],
    ['a deletion', DESTROY, ['destroy']],
    ['a replacement', REPLACE, ['replace']],
    ['the end of what was replaced', FINISH, ['replace']],
    ['a payment', RENEW, ['pay']],
  ])('lets through %s with its word, and no other', (_what, action, words) => {
    expect(allowedActions([action], consent(...words))).toEqual([action])
    const others = ALLOW_WORDS.filter((word) => !words.includes(word))
    expect(allowedActions([action], consent(...others))).toEqual(words.length === 0 ? [action] : [])
    expect(allowedActions([action], WHOLE)).toEqual([action])
  })

  it('lets nothing through that is not to be carried out, whatever is allowed', () => {
    const others = [NO_OP, EXISTS, CHANGED, LATER, FAILED, EXPIRED, ORPHAN, PROTECTED, PREPAID]
    const all = [...others, IN_DOUBT, CONFLICT]
    const everything = consent(...ALLOW_WORDS)
    expect(allowedActions(all, everything)).toEqual([])
    expect(allowedActions(all, WHOLE)).toEqual([])
  })
})

describe('waitingIn', () => {
  it.each<[string, Action]>([
    ['what differs from the file', CHANGED],
    ['a switch that has to wait', LATER],
    ['a stop of what differs otherwise', CHANGED_STOP],
    ['a failure', FAILED],
    ['what has expired', EXPIRED],
    ['an orphan', ORPHAN],
    ['what cannot be ended', PREPAID],
    ['what the account has otherwise', OTHERWISE],
  ])('gives %s, whatever is allowed', (_what, action) => {
    expect(waitingIn([action], WHOLE)).toEqual([action])
  })

  it.each<[string, Action, AllowWord]>([
    ['a creation of what is gone', RECREATE, 'recreate'],
    ['a start', START, 'start'],
    ['a stop', STOP, 'stop'],
    ['a deletion', DESTROY, 'destroy'],
    ['a replacement', REPLACE, 'replace'],
    ['the end of what was replaced', FINISH, 'replace'],
    ['a payment', RENEW, 'pay'],
  ])('gives %s only until it is allowed', (_what, action, word) => {
    expect(waitingIn([action], consent())).toEqual([action])
    expect(waitingIn([action], consent(word))).toEqual([])
    expect(waitingIn([action], WHOLE)).toEqual([])
  })

  it('gives neither what is as the files say, nor what is protected as they ask for', () => {
    expect(waitingIn([CREATE, NO_OP, EXISTS, PROTECTED], consent())).toEqual([])
  })

  it('leaves doubts and conflicts to `leftIn`', () => {
    expect(waitingIn([IN_DOUBT, CONFLICT], consent())).toEqual([])
    const all = [IN_DOUBT, NO_OP, ORPHAN, CONFLICT]
    expect(leftIn(all, consent())).toEqual([IN_DOUBT, ORPHAN, CONFLICT])
  })
})

describe('prospectOf', () => {
  const clear = { isRefused: false }

  it.each<[string, Action, AllowWord, 'work' | 'person' | 'nothing']>([
    ['a deletion that is allowed', DESTROY, 'destroy', 'work'],
    ['a deletion that is not', DESTROY, 'stop', 'person'],
    ['a stop that is allowed', STOP, 'stop', 'work'],
    ['a stop that is not', STOP, 'destroy', 'person'],
    ['what is protected', PROTECTED, 'destroy', 'nothing'],
    ['what has expired', EXPIRED, 'destroy', 'person'],
  ])('tells what an apply with the same words would do: %s', (_what, action, word, expected) => {
    expect(prospectOf([action], { ...consent(word), ...clear })).toBe(expected)
  })
})
