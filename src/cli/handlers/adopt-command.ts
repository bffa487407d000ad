import { isLive, type RemoteInstance, shownField } from '../../api/remote.ts'
import type { CommandLine } from '../../config/flags.ts'
import { loadSettings, type Settings } from '../../config/settings.ts'
import { digestOf } from '../../definitions/digest.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { definitionFile } from '../../ledger/definition-file.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { AdoptedRecord, InstanceId } from '../../ledger/record.ts'
import { toState } from '../../ledger/state.ts'
import type { Ending } from '../../model/exit-status.ts'
import { invocation } from '../../model/invocation.ts'
import { mask } from '../../model/secret.ts'
import { UserError } from '../../model/user-error.ts'
import { lookAt, type Sight } from '../../operations/account/find-remote-instance.ts'
import { adoptedJson } from '../../output/json/ledger-edit-json.ts'
import { shellWord } from '../../output/terminal/shell-word.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { nextCommand } from '../../output/text/next-command.ts'
import { bodyInAccount, compareWithAccount } from '../../plan/difference.ts'
import type { Context } from '../context.ts'
import { type Definitions, readDefinitions } from '../input/definitions.ts'
import { type FoundEntry, findEntry, ownerOf } from '../input/find-entry.ts'
import { openService, type Service } from '../input/open-target.ts'
import { withLedger } from '../input/with-ledger.ts'
import { during } from '../talk/apply-progress.ts'
import { documentText } from '../talk/output-format.ts'

/** Records an instance as the one that an entry means, and settles the entry's open attempts as made. */
export async function adoptCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<Ending> {
  const { flags } = line
  const [name, id, ...files] = line.args
  if (name === undefined || id === undefined || id.trim() === '') {
    throw new UserError('adopt takes the name of an entry and the id of an instance', {
      ending: 'usage',
      hint: 'as in: ppi-apply adopt trainer 3f2a9c; ppi-apply status lists names and ids',
    })
  }
  const settings = await loadSettings({ flags, args: files }, context)
  const definitions = await readDefinitions(context, settings)
  const service = await openService({ context, settings, flags, secrets: definitions.secrets })
  try {
    return await withLedger({ command: 'adopt', context, flags, settings, service }, (ledger) =>
      adopt(
        { context, format, settings, service, definitions, ledger, again: { flags, args: [] } },
        name,
        id as InstanceId,
      ),
    )
  } finally {
    await service.close()
  }
}

interface Setting {
  readonly context: Context
  readonly format: 'text' | 'json'
  readonly settings: Settings
  readonly service: Service
  readonly definitions: Definitions
  readonly ledger: Ledger
  /** What a command to type repeats of this one. */
  readonly again: CommandLine
}

async function adopt(setting: Setting, word: string, id: InstanceId): Promise<Ending> {
  const { context, format, settings, service, definitions, ledger, again } = setting
  const state = toState(ledger.records)
  const specs = definitions.kind === 'read' ? definitions.specs : []
  const found = findEntry(word, state, specs, 'If a file defines it, name the file behind the id.')
  const owner = ownerOf(id, state)
  if (owner !== undefined && owner.key !== found.key) {
    const other = shellWord(owner.name ?? owner.key)
    throw new UserError(`${plain(id)} belongs to the entry ${other} already`, {
      nothingDone: 'changed',
      hint: `If it is not ${other}: ${nextCommand('forget', [other, shellWord(id)], again)}`,
    })
  }
  const sight = await during(context.stderr.live, 'Looking at the account', () =>
    lookAt(id, service.access?.client, settings, ledger.records),
  )
  refuseMissing(id, sight, found, again)
  const line = adoption(found, id, sight, setting)
  const recorded = isKnown(found, line) ? 'already' : 'now'
  if (recorded === 'now') await ledger.append(line)
  const remarks = notes(found, line, sight, setting)
  context.stdout.write(
    format === 'json'
      ? documentText(adoptedJson(line, { recorded, account: accountOf(sight), notes: remarks }))
      : `${plain(id)} is recorded as ${shellWord(word)} ${recorded}.\n`,
  )
  for (const remark of remarks) context.stderr.write(`${remark}\n`)
  return 'done'
}

function refuseMissing(
  id: InstanceId,
  sight: Sight,
  { key, name, entry }: FoundEntry,
  again: CommandLine,
): void {
  const status = nextCommand('status', [], again)
  if (sight.kind === 'absent') {
    throw new UserError(`the account has no instance ${plain(id)}: ${plain(sight.why)}`, {
      nothingDone: 'changed',
      hint: `What the account has: ${status}`,
    })
  }
  if (sight.kind === 'seen' && !isLive(sight.instance)) {
    throw new UserError(
      `${plain(id)} is ${plain(sight.instance.status)}: it is gone or on its way out`,
      {
        nothingDone: 'changed',
        hint:
          entry === undefined || entry.open.length === 0
            ? `What the account has: ${status}`
            : `If it is what the attempt made, nothing of it is left: ${nextCommand('forget', [shellWord(name ?? key)], again)}`,
      },
    )
  }
}

const adoption = (
  { key, name, spec, entry }: FoundEntry,
  id: InstanceId,
  sight: Sight,
  { context, service }: Setting,
): AdoptedRecord => ({
  type: 'adopted',
  time: new Date().toISOString(),
  key,
  name,
  ...(spec === undefined ? { digest: undefined, spec: undefined } : appliedAs(spec, sight)),
  id,
  listed: sight.kind === 'seen' ? true : undefined,
  settles: entry?.open.map(({ attempt }) => attempt) ?? [],
  file: spec && definitionFile(spec.place.file, { cwd: context.cwd, root: service.project.root }),
})

/** What was applied is what the account has, as far as it shows it: where that is not what the file says, a plan tells. */
function appliedAs(spec: InstanceSpec, sight: Sight): Pick<AdoptedRecord, 'digest' | 'spec'> {
  const body = sight.kind === 'seen' ? bodyInAccount(spec.body, sight.instance) : spec.body
  return { digest: digestOf(body), spec: mask(body) }
}

const accountOf = (sight: Sight) =>
  sight.kind === 'seen'
    ? ({ kind: 'seen', status: sight.instance.status } as const)
    : ({ kind: 'unknown', why: sight.why } as const)

/** Whether the line would say nothing new. */
function isKnown({ entry }: FoundEntry, { id, digest, settles }: AdoptedRecord): boolean {
  const owned = entry?.instances.find((each) => each.id === id)
  return (
    owned !== undefined && settles.length === 0 && (digest === undefined || digest === owned.digest)
  )
}

function notes(
  { key, name, spec, entry }: FoundEntry,
  { id, settles }: AdoptedRecord,
  sight: Sight,
  { definitions, again }: Setting,
): readonly string[] {
  const word = shellWord(name ?? key)
  const rest = entry?.instances.filter((owned) => owned.id !== id) ?? []
  return [
    ...(settles.length === 0 ? [] : [`Its ${attempts(settles.length)} in doubt counts as made.`]),
    ...(sight.kind === 'unknown'
      ? [`It could not be checked that the account has it (${plain(sight.why)}).`]
      : []),
    ...(sight.kind === 'seen' ? differences(name, spec, sight.instance) : []),
    ...(spec === undefined ? [undefinedNote(definitions, entry !== undefined)] : []),
    ...(rest.length === 0
      ? []
      : [
          `The ledger holds ${rest.map((owned) => plain(owned.id)).join(', ')} for this entry too. If that is not it: ${nextCommand('forget', [word, ...rest.map((owned) => shellWord(owned.id))], again)}`,
        ]),
  ]
}

const attempts = (count: number): string => (count === 1 ? 'attempt' : `${count} attempts`)

function differences(
  name: string | undefined,
  spec: FoundEntry['spec'],
  instance: RemoteInstance,
): readonly string[] {
  const called =
    name !== undefined && instance.name !== name
      ? [`In the account it is called "${plain(shownField(instance, 'name') ?? '')}".`]
      : []
  if (spec === undefined) return called
  const { differences: found } = compareWithAccount(spec.body, instance)
  const fields = found.map(({ field }) => field).filter((field) => field !== 'name')
  return fields.length === 0
    ? called
    : [
        ...called,
        `It differs from the definition in ${fields.join(', ')}; ${invocation()} plan shows how.`,
      ]
}

const undefinedNote = (definitions: Definitions, inLedger: boolean): string => {
  const why =
    definitions.kind === 'invalid'
      ? `the files have errors (${invocation()} validate)`
      : definitions.kind === 'none'
        ? 'no file was named'
        : 'no file of this run defines it'
  return inLedger
    ? `Its definition was not read: ${why}. What was to be applied counts.`
    : `Its definition was not recorded: ${why}.`
}
