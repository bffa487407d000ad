import { onlyOf } from '../story/order.ts'
import { label } from './check-call.ts'
import { type End, isNamed, isSentElsewhere } from './end.ts'
import { isSpent, type Unmet } from './wishes.ts'

/** Every entry ends created, or the last start says why not, and does not call it success. */
export function allExplained(end: End): readonly string[] {
  const { entries, state, order } = end
  const only = onlyOf(order)
  return entries.flatMap((each) => {
    const { name } = each
    if (isSpent(each, { truth: end.made, endedAt: end.endedAt })) return []
    if (only !== undefined && name !== only) return []
    const entry = [...state.entries.values()].find((one) => one.name === name)
    const isCreated = entry !== undefined && entry.instances.length > 0 && entry.open.length === 0
    if (isCreated) return []
    // There and agreeing, though the ledger does not hold it: the plan names it, and it is not made again.
    const [one, ...others] = end.living(name)
    if (one !== undefined && others.length === 0 && isNamed(one, end)) return []
    return unexplained(`${label(name)} is not created`, { name, id: undefined }, end)
  })
}

/** Whatever else is not as it was wanted is told by the last start, which does not call it success. */
export const allNamed = (end: End): readonly string[] =>
  end.unmet
    .filter(
      ({ isEnd, wasMet, isOff }) =>
        isEnd ||
        ((end.order.order !== 'apply' || isOff === true) && !(end.isMeddledWith && wasMet)),
    )
    .flatMap((each) => unexplained(each.what, each, end))

function unexplained(
  what: string,
  { name, id }: Pick<Unmet, 'name' | 'id'>,
  { launches }: End,
): readonly string[] {
  const last = launches.at(-1)
  // The run goes on by another name of the service, and says which ledger that is.
  if (isSentElsewhere(last)) return []
  if (last === undefined || last.code === 0) return [`${what}, but it says done`]
  const words =
    name === undefined ? /no name|"name":null/ : new RegExp(`(^|\\W)${name}(\\W|$)`, 'm')
  if (words.test(last.output) || (id !== undefined && last.output.includes(id))) return []
  // What is refused as a whole names nothing of it.
  return /nothing was sent|instances-empty/i.test(last.output)
    ? []
    : [`${what}, and nothing says why`]
}
