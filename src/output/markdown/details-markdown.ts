import { isAtRest } from '../../api/instance-phase.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { type Json, mask } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { Change, Drift } from '../../plan/change.ts'
import type { PlanReport } from '../../plan/priced-plan.ts'
import { cutTo } from '../terminal/terminal-text.ts'
import { costWords } from '../text/plan/cost-text.ts'
import { whoseWords } from '../text/plan/details/conflict-lines.ts'
import { expiryWords } from '../text/plan/details/expiry-words.ts'
import { fallbackWords } from '../text/plan/details/fallback-words.ts'
import { orphanWords } from '../text/plan/details/orphan-lines.ts'
import { payWords } from '../text/plan/details/pay-words.ts'
import { destroyWords, leftWords, removalDrift } from '../text/plan/details/removal-lines.ts'
import { replaceWords } from '../text/plan/details/replace-words.ts'
import {
  driftLeft,
  type FieldFact,
  factsOfChanges,
  factsOfReplacement,
  factsOfSteps,
  resetWords,
  undoneWords,
} from '../text/plan/details/step-facts.ts'
import { switchWords } from '../text/plan/details/switch-words.ts'
import { allOf, type Group, speakerOf, waysOfGroup } from '../text/plan/plan-groups.ts'
import { valueText } from '../text/plan/value-text.ts'
import { waitingLines } from '../text/plan/waiting.ts'
import type { Way } from '../text/plan/ways/way.ts'
import { OPERATION_NOUNS } from '../text/reasons/explain-change.ts'
import { explainReason } from '../text/reasons/explain-reason.ts'
import { code, sentence } from './escape-markdown.ts'

/** What is below a line of a plan, as items of a list: its fields, what differs, what is lost, and the ways out. */
export function detailItems(group: Group, report: PlanReport): readonly string[] {
  const speaker = speakerOf(group)
  const expiry = expiryWords(group, report.now)
  return [
    ...factsOf(group, report),
    ...(expiry === undefined ? [] : [sentence(expiry.text)]),
    ...waitingLines(speaker, report).map(sentence),
    ...waysOfGroup(group, report.commandLine).map(wayItem),
  ]
}

/** A command that was cut short would be another one. */
const wayItem = (way: Way): string =>
  way
    .map((piece) => {
      if (typeof piece === 'string') return spaced(piece)
      return piece.typed.length > MAX_COMMAND
        ? 'a command that is too long for here'
        : code(piece.typed)
    })
    .join('')

const MAX_COMMAND = 500

/** Words of a way with the spaces around them, which `sentence` would lose where a command is next to them. */
function spaced(words: string): string {
  const [, before = '', inner = '', after = ''] = /^( *)(.*?)( *)$/s.exec(words) ?? []
  return `${before}${sentence(cutTo(inner, 300))}${after}`
}

function factsOf(group: Group, report: PlanReport): readonly string[] {
  const { costs, money } = report
  const costOf = (id: InstanceId): string => {
    const cost = costs.get(id)
    return cost === undefined ? '' : `; ${sentence(costWords(cost, money.currency))}`
  }
  const [action] = group
  switch (action.kind) {
    case 'create':
    case 'recreate':
      return [
        ...Object.entries(action.spec.body)
          .filter(([field]) => field !== 'name')
          .map(([field, value]) => `${code(field)}: ${shown(mask(value))}`),
        ...(action.spec.life.protect ? ['protected once it is created'] : []),
        ...fallbackWords(action, report).map(wordsItem),
      ]
    case 'no-op':
      return driftItems(action.drift)
    case 'exists':
      return [`${code(action.remote.id)} is there already; ${code('ppi-apply adopt')} records it`]
    case 'change':
      return [
        ...switchWords(action, report.now).map(sentence),
        ...factItems(factsOfSteps(action)),
        ...[...resetWords(action), ...undoneWords(action)].map(wordsItem),
        ...payWords(action, report).map(wordsItem),
        ...driftItems(driftLeft(action)),
      ]
    case 'replace':
      return [
        ...factItems(factsOfReplacement(action.changes)),
        ...fallbackWords(action, report).map(wordsItem),
        ...replaceWords(action, report).map(wordsItem),
        ...driftItems(action.drift),
      ]
    case 'destroy':
      return [
        ...destroyWords(allOf(action, group), report).map(sentence),
        ...driftItems(removalDrift(action)),
      ]
    case 'in-doubt':
      return [
        ...action.attempts.map(
          ({ attempt, since }) => `attempt ${code(attempt)} of ${code(since)}`,
        ),
        ...action.candidates.map(
          ({ instance: { id, status }, against }) =>
            `${code(id)} is ${code(status)} in the account${against.length === 0 ? '' : `; but ${code(cutTo(against.map(explainReason).join('; '), 300))}`}`,
        ),
        ...action.unsettled.flatMap(({ id, open }) =>
          open === undefined
            ? []
            : [`${OPERATION_NOUNS[open.operation]} of ${code(id)}, begun ${code(open.since)}`],
        ),
      ]
    case 'conflict':
      return [
        ...action.owned.map(({ id }) => `${code(id)} is ours${costOf(id)}`),
        ...action.strangers.map(
          ({ id, status }) =>
            `${code(id)} is ${code(status)}, ${sentence(whoseWords(action, id))}${costOf(id)}`,
        ),
        ...changeItems(action.changes),
      ]
    case 'failed':
      return [
        `${code(action.remote.id)} does not run${isAtRest(action.remote) ? '' : costOf(action.remote.id)}`,
        ...changeItems(action.changes),
        ...driftItems(action.drift),
      ]
    case 'orphan':
      return orphanWords(allOf(action, group), report).map(sentence)
    case 'blocked':
      return [
        ...leftWords(allOf(action, group), report).map(sentence),
        ...changeItems(action.changes ?? []),
      ]
    case 'expired':
      return leftWords(allOf(action, group), report).map(sentence)
    default:
      return unreachable(action)
  }
}

const changeItems = (changes: readonly Change[]): readonly string[] =>
  factItems(factsOfChanges(changes))

const factItems = (facts: readonly FieldFact[]): readonly string[] =>
  facts.map(({ field, from, to, words, note }) => {
    const values = words === undefined ? `${shown(from)} → ${shown(to)}` : wordsItem(words)
    return `${code(field)}: ${values}${note === undefined ? '' : ` (${note})`}`
  })

/** Words of ours with what the account says in them. */
const wordsItem = (words: string): string => sentence(cutTo(words, 300))

const driftItems = (drift: readonly Drift[]): readonly string[] =>
  drift.map(
    ({ field, applied, account }) =>
      `drift: ${code(field)} is ${shown(account)} in the account, ${shown(applied)} was applied`,
  )

const shown = (value: Json | undefined): string => code(cutTo(valueText(value), 300))
