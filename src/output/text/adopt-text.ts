import { type RemoteInstance, shownField } from '../../api/remote.ts'
import type { CommandLine } from '../../config/flags.ts'
import type { FoundEntry } from '../../ledger/find-entry.ts'
import { invocation } from '../../model/invocation.ts'
import { type Adoption, differingFrom } from '../../plan/adoption.ts'
import { MARKER_KEY } from '../../plan/marker.ts'
import type { ForeignMark } from '../../plan/reasons/action-reason.ts'
import { shellWord } from '../terminal/shell-word.ts'
import { plain } from '../terminal/terminal-text.ts'
import { nextCommand } from './next-command.ts'

/** What is known beside an adoption. */
export interface AdoptCircumstances {
  /** Whether definitions were read, none were there, or they have errors. */
  readonly definitions: 'read' | 'none' | 'invalid'
  /** What a command to type repeats of this one. */
  readonly commandLine: CommandLine
}

/** What a person should know of what was recorded, a sentence each. */
export function adoptNotes(
  { found, record: { id, settles }, presence, mark }: Adoption,
  { definitions, commandLine }: AdoptCircumstances,
): readonly string[] {
  const { key, name, spec, entry } = found
  const word = shellWord(name ?? key)
  const others = entry?.instances.filter((owned) => owned.id !== id) ?? []
  const replacing = new Set(entry?.open.flatMap(({ supersedes }) => supersedes ?? []))
  const replaced = others.filter((owned) => replacing.has(owned.id))
  const rest = others.filter((owned) => !replacing.has(owned.id))
  return [
    ...(settles.length === 0 ? [] : [`Its ${attempts(settles.length)} in doubt counts as made.`]),
    ...(presence.kind === 'unknown'
      ? [`It could not be checked that the account has it (${plain(presence.why)}).`]
      : []),
    ...(mark === undefined ? [] : [markNote(mark)]),
    ...(presence.kind === 'seen' ? differences(found, presence.instance) : []),
    ...(spec === undefined ? [undefinedNote(definitions, entry !== undefined)] : []),
    ...(replaced.length === 0
      ? []
      : [
          `It takes the place of ${replaced.map((owned) => plain(owned.id)).join(', ')}, which is still billed; ${invocation()} plan shows how to end that.`,
        ]),
    ...(rest.length === 0
      ? []
      : [
          `The ledger holds ${rest.map((owned) => plain(owned.id)).join(', ')} for this entry too. If that is not it: ${nextCommand('forget', [word, ...rest.map((owned) => shellWord(owned.id))], commandLine)}`,
        ]),
  ]
}

const attempts = (count: number): string => (count === 1 ? 'attempt' : `${count} attempts`)

function markNote(mark: ForeignMark): string {
  const made =
    mark.code === 'marked-by-another-ledger'
      ? `with another ledger (${mark.ledger})`
      : 'for another entry'
  return `It was made ${made}, as its ${MARKER_KEY} says: it is not started, stopped or destroyed from here.`
}

function differences({ name, spec }: FoundEntry, instance: RemoteInstance): readonly string[] {
  const called =
    name !== undefined && instance.name !== name
      ? [`In the account it is called "${plain(shownField(instance, 'name') ?? '')}".`]
      : []
  if (spec === undefined) return called
  const fields = differingFrom(spec, instance)
  return fields.length === 0
    ? called
    : [
        ...called,
        `It differs from the definition in ${fields.join(', ')}; ${invocation()} plan shows how.`,
      ]
}

function undefinedNote(
  definitions: AdoptCircumstances['definitions'],
  isInLedger: boolean,
): string {
  const why = {
    invalid: `the files have errors (${invocation()} validate)`,
    none: 'no file was named',
    read: 'no file of this run defines it',
  }[definitions]
  return isInLedger
    ? `Its definition was not read: ${why}. What was to be applied counts.`
    : `Its definition was not recorded: ${why}.`
}
