import { CHANGE_OPERATIONS } from '../../../src/sandbox/routes/api-operation.ts'
import type { CallLine } from '../../../src/sandbox/state/account-store.ts'
import type { Truth } from '../service/truth.ts'
import { type Act, isAgreedIn } from '../story/act.ts'
import type { Blow } from '../story/blow.ts'
import { callsOf, onlyOf, PLAIN_APPLY } from '../story/order.ts'
import { isListNeverWhole } from '../trouble/trouble.ts'

/** What one start sent, by the log of the service: no more than the order allows, and only to what it is about. */
export function checkSent(
  lines: readonly CallLine[],
  act: Act,
  { blow, truth }: { readonly blow: Blow; readonly truth: readonly Truth[] },
): readonly string[] {
  const { order, troubles } = act
  // The log has the name of now: somebody may have renamed it.
  const names = new Map(truth.map(({ id, askedName }) => [id, askedName]))
  const nameOf = ({ operation, id = '', name = '' }: CallLine) =>
    operation === 'create' ? name : names.get(id)
  const sent = lines.filter(({ phase, operation }) => phase === 'received' && isChanging(operation))
  const isRival = blow.blow === 'twice' && blow.rival === 'apply'
  const allowed: readonly string[] = [
    ...callsOf(order),
    ...(isRival ? callsOf(PLAIN_APPLY) : []),
    // The id of a plan covers all that is in it.
    ...(order.order === 'apply' && isAgreedIn(act)
      ? ['start', 'stop', 'edit', 'upgrade', 'delete']
      : []),
  ]
  const only = isRival ? undefined : onlyOf(order)
  const unseen = isListNeverWhole(troubles)
  return sent.flatMap((call, at) => {
    const { operation, id = '' } = call
    const name = nameOf(call)
    const what = `${operation} ${id} "${name}"`
    const started = sent
      .slice(0, at)
      .some((each) => each.operation === 'start' && nameOf(each) === name && !isRival)
    return [
      ...(allowed.includes(operation) ? [] : [`${what} was sent by a run of ${order.order}`]),
      ...(only === undefined || only === name
        ? []
        : [`${what} was sent by a run that is about "${only}"`]),
      // A list of an empty account is whole with one record less, too.
      ...(unseen && operation !== 'create'
        ? [`${what} was sent, and no list ever came whole`]
        : []),
      ...(operation === 'create' && started ? [`${what} was sent after a start of it`] : []),
    ]
  })
}

export const isChanging = (operation: string): boolean =>
  operation === 'create' || CHANGE_OPERATIONS.some((each) => each === operation)
