import { priceText } from '../../api/product.ts'
import type { Json } from '../../model/secret.ts'
import { type ActionEffect, effectsIn } from '../../plan/effects.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import type { Amount } from '../../pricing/amount.ts'
import { toHundredths } from '../../pricing/amount-text.ts'
import { totalEffect } from '../../pricing/effect.ts'
import { compact } from './compact.ts'
import { totalJson } from './money-json.ts'

/** What a plan does to the bill, for machines; `undefined` for one that only creates. Unknown is `null`, with the reason beside. */
export function effectsJson(plan: PricedPlan): Json | undefined {
  const effects = effectsIn(plan)
  if (effects.length === 0) return undefined
  const total = totalEffect(effects.map(({ effect }) => effect))
  return {
    actions: effects.map(effectJson),
    before: totalJson(total.before),
    after: totalJson(total.after),
    change: amountJson(total.change) ?? null,
    chargedNow: totalJson(total.upfront),
  }
}

function effectJson({ tasks, effect }: ActionEffect): Json {
  const [{ operation, action }] = tasks
  const { before, after, change, upfront, soFar } = effect
  return compact({
    name: action.name ?? null,
    key: action.key,
    operation,
    operations: tasks.length === 1 ? undefined : tasks.map((task) => task.operation),
    before: amountJson(before),
    after: amountJson(after),
    change: amountJson(change),
    chargedNow: amountJson(upfront),
    unknownBecause: whyUnknown(effect),
    paidSoFar: tasks.some((task) => task.operation === 'delete') ? paidJson(soFar) : undefined,
  })
}

const whyUnknown = ({ change, upfront }: ActionEffect['effect']): string | undefined => {
  const unknown = [change, upfront].find(({ kind }) => kind === 'unknown')
  return unknown?.kind === 'unknown' ? unknown.why : undefined
}

const paidJson = (soFar: number | undefined): Json =>
  soFar === undefined ? null : priceText(toHundredths(soFar))

/** `undefined` for an amount that does not apply. */
function amountJson(amount: Amount): Json | undefined {
  switch (amount.kind) {
    case 'known':
      return amount.price < 0 ? `-${priceText(-amount.price)}` : priceText(amount.price)
    case 'unknown':
      return null
    case 'none':
      return undefined
  }
}
