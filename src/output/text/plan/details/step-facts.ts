import { type Json, Secret } from '../../../../model/secret.ts'
import { timeText } from '../../../../model/time-text.ts'
import { unreachable } from '../../../../model/unreachable.ts'
import {
  type ChangeAction,
  type DiskStep,
  fieldsOf,
  type PayStep,
  type PortsStep,
  type Step,
  type UpgradeStep,
} from '../../../../plan/action.ts'
import type { Change, Drift } from '../../../../plan/change.ts'
import { MASKED, UNSET } from '../../../../plan/difference.ts'
import { gives } from '../../../../plan/in-place/gives.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import { RESETS_AGAIN } from '../../change-words.ts'
import { accountWords, variablesIn } from '../account-words.ts'
import { valueText } from '../value-text.ts'
import { payStepWords } from './pay-words.ts'

/** One field that differs, as every view shows it. */
export interface FieldFact {
  readonly field: string
  readonly from: Json | undefined
  readonly to: Json | undefined
  /** What is told in the place of the two, safe to print: what the account has there is shown to nobody. */
  readonly words?: string
  /** What the change takes, where no line below says it. */
  readonly note?: string
}

/** What a change would take, in words. */
export const WAYS = {
  edit: 'can be changed in place',
  upgrade: 'resets the container',
  pay: 'in place, by a call that spends money',
  replace: 'takes a new instance',
} as const satisfies Record<Change['takes'], string>

/** Differences of which nothing says how they are made true. */
export const factsOfChanges = (changes: readonly Change[]): readonly FieldFact[] =>
  changes.map((change) => ({ ...valuesOf(change), note: WAYS[change.takes] }))

/** Differences that a new instance makes true, all of them: those first that take one. */
export const factsOfReplacement = (changes: readonly Change[]): readonly FieldFact[] =>
  [
    ...changes.filter(({ takes }) => takes === 'replace'),
    ...changes.filter(({ takes }) => takes !== 'replace'),
  ].map((change) => ({
    ...valuesOf(change),
    note: change.takes === 'replace' ? WAYS.replace : 'the new instance has it',
  }))

/** The differences of a change, each with the step that makes it true, or what it would take. What a reset does is last. */
export function factsOfSteps({ changes, steps, spec }: ChangeAction): readonly FieldFact[] {
  const stepOf = ({ field }: Change) =>
    steps.find((each) => fieldsOf(each).some((made) => made === field))
  const isReset = (change: Change) => stepOf(change)?.operation === 'upgrade'
  const ordered = [
    ...changes.filter((change) => !isReset(change)),
    ...changes.filter((change) => isReset(change)),
  ]
  return ordered.map((change): FieldFact => {
    const step = stepOf(change)
    const values = valuesOf(change)
    switch (step?.operation) {
      case undefined:
        return { ...values, note: WAYS[change.takes] }
      case 'edit-ports': {
        const { from, to } = step
        const isSecret = spec.body.ports instanceof Secret
        const note = from.join() === to.join() ? THERE_ALREADY : 'in place'
        return isSecret ? { ...values, note } : { field: change.field, from, to, note }
      }
      case 'grow-disk': {
        const { from, to } = step
        return { field: change.field, from, to, note: growthWords(to - from) }
      }
      case 'upgrade':
        return step.isThere ? { ...values, note: THERE_ALREADY } : values
      // What is charged is told in a line below.
      case 'subscribe':
      case 'auto-renew':
        return { ...values, note: 'in place' }
      // They make no field of a definition true.
      case 'start':
      case 'stop':
      case 'renew':
        return values
      default:
        return unreachable(step)
    }
  })
}

/** What a step in place leads from and to, in a few words, safe to print. */
export function stepWords(
  step: PortsStep | DiskStep | UpgradeStep | PayStep,
  { body }: ChangeAction['spec'],
): string {
  switch (step.operation) {
    case 'edit-ports':
      return body.ports instanceof Secret
        ? valueText(body.ports)
        : `${valueText(step.from)} → ${valueText(step.to)}`
    case 'grow-disk':
      return `${step.from} → ${step.to} GB`
    case 'upgrade':
      return step.fields.join(', ')
    case 'subscribe':
    case 'renew':
    case 'auto-renew':
      return payStepWords(step)
    default:
      return unreachable(step)
  }
}

const THERE_ALREADY = 'the account has it so already'

const growthWords = (more: number): string =>
  more === 0
    ? THERE_ALREADY
    : `adds ${more} GB in place; it never shrinks; the list has no price for it`

/** What the steps do to the container besides the fields: lines for every view, safe to print. */
export const resetWords = ({ steps }: { readonly steps: readonly Step[] }): readonly string[] =>
  steps.flatMap((step) =>
    step.operation === 'upgrade' && step.isThere !== true
      ? [
          'resets the container: what runs in it ends and starts again; its data is kept',
          ...(step.lostBefore === undefined
            ? []
            : [
                `this ${RESETS_AGAIN}: whether the reset of ${timeText(step.lostBefore)} was done, nobody knows`,
              ]),
          ...(step.untold === undefined
            ? []
            : [
                `empties what no file sets and the account does not show, whatever it is: ${step.untold.join(', ')}`,
              ]),
          ...(step.drops.length === 0
            ? []
            : [
                `drops ${step.drops.length === 1 ? 'a variable' : `${step.drops.length} variables`} that no file has: ${step.drops.map(plain).join(', ')}`,
              ]),
        ]
      : [],
  )

/** What somebody changed in the account and a step sets back by the way: lines for every view, safe to print. */
export const undoneWords = ({ drift, steps }: ChangeAction): readonly string[] =>
  drift
    .filter(({ field, isWanted }) => isWanted !== true && steps.some((step) => gives(step, field)))
    .map((each) => `also undoes: the account has ${accountWords([each])}`)

/** The drift that stays. */
export const driftLeft = ({ drift, steps }: ChangeAction): readonly Drift[] =>
  drift.filter(({ field }) => !steps.some((step) => gives(step, field)))

/** Of drift that is undone the account's values are shown no more than in a note of it. */
function valuesOf({ field, from, to, isDrift }: Change): FieldFact {
  if (isDrift !== true) return { field, from, to }
  const off = variablesIn(from)
  if (off !== undefined) {
    const words = off.map(({ key, value }) =>
      value === UNSET ? `${plain(key)}: not in the account` : `${plain(key)}: value differs`,
    )
    return { field, from, to, words: words.join(', ') }
  }
  return from === MASKED ? { field, from, to, words: 'value differs' } : { field, from, to }
}
