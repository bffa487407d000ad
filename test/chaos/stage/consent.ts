import { existsSync, readFileSync } from 'node:fs'
import { toState } from '../../../src/ledger/state.ts'
import { isOwnedBy, type Owned, ownedIn } from '../judge/owned.ts'
import { openOperations } from '../ledgers-in.ts'
import type { Truth } from '../service/truth.ts'
import type { Act } from '../story/act.ts'
import { endOf } from '../story/entry.ts'
import { endsSome } from '../story/order.ts'
import { type PrintedPlan, printedPlan } from './printed.ts'
import { planPathOf, type Stage } from './stage.ts'
import type { Asked } from './words-for.ts'

/** How a person agrees to what is to be done: to so many ends, to the plan of this id, or by the command that a plan prints. */
export type Consent =
  | { readonly by: 'number'; readonly destroys: number }
  | { readonly by: 'id'; readonly planId: string }
  | {
      readonly by: 'command'
      /** With a command. */
      readonly plan: PrintedPlan & { readonly command: string }
    }

/**
 * What a person says to an order. Who counts by hand looks at the ledger and at the account itself; who reads a plan and is
 * given none counts by hand as well.
 */
export async function consentTo(
  stage: Stage,
  act: Act,
  read: (asked: Asked) => Promise<string>,
): Promise<Consent> {
  const { order, counted, acceptGone } = act
  const byHand = async (): Promise<Consent> => ({
    by: 'number',
    destroys: await countByHand(stage, act),
  })
  if (counted === 'as-printed') {
    const before = pictureOf(stage.service.truth())
    const asked = { does: 'plan-as-text', order, consent: await byHand(), acceptGone } as const
    const text = await read(asked)
    const { command, ...plan } = printedPlan(text, documentOf(stage))
    // What comes late, or goes on by itself, makes another plan of it.
    const hasMoved = pictureOf(stage.service.truth()) !== before
    if (command === undefined || hasMoved) return byHand()
    return { by: 'command', plan: { ...plan, command } }
  }
  const isRead = endsSome(order) || (order.order === 'apply' && counted === 'by-id')
  if (counted === 'by-hand' || stage.driver === 'library' || !isRead) return byHand()
  const plan = planIn(await read({ does: 'plan', order, consent: await byHand(), acceptGone }))
  if (plan === undefined) return byHand()
  const { planId, destroys } = plan
  return counted === 'by-id' ? { by: 'id', planId } : { by: 'number', destroys }
}

/** The account as a text that is the same as long as nothing in it changes. */
const pictureOf = (truth: readonly Truth[]): string =>
  truth
    .map(({ id, status, settings: { envs, ...others } }) =>
      JSON.stringify([id, status ?? 'removed', others, [...(envs ?? [])]]),
    )
    .join()

/** The JSON of the plan that was printed as a text. */
function documentOf(stage: Stage): string | undefined {
  const path = planPathOf(stage)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** The id of a plan, and how many instances it ends. What is gone already needs no call. */
function planIn(
  output: string,
): { readonly planId: string; readonly destroys: number } | undefined {
  try {
    const document = JSON.parse(output.slice(output.indexOf('{\n'), output.lastIndexOf('}') + 1))
    if (typeof document.planId !== 'string' || document.error !== undefined) return undefined
    const destroys = document.actions.filter(
      (each: { action: string; reasonCode: string }) =>
        each.action === 'destroy' && each.reasonCode !== 'gone-already',
    )
    return { planId: document.planId, destroys: destroys.length }
  } catch {
    return undefined
  }
}

/** How many instances of ours there are to end. */
async function countByHand({ ledger, service }: Stage, { order, entries }: Act): Promise<number> {
  if (!endsSome(order)) return 0
  const records = await ledger.records()
  const switched = openOperations(records).filter(({ operation }) => operation !== 'delete')
  const truth = service.truth()
  const isMeant = ({ id, name, protect }: Owned): boolean => {
    const instance = truth.find((each) => each.id === id)
    const entry = entries.find((each) => each.name === name)
    if (instance?.status === undefined) return false
    if (
      protect ||
      entry?.protect ||
      instance.isPrepaid ||
      switched.some((each) => each.id === id)
    ) {
      return instance.isLeaving
    }
    if (order.order !== 'apply') return isOwnedBy(order, entries, name)
    const end = entry === undefined ? undefined : endOf(entry, instance.createdAt)
    return entry === undefined ? order.prune : end !== undefined && end <= Date.now()
  }
  return ownedIn(toState(records)).filter(isMeant).length
}
