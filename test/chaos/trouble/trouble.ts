import type { Fault, FaultRule } from '../../../src/sandbox/faults/faults.ts'

/** Something that goes wrong at the service, with the name under which the figures count it. */
export interface Trouble {
  readonly name: string
  readonly rule: FaultRule
}

/** One kind of trouble; whoever draws it says which calls it strikes. */
export type Kind = readonly [name: string, fault: Fault]

/** A service that offers no call that reads. */
export const BARE: Trouble = {
  name: 'bare',
  rule: {
    on: ['list', 'get', 'products', 'cpu-products', 'clusters'],
    do: { fault: 'answer', at: 'before', status: 404 },
  },
}

/** Whether the list shows what there is. */
export const isListSound = (troubles: readonly Trouble[]): boolean =>
  troubles.every(
    (each) => isOtherWords(each) || [each.rule.on].flat().every((on) => CHANGING.has(on)),
  )

/** Whether what is told is the same in other words, which is no trouble for whoever understands it. */
export const isOtherWords = ({ rule: { do: fault } }: Trouble): boolean =>
  fault.fault === 'full-images' || fault.fault === 'tool-ports'

const CHANGING: ReadonlySet<string> = new Set([
  'create',
  'delete',
  'start',
  'stop',
  'edit',
  'upgrade',
])

/** Whether neither the list nor a get may tell the ports of an instance. */
export const arePortsUntold = (troubles: readonly Trouble[]): boolean =>
  troubles.some(({ name }) => name === 'list odd-types') &&
  troubles.some(
    (trouble) =>
      [trouble.rule.on].flat().some((each) => each === 'get' || each === 'connection') &&
      trouble.rule.do.fault !== 'meanwhile' &&
      !isOtherWords(trouble),
  )

/** Whether somebody else changes the account in the middle of a call. */
export const isMeddledWith = (troubles: readonly Trouble[]): boolean =>
  troubles.some(({ rule }) => rule.do.fault === 'meanwhile')

/** Whether no list can ever come whole, from the first to the last: then nothing may be sent. */
export function isListNeverWhole(troubles: readonly Trouble[]): boolean {
  const onList = troubles.filter((each) => each.rule.on === 'list' && !isOtherWords(each))
  // Of two, one may have the list look whole in spite of the other.
  return (
    onList.length === 1 &&
    onList.every(({ rule: { when, do: fault } }) => {
      if (when !== undefined) return false
      switch (fault.fault) {
        case 'list':
          return ['missing', 'not-array', 'short-page'].includes(fault.how)
        case 'answer':
          return fault.status >= 400
        default:
          return false
      }
    })
  )
}
