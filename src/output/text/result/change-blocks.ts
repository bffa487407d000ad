import { explainRefusal } from '../../../api/responses/refusal.ts'
import { isPaidFor, isSoldOut } from '../../../api/responses/rejected-because.ts'
import type { ChangeTask } from '../../../apply/event.ts'
import { type ApplyResult, changedIn, isLeaving } from '../../../apply/result.ts'
import { INSTANCE_OPERATIONS, type InstanceOperation } from '../../../ledger/operation.ts'
import type { Task } from '../../../plan/action.ts'
import { shellWord } from '../../terminal/shell-word.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { labelOf } from '../events-text.ts'
import { wayText } from '../plan/ways/way.ts'
import { waysOfPrepaid } from '../plan/ways/ways-to-end.ts'
import { explainReason } from '../reasons/explain-reason.ts'
import { CHANGE_TITLES, type ChangeTitles, PREPAID_TITLES } from './change-titles.ts'
import { changedBlock } from './changed-block.ts'
import { isPaidInAdvance, type ResultLook, requestLine, table, titled } from './result-look.ts'

/** What was changed, started, stopped and destroyed, in groups: done, on its way, refused, left alone, and not known. */
export const changeBlocks = (
  result: ApplyResult,
  look: ResultLook,
): readonly (readonly string[])[] =>
  INSTANCE_OPERATIONS.flatMap((operation) =>
    groupsOf(result, operation).flatMap(([group, titles]) => [
      changedBlock(group, { operation, title: titles.done }, look),
      notYetBlock(group, operation, titles),
      refusedLines(group, { operation, titles }, look),
      leftLines(group, operation, titles),
      unknownLines(group, { operation, titles }, look),
    ]),
  )

/** What an operation came to: apart for what was paid for in advance, where that means another thing for the bill. */
function groupsOf(
  result: ApplyResult,
  operation: InstanceOperation,
): readonly (readonly [ApplyResult, ChangeTitles])[] {
  const titles = CHANGE_TITLES[operation]
  const prepaid = PREPAID_TITLES[operation]
  if (prepaid === undefined) return [[result, titles]]
  return [
    [tasksWhere(result, (task) => !isPaidInAdvance(task)), titles],
    [tasksWhere(result, isPaidInAdvance), prepaid],
  ]
}

const tasksWhere = (result: ApplyResult, isOne: (task: Task) => boolean): ApplyResult => ({
  ...result,
  done: result.done.filter((each) => each.operation === 'create' || isOne(each)),
  rejected: result.rejected.filter(isOne),
  notSent: result.notSent.filter((each) => each.operation === 'create' || isOne(each)),
  inDoubt: result.inDoubt.filter(isOne),
})

interface Titled {
  readonly operation: InstanceOperation
  readonly titles: ChangeTitles
}

function notYetBlock(
  result: ApplyResult,
  operation: InstanceOperation,
  titles: ChangeTitles,
): readonly string[] {
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
  return titled(titles.notYet, table([...rows, ...leaving]))
}

function refusedLines(
  { rejected }: ApplyResult,
  { operation, titles }: Titled,
  { style, commandLine }: ResultLook,
): readonly string[] {
  const lines = tasksOf(rejected, operation).flatMap(({ action, refusal }) => [
    `  ${labelOf(action)} (${plain(action.owned.id)})  ${plain(explainRefusal(refusal))}`,
    ...(isPaidFor(refusal)
      ? waysOfPrepaid(action, action.remote?.endsAt, commandLine).map((each) =>
          style.dim(`    ${wayText(each)}`),
        )
      : refusal.advice === undefined
        ? []
        : [style.dim(`    ${plain(refusal.advice)}`)]),
    ...(operation === 'start' && isSoldOut(refusal) ? [style.dim(`    ${STAYS_STOPPED}`)] : []),
    ...requestLine(refusal.requestId, style),
  ])
  return titled(style.red(titles.refused), lines)
}

/** A start never makes another instance: that would lose what is on the disk. */
const STAYS_STOPPED =
  'it stays stopped, and nothing else is tried: start it later, or destroy it and apply, which loses its disk'

const leftLines = (
  { notSent }: ApplyResult,
  operation: InstanceOperation,
  titles: ChangeTitles,
): readonly string[] =>
  titled(
    titles.left,
    tasksOf(notSent, operation).map(
      ({ action, reason }) =>
        `  ${labelOf(action)} (${plain(action.owned.id)})  ${plain(explainReason(reason))}`,
    ),
  )

function unknownLines(
  { inDoubt }: ApplyResult,
  { operation, titles }: Titled,
  { style, next }: ResultLook,
): readonly string[] {
  const doubts = tasksOf(inDoubt, operation).filter((doubt) => !isLeaving(doubt))
  if (doubts.length === 0) return []
  return [
    style.red(`${titles.unknown} The next run looks again before it sends anything.`),
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
