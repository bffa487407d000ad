import { type ApplyResult, type Changed, changedIn } from '../../../apply/result.ts'
import type { InstanceOperation } from '../../../ledger/operation.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { remainsAt } from '../../../plan/action.ts'
import { amountWords, toPriceUnits } from '../../../pricing/amount-text.ts'
import { quoteFor } from '../../../pricing/quote-for.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { CHANGE_WORDS } from '../change-words.ts'
import { labelOf } from '../events-text.ts'
import { costWords } from '../plan/cost-text.ts'
import { chargeWords } from '../plan/details/pay-words.ts'
import { stepWords } from '../plan/details/step-facts.ts'
import { keptWords } from '../plan/details/switch-words.ts'
import { locationOf } from '../source/source-frame.ts'
import { MAX_NAMED, type ResultLook, table, titled } from './result-look.ts'

/** What an operation has done and was seen done: what each cost or costs, and what follows from it. */
export function changedBlock(
  result: ApplyResult,
  { operation, title }: { readonly operation: InstanceOperation; readonly title: string },
  look: ResultLook,
): readonly string[] {
  const done = changedIn(result).filter((each) => each.operation === operation && each.isThere)
  return [
    ...titled(title, table(done.map((each) => [labelOf(each.action), doneWords(each, look)]))),
    ...done.flatMap((each) => lostLines(each, look)),
    ...stillDefined(done, look),
  ]
}

function doneWords(changed: Changed, look: ResultLook): string {
  const id = plain(changed.id)
  if (changed.how === 'was-so') return `${id}  ${CHANGE_WORDS[changed.operation].wasSo}`
  const words = wordsOf(changed, look)
  return words === undefined ? id : `${id}  ${words}`
}

function wordsOf(changed: Changed, look: ResultLook): string | undefined {
  switch (changed.operation) {
    case 'edit-ports':
    case 'grow-disk':
    case 'upgrade':
    case 'auto-renew':
      return stepWords(changed.step, changed.action.spec)
    case 'subscribe':
    case 'renew':
      return [stepWords(changed.step, changed.action.spec), ...chargedFor(changed, look)].join('  ')
    case 'delete':
      return spentOn(changed, look)
    case 'start':
      return hourOf(changed, look)
    case 'stop':
      return stoppedWords(changed, look)
    default:
      return unreachable(changed)
  }
}

/** What an instance cost until it was destroyed. */
function spentOn({ id }: Changed, { costs, money }: ResultLook): string | undefined {
  const cost = costs.get(id)
  return cost === undefined || money === undefined ? undefined : costWords(cost, money.currency)
}

/** What was charged for months, by the list prices of the plan. */
function chargedFor({ action }: Changed, { money }: ResultLook): readonly string[] {
  const quote = money && quoteFor(money, action.key)
  return quote === undefined || money === undefined ? [] : [chargeWords(quote, money)]
}

/** What an hour of it costs while it runs. */
function hourOf({ id, operation }: Changed, { costs, money }: ResultLook): string | undefined {
  const rate = costs.get(id)?.rate
  if (rate?.kind !== 'hourly' || money === undefined) return undefined
  const price = `${amountWords(toPriceUnits(rate.price), money.currency)} an hour`
  return operation === 'stop' ? `${price} while it ran` : price
}

/** What an hour of it cost, and until when its data is kept. */
function stoppedWords(changed: Changed, look: ResultLook): string | undefined {
  const { action } = changed
  const kept =
    action.kind === 'change' && look.now !== undefined ? keptWords(action.remote, look.now) : []
  const words = [hourOf(changed, look), ...kept].filter((each) => each !== undefined)
  return words.length === 0 ? undefined : words.join('; ')
}

function lostLines(
  { action, id, operation, unrecorded }: Changed,
  { style }: ResultLook,
): readonly string[] {
  if (unrecorded === undefined) return []
  return [
    style.red(
      `${labelOf(action)} (${plain(id)}) ${CHANGE_WORDS[operation].done}, but the ledger could not take it:`,
    ),
    `  ${plain(unrecorded.reason)}`,
    unrecorded.rescue === undefined
      ? '  the next run looks at the instance, and records it then'
      : `  it is kept in ${plain(unrecorded.rescue)}; beside the ledger the next run takes it in`,
  ]
}

/** Who destroys what a file still has is told at once what the next apply does. */
function stillDefined(done: readonly Changed[], { style }: ResultLook): readonly string[] {
  const lines = done.flatMap(({ operation, action }) => {
    const place = operation === 'delete' ? remainsAt(action) : undefined
    return place === undefined
      ? []
      : [
          `  ${labelOf(action)} is still defined at ${locationOf(place)}: the next apply makes it again`,
        ]
  })
  const more = lines.length - MAX_NAMED
  return [...lines.slice(0, MAX_NAMED), ...(more > 0 ? [`  … and so are ${more} more`] : [])].map(
    style.yellow,
  )
}
