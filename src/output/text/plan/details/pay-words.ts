import { isMonthly } from '../../../../api/remote.ts'
import { timeText } from '../../../../model/time-text.ts'
import type { ChangeAction, PayStep, Step } from '../../../../plan/action.ts'
import { MOST_MONTHS, monthsBeyond } from '../../../../plan/in-place/pay-steps.ts'
import type { PricedPlan } from '../../../../plan/priced-plan.ts'
import { amountWords } from '../../../../pricing/amount-text.ts'
import type { Quote } from '../../../../pricing/quote.ts'
import { quoteFor } from '../../../../pricing/quote-for.ts'
import { plain } from '../../../terminal/terminal-text.ts'

/** What the steps of a change pay for, for how long and how much: lines for every view, safe to print. */
export const payWords = (
  { key, spec, steps, remote }: ChangeAction,
  { money }: Pick<PricedPlan, 'money'>,
): readonly string[] => {
  const quote = quoteFor(money, key)
  return steps.filter(isPayStep).map((step) => {
    if (step.operation === 'auto-renew') return renewalWords(step)
    if (step.operation === 'subscribe' && isMonthly(remote)) return PAID_SO_ALREADY
    const what =
      step.operation === 'subscribe'
        ? `pays for ${payStepWords(step)} in advance, and no longer by the hour`
        : `pays for ${monthsText(step.months)} more, from ${momentText(step.from)} to about ${endOfRenewal(step)}`
    const beyond = beyondWords(step, spec)
    return `${what}: ${chargeWords(quote, money)}, charged at once; it cannot be undone${beyond}`
  })
}

/** How much of what the file wants is left to a further run: what is paid for ends is told only once it is. */
function beyondWords(
  step: Extract<PayStep, { operation: 'subscribe' | 'renew' }>,
  { life: { paidUntil } }: ChangeAction['spec'],
): string {
  if (step.operation === 'subscribe') {
    return paidUntil === undefined
      ? ''
      : `; it is to be paid until ${momentText(paidUntil)}, and what lacks of that then is left to a further run`
  }
  const left = monthsBeyond(step)
  return left === 0
    ? ''
    : `; ${monthsText(left)} more are left to a further run, since one pays for ${MOST_MONTHS} at most`
}

const isPayStep = (step: Step): step is PayStep =>
  step.operation === 'subscribe' || step.operation === 'renew' || step.operation === 'auto-renew'

const PAID_SO_ALREADY = 'it is paid by the month already: nothing is sent, and nothing is charged'

const renewalWords = ({ to, months }: Extract<PayStep, { operation: 'auto-renew' }>): string => {
  const each = months === undefined ? '' : `, for ${monthsText(months)} each time`
  return to
    ? `is renewed by itself from then on${each}: each renewal is charged; ${UNCHECKED}`
    : `is no longer renewed by itself; ${UNCHECKED}`
}

const UNCHECKED = 'the service does not let anybody check it'

/** What a step pays for, in a few words. */
export function payStepWords(step: PayStep): string {
  switch (step.operation) {
    case 'subscribe':
      return monthsText(step.months)
    case 'renew':
      return `${monthsText(step.months)}, until about ${endOfRenewal(step)}`
    case 'auto-renew':
      return step.to ? 'on' : 'off'
  }
}

/** How much is charged, with where that is from; where nobody knows, why. */
export const chargeWords = (quote: Charge, money: PricedPlan['money']): string =>
  quote?.upfront.kind === 'unknown'
    ? `${UNKNOWN_SUM} (${plain(quote.upfront.why)})`
    : sumWords(quote, money)

/** The same without why. */
export const sumWords = (quote: Charge, { currency }: PricedPlan['money']): string =>
  quote?.upfront.kind === 'known'
    ? `${amountWords(quote.upfront.price, currency)} by the list prices`
    : UNKNOWN_SUM

type Charge = Pick<Quote, 'upfront'> | undefined

const UNKNOWN_SUM = 'an unknown amount'

export const monthsText = (count: number): string => (count === 1 ? '1 month' : `${count} months`)

/** The day, as calendars count: a service may count a month as 30 days. */
function endOfRenewal({ from, months }: Extract<PayStep, { operation: 'renew' }>): string {
  const end = new Date(from * 1000)
  end.setUTCMonth(end.getUTCMonth() + months)
  return end.toISOString().slice(0, 10)
}

/** Unix seconds. */
const momentText = (at: number): string => timeText(new Date(at * 1000).toISOString())
