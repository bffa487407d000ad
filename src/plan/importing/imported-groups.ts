import { asLiteral } from '../../definitions/interpolation/as-literal.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { OWN_FIELDS } from '../../schema/fields.generated.ts'
import type { ImportedEntry, ImportRemark } from './imported-entry.ts'

type Fields = ImportedEntry['fields']

/** One entry of a file, for one instance or for several replicas. */
export interface ImportedGroup {
  readonly ids: readonly InstanceId[]
  readonly fields: Fields
  readonly remarks: readonly ImportRemark[]
}

/** What was imported, as a file says it. */
export interface ImportedGroups {
  /** What all entries have in common; empty for nothing. */
  readonly defaults: Fields
  readonly groups: readonly ImportedGroup[]
}

/** Each instance as an entry of its own. */
export const apart = (entries: readonly ImportedEntry[]): ImportedGroups => ({
  defaults: [],
  groups: entries.map(({ id, fields, remarks }) => ({ ids: [id], fields, remarks })),
})

/**
 * The same instances said in fewer words: those that differ in the number at the end of their names alone are replicas of one
 * entry, where no number is missing, and what all entries have in common is in the defaults. Pure.
 */
export function grouped(entries: readonly ImportedEntry[]): ImportedGroups {
  const groups = withReplicas(entries)
  const common = groups.length < 2 ? [] : commonFields(groups)
  const keys = new Set(common.map(([key]) => key))
  return {
    defaults: common,
    groups: groups.map((group) => ({
      ...group,
      fields: group.fields.filter(([key]) => !keys.has(key)),
    })),
  }
}

function withReplicas(entries: readonly ImportedEntry[]): readonly ImportedGroup[] {
  const series = new Map<string, ImportedEntry[]>()
  for (const entry of entries) {
    const mark = seriesOf(entry)
    if (mark === undefined) continue
    const others = series.get(mark)
    if (others === undefined) series.set(mark, [entry])
    else others.push(entry)
  }
  const whole = [...series.values()].filter(isWhole)
  const replicas = new Set(whole.flat())
  return entries.flatMap((entry): readonly ImportedGroup[] => {
    if (!replicas.has(entry)) return apart([entry]).groups
    const all = whole.find((each) => each[0] === entry)
    return all === undefined ? [] : [asReplicas(all)]
  })
}

const NUMBERED = /^(.+)-([1-9]\d*)$/s

/** What the members of a series share; `undefined` for a name without a number at its end. */
function seriesOf({ name, fields, remarks }: ImportedEntry): string | undefined {
  const stem = NUMBERED.exec(name)?.[1]
  if (stem === undefined) return undefined
  return JSON.stringify([stem, fields.filter(([key]) => key !== 'name'), remarks])
}

const numberIn = ({ name }: ImportedEntry): number => Number(NUMBERED.exec(name)?.[2] ?? 0)

/** Whether there are two at least, and every number from 1 on is there. */
function isWhole(entries: readonly ImportedEntry[]): boolean {
  const numbers = entries.map(numberIn).toSorted((one, other) => one - other)
  return (
    numbers.length > 1 &&
    numbers.length <= (OWN_FIELDS.replicas.maximum ?? 1) &&
    numbers.every((number, at) => number === at + 1)
  )
}

function asReplicas(entries: readonly ImportedEntry[]): ImportedGroup {
  const inOrder = entries.toSorted((one, other) => numberIn(one) - numberIn(other))
  const [first] = inOrder
  const stem = NUMBERED.exec(first?.name ?? '')?.[1] ?? ''
  const rest = (first?.fields ?? []).filter(([key]) => key !== 'name')
  return {
    ids: inOrder.map(({ id }) => id),
    fields: [['name', asLiteral(stem)], ['replicas', entries.length], ...rest],
    remarks: first?.remarks ?? [],
  }
}

/** The fields that every one of them has, and with the same value; a name and a number of replicas are an entry's own. */
function commonFields([first, ...others]: readonly ImportedGroup[]): Fields {
  const texts = others.map(({ fields }) => new Set(fields.map((field) => JSON.stringify(field))))
  return (first?.fields ?? []).filter(
    (field) =>
      field[0] !== 'name' &&
      field[0] !== 'replicas' &&
      texts.every((each) => each.has(JSON.stringify(field))),
  )
}
