import type { LedgerRecord } from '../../../ledger/record.ts'
import { timeText } from '../../../model/time-text.ts'
import { unreachable } from '../../../model/unreachable.ts'
import { plain } from '../../terminal/terminal-text.ts'

interface Shown {
  readonly label: string
  readonly exists: boolean
  readonly records: readonly LedgerRecord[]
  /** How many the ledger has. */
  readonly all: number
}

/** The records of a ledger for people: one a line, the oldest first. */
export function recordsText({ label, exists, records, all }: Shown): string {
  if (!exists && all === 0) return `There is no ledger ${plain(label)} yet.\n`
  const head = `${plain(label)}: ${records.length === all ? all : `${records.length} of ${all}`} records\n`
  return (
    head + records.map((record) => `${timeText(record.time)}  ${plain(wordsOf(record))}\n`).join('')
  )
}

/** What a record says, without what only the program needs. */
function wordsOf(record: LedgerRecord): string {
  switch (record.type) {
    case 'opened':
      return `opened for ${record.service} by ppi-apply ${record.version}`
    case 'intent':
      return `intent ${nameOf(record)}: create, attempt ${record.attempt}`
    case 'created':
      return `created ${record.key}: ${record.id}, ${record.how}`
    case 'unknown':
      return `unknown ${record.key}: ${record.reason}${record.disowns === undefined ? '' : `, not ${record.disowns}`}`
    case 'rejected':
    case 'not-sent':
      return `${record.type} ${record.key}: ${record.reason}`
    case 'adopted':
      return `adopted ${nameOf(record)}: ${record.id}`
    case 'forgotten':
      return `forgotten ${record.key}: ${[...record.attempts, ...record.ids].join(', ')}`
    case 'operation':
      return `${record.operation} ${nameOf(record)}: ${record.id}, as of ${record.because}, attempt ${record.attempt}`
    case 'settled':
      return `${record.operation} ${record.key}: ${record.id} ${[record.result, record.end, record.reason].filter(Boolean).join(', ')}`
    case 'protected':
      return `${record.protect ? 'protected' : 'no longer protected'} ${record.key}: ${record.id}`
    case 'moved':
      return `moved ${record.key} to ${record.file}`
    case 'applied':
      return `as defined already ${record.key}: ${record.id}, without a call`
    case 'locked':
      return `locked by "${record.command}" of ${record.user} on ${record.host}, process ${record.pid}${record.over === undefined ? '' : `, over ${record.over}`}: ${record.lock}`
    case 'unlocked':
      return `unlocked ${record.lock} by ${record.by === 'holder' ? 'its holder' : 'a person'}`
    case 'still':
      return `still held: ${record.lock}`
    case 'copied':
      return { to: 'closed: it goes on in', begun: 'copy begun from', from: 'copied from' }[
        record.way
      ].concat(` ${record.ledger}`)
    case 'sender':
      return `sent by "${record.command}" of ${record.user} on ${record.host}, process ${record.pid}, which never gave ${record.ledger} back: ${record.attempts.join(', ')}`
    default:
      return unreachable(record)
  }
}

const nameOf = ({
  name,
  key,
}: {
  readonly name: string | undefined
  readonly key: string
}): string => name ?? key
