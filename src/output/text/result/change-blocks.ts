import { explainRefusal } from '../../../api/responses/refusal.ts'
import { isSoldOut } from '../../../api/responses/rejected-because.ts'
import type { ChangeTask } from '../../../apply/event.ts'
import type { ChangeObstacle } from '../../../apply/look-up-reason.ts'
import { type ApplyResult, changedIn, isLeaving } from '../../../apply/result.ts'
import { INSTANCE_OPERATIONS, type InstanceOperation } from '../../../ledger/operation.ts'
import type { Task } from '../../../plan/action.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { labelOf } from '../events-text.ts'
import { explainReason } from '../reasons/explain-reason.ts'
import { CHANGE_TITLES } from './change-titles.ts'
import { changedBlock } from './changed-block.ts'
import { type ResultLook, requestLine, table, titled } from './result-look.ts'

/** What was changed, started, stopped and destroyed, in groups: done, on its way, refused, left alone, and not known. */
export const changeBlocks = (
  result: ApplyResult,
  look: ResultLook,
): readonly (readonly string[])[] =>
  INSTANCE_OPERATIONS.flatMap((operation) => [
    changedBlock(result, operation, look),
    notYetBlock(result, operation),
    refusedLines(result, operation, look),
    leftLines(result, operation),
    unknownLines(result, operation, look),
  ])

function notYetBlock(result: ApplyResult, operation: InstanceOperation): readonly string[] {
  const moving = changedIn(result).filter((each) => each.operation === operation && !each.isThere)
  const leaving = result.inDoubt.flatMap((doubt) =>
    doubt.operation === operation && isLeaving(doubt)
      ? [
          [
            labelOf(doubt.action),
            `${plain(doubt.reason.id)} is ${plain(doubt.reason.status)}`,
          ] as const,
        ]
      : [],
  )
  const rows = moving.map(({ action, id }) => [labelOf(action), plain(id)] as const)
  return titled(CHANGE_TITLES[operation].notYet, table([...rows, ...leaving]))
}

function refusedLines(
  { rejected }: ApplyResult,
  operation: InstanceOperation,
  { style }: ResultLook,
): readonly string[] {
  const lines = tasksOf(rejected, operation).flatMap(({ action, refusal }) => [
    `  ${labelOf(action)} (${plain(action.owned.id)})  ${plain(explainRefusal(refusal))}`,
    ...(refusal.advice === undefined ? [] : [style.dim(`    ${plain(refusal.advice)}`)]),
    ...(operation === 'start' && isSoldOut(refusal) ? [style.dim(`    ${STAYS_STOPPED}`)] : []),
    ...requestLine(refusal.requestId, style),
  ])
  return titled(style.red(CHANGE_TITLES[operation].refused), lines)
}

/** A start never makes another instance: that would lose what is on the disk. */
const STAYS_STOPPED =
  'it stays stopped, and nothing else is tried: start it later, or destroy it and apply, which loses its disk'

const wordsOf = (reason: string | ChangeObstacle): string =>
  typeof reason === 'string' ? reason : explainReason(reason)

const leftLines = ({ notSent }: ApplyResult, operation: InstanceOperation): readonly string[] =>
  titled(
    CHANGE_TITLES[operation].left,
    tasksOf(notSent, operation).map(
      ({ action, reason }) =>
        `  ${labelOf(action)} (${plain(action.owned.id)})  ${plain(wordsOf(reason))}`,
    ),
  )

function unknownLines(
  { inDoubt }: ApplyResult,
  operation: InstanceOperation,
  { style, next }: ResultLook,
): readonly string[] {
  const doubts = tasksOf(inDoubt, operation).filter((doubt) => !isLeaving(doubt))
  if (doubts.length === 0) return []
  return [
    style.red(
      `${CHANGE_TITLES[operation].unknown} The next run looks again before it sends anything.`,
    ),
    style.dim(`  what the account shows: ${next('status', [])}`),
    ...doubts.flatMap(({ action, reason }) => [
      `  ${labelOf(action)} (${plain(action.owned.id)})  ${plain(explainReason(reason))}`,
      ...(GIVING_UP[operation] === undefined
        ? []
        : [style.dim(`    ${GIVING_UP[operation]}: ${next('adopt', adoptWords(action))}`)]),
    ]),
  ]
}

/** What only a person gives up. What is absolute and has no effect, the next run gives up. */
const GIVING_UP: Readonly<Partial<Record<InstanceOperation, string>>> = {
  'grow-disk': 'to go on from what is there now',
  subscribe: 'look in the console whether it was charged; to go on from what is there now',
  renew: 'look in the console whether it was charged; to go on from what is there now',
  delete: 'if it is to stay',
}

const adoptWords = ({ name, key, owned }: ChangeTask['action']): readonly string[] => [
  shellWord(name ?? key),
  shellWord(owned.id),
]

const tasksOf = <Of extends Task>(tasks: readonly Of[], operation: InstanceOperation) =>
  tasks.filter((task): task is Extract<Of, ChangeTask> => task.operation === operation)
