import { explainRefusal } from '../../../api/responses/refusal.ts'
import { type ApplyResult, type Made, madeIn } from '../../../apply/result.ts'
import { type Money, quoteOfRung } from '../../../pricing/quote.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { labelOf } from '../events-text.ts'
import { priceWords, spentWords } from '../plan/money-text.ts'
import { type ResultLook, table } from './result-look.ts'

/** What was created, and what it costs from now on. */
export function createdBlock(
  result: ApplyResult,
  { style, money, next }: ResultLook,
): readonly string[] {
  const created = madeIn(result)
  if (created.length === 0) return []
  const quotes = new Map(money?.quotes.map((quote) => [quote.key, quote]))
  const rows = created.map(({ action, id, rung }) => {
    const quote = quotes.get(action.key)
    const price =
      quote === undefined || money === undefined
        ? undefined
        : priceWords(quoteOfRung(quote, rung), money.currency)
    const unknown = quote === undefined ? '' : '  price unknown'
    const by = rung === undefined ? '' : `  by item ${rung} of its fallback`
    return [labelOf(action), `${id}${price === undefined ? unknown : `  ${price}`}${by}`] as const
  })
  const lost = created.flatMap(({ action, id, unrecorded }) =>
    unrecorded === undefined
      ? []
      : [
          style.red(`${labelOf(action)} exists as ${id}, but the ledger could not take it:`),
          `  ${plain(unrecorded.reason)}`,
          unrecorded.rescue === undefined
            ? `  write it down, and once the ledger can be written: ${next('adopt', [shellWord(action.name ?? action.key), shellWord(id)])}`
            : `  it is kept in ${plain(unrecorded.rescue)}; beside the ledger the next run takes it in, from elsewhere move it there first`,
        ],
  )
  const belied = created.flatMap(({ action, id, despite }) =>
    despite === undefined
      ? []
      : [
          style.red(
            `${labelOf(action)} was refused (${plain(explainRefusal(despite))}), but the account has it as ${id}: it is recorded and billed. Do not create it elsewhere because of the refusal.`,
          ),
        ],
  )
  const title = money?.currency.pretended === true ? 'Created:' : 'Created, and billed from now on:'
  return [title, ...table(rows), ...costLine(created, money), ...lost, ...belied]
}

function costLine(created: readonly Made[], money: Money | undefined): readonly string[] {
  const byKey = new Map(money?.quotes.map((quote) => [quote.key, quote]))
  const quotes = created.flatMap(({ action, rung }) => {
    const quote = byKey.get(action.key)
    return quote === undefined ? [] : [quoteOfRung(quote, rung)]
  })
  const words = money === undefined ? undefined : spentWords(quotes, money.currency)
  return words === undefined ? [] : [`  together ${words}, by the list prices of the plan`]
}
