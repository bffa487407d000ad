import { rungsOfSpec } from '../../definitions/instance-spec.ts'
import { joinWords } from '../../diagnostics/wording.ts'
import { durationText } from '../../model/duration.ts'
import { UserError } from '../../model/user-error.ts'
import { isCreation } from '../../plan/action.ts'
import { allowedActions } from '../../plan/consent.ts'
import { movedParts } from '../../plan/plan-id.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { moneyFor, quoteAll } from '../../pricing/quote.ts'
import { fetchCatalog } from '../account/fetch-catalog.ts'
import type { Decision } from '../plan-fleet.ts'
import type { ApplyRun } from './apply-run.ts'

/** Everybody who waits for the same product asks: seldom enough that a service takes it. */
const PAUSE_MS = 10_000

interface Awaiting {
  /** How long to wait at most, in milliseconds. */
  readonly budgetMs: number
  /** Looks at the account, and decides with nothing of what is sold out. */
  readonly look: () => Promise<Decision>
  /** Why a decision is not to be carried out: the account could not be seen. */
  readonly refusal: (decision: Decision) => UserError | undefined
}

/**
 * Waits until something that an approved plan creates can be deployed: asks for products alone, and then looks at the account.
 * Gives the decision that the run goes on with, in which nothing is tried that is sold out; `undefined` when somebody asked to
 * stop. Throws, before anything is sent, when the time is over or the plan is not the one that was approved any more. A look that fails
 * is taken again: who waits for hours is not served by an end for the trouble of a moment.
 */
export async function awaitStock(
  approved: PricedPlan,
  { budgetMs, look, refusal }: Awaiting,
  applying: ApplyRun,
): Promise<Decision | undefined> {
  const { ports, reporter, options } = applying
  const started = ports.elapsed()
  let isTold = false
  let unseen: UserError | undefined
  while (!ports.interrupted()) {
    if (await isInStock(approved, applying)) {
      const decision = await look()
      if (ports.interrupted()) return undefined
      unseen = refusal(decision)
      if (unseen === undefined) {
        requireSameButStock(approved, decision.plan)
        if (canMake(decision.plan, options)) return decision
      }
    }
    const leftMs = budgetMs - (ports.elapsed() - started)
    if (leftMs <= 0) throw unseen ?? stillSoldOut(budgetMs)
    if (!isTold) reporter.awaitingStock(leftMs)
    isTold = true
    reporter.progress({ kind: 'sold-out' })
    await ports.wait(Math.min(leftMs, PAUSE_MS * (1 + ports.random() / 4)))
  }
  return undefined
}

/** Whether the service says that something of the plan can be deployed. What cannot be read is not in stock. */
async function isInStock(plan: PricedPlan, applying: ApplyRun): Promise<boolean> {
  const { target, options, cancellation } = applying
  const creations = allowedActions(plan.actions, options.consent).filter(isCreation)
  const bodies = creations.flatMap(({ spec }) => rungsOfSpec(spec)).map(({ body }) => body)
  const catalog = await fetchCatalog(target.client, { bodies }, options, cancellation.deadline)
  return quoteAll(creations, catalog, target.name, { soldOut: 'skip' }).quotes.some(isTried)
}

const canMake = (
  { actions, money }: PricedPlan,
  { consent }: Pick<ApplyRun['options'], 'consent'>,
): boolean =>
  moneyFor(money, allowedActions(actions, consent).filter(isCreation)).quotes.some(isTried)

/** Nothing that a service leaves open is taken for stock. */
const isTried = ({ rungs }: PricedPlan['money']['quotes'][number]): boolean =>
  rungs.some(({ skipped, stock }) => skipped === undefined && stock.available === true)

function requireSameButStock(approved: PricedPlan, now: PricedPlan): void {
  if (now.idAtAnyStock === approved.idAtAnyStock) return
  const moved = movedParts(approved.idAtAnyStock, now.idAtAnyStock)
  throw new UserError(
    `the plan changed while the run waited for stock: ${joinWords(moved, 'and')} changed. Nothing was sent`,
    { hint: 'run the same command again, and read the new plan' },
  )
}

const stillSoldOut = (budgetMs: number): UserError =>
  new UserError(
    `nothing of what is to be created could be deployed within ${durationText(budgetMs / 1000)}, says the service. Nothing was sent`,
    {
      hint: 'wait longer with --until-available=TIME, choose another product, or add one as fallback',
    },
  )
