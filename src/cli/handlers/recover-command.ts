import type { Client } from '../../api/client.ts'
import { instancesOf, isLive, type RemoteInstance } from '../../api/remote.ts'
import type { CommandLine, Flags } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { definitionFile } from '../../ledger/definition-file.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { ledgerIdsOf } from '../../ledger/ledger-id.ts'
import type { AdoptedRecord } from '../../ledger/record.ts'
import { type State, toState } from '../../ledger/state.ts'
import type { Ending } from '../../model/exit-status.ts'
import { mask } from '../../model/secret.ts'
import { UserError } from '../../model/user-error.ts'
import { refresh } from '../../operations/account/refresh.ts'
import { recoveryJson, recoveryText } from '../../output/text/recovery-text.ts'
import { type Marked, markedByLedger, type Recovery, recover } from '../../plan/recovery.ts'
import type { Context } from '../context.ts'
import { loadFleet } from '../input/checked-fleet.ts'
import { openService, requireAccess, type Service } from '../input/open-target.ts'
import { withLedger } from '../input/with-ledger.ts'
import { during } from '../talk/apply-progress.ts'
import { confirm } from '../talk/confirm.ts'
import { documentText } from '../talk/output-format.ts'
import { takeInterrupts } from '../talk/signals.ts'

/** Rebuilds a lost ledger, or lost lines of one, from the markers that the account shows. Sends only calls that read. */
export async function recoverCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<Ending> {
  const { flags } = line
  const settings = await loadSettings(line, context)
  const fleet = await loadFleet(context, settings)
  const service = await openService({ context, settings, flags })
  try {
    const { client } = requireAccess(service, settings)
    return await withLedger(
      { command: 'recover', context, flags, settings, service },
      async (ledger) => {
        const remote = await during(context.stderr.live, 'Looking at the account', () =>
          refresh(client, { refresh: 'always' }, { records: ledger.records }),
        )
        if (remote.kind !== 'complete') {
          throw new UserError(`the account could not be listed in full (${remote.why})`, {
            nothingDone: 'changed',
            hint: 'What a part of the account shows may be one of two instances of an entry. Try again',
          })
        }
        const instances = await unknownOnes(instancesOf(remote), toState(ledger.records), client)
        return await record(
          { context, format, flags, line, service, ledger },
          fleet.specs,
          instances,
        )
      },
    )
  } finally {
    await service.close()
  }
}

/** Asked for by their ids at most, where the list shows no variables. */
const MOST_ASKED = 200

/** The live instances that the ledger does not own, with their variables wherever the service shows them. */
async function unknownOnes(
  instances: readonly RemoteInstance[],
  { entries }: State,
  client: Pick<Client, 'get'>,
): Promise<readonly RemoteInstance[]> {
  const owned = new Set(
    [...entries.values()].flatMap((entry) => entry.instances.map(({ id }) => id)),
  )
  const found: RemoteInstance[] = []
  let asked = 0
  for (const instance of instances) {
    if (owned.has(instance.id) || !isLive(instance)) continue
    if (instance.envs !== undefined || asked === MOST_ASKED) {
      found.push(instance)
      continue
    }
    asked += 1
    const answer = await client.get(instance.id)
    const isIt = answer.kind === 'ok' && answer.value.id === instance.id
    found.push(isIt ? { ...instance, envs: answer.value.envs } : instance)
  }
  return found
}

interface Setting {
  readonly context: Context
  readonly format: 'text' | 'json'
  readonly flags: Flags
  readonly line: CommandLine
  readonly service: Service
  readonly ledger: Ledger
}

async function record(
  setting: Setting,
  specs: readonly InstanceSpec[],
  instances: readonly RemoteInstance[],
): Promise<Ending> {
  const { context, format, ledger, line } = setting
  const state = toState(ledger.records)
  const { ledgerId, marked } = chosen(markedByLedger(instances, state), state, setting)
  const recovery = recover(marked, specs, state)
  const unseen = instances.filter(({ envs }) => envs === undefined).length
  const told = { ledgerId, recovery, unseen, again: line }
  if (format === 'text') context.stdout.write(recoveryText(told, context.stdout.style))
  if (recovery.found.length > 0) {
    await ask(setting, recovery)
    await write(setting, ledgerId, recovery)
  }
  const { found } = recovery
  if (format === 'json') context.stdout.write(documentText(recoveryJson(told)))
  else if (found.length > 0) context.stdout.write(`${counted(found.length)} recorded.\n`)
  if (recovery.doubled.length > 0) return 'unknown'
  const after = toState(ledger.records)
  const isMissing = specs.some(({ key }) => after.entries.get(key) === undefined)
  // What cannot be told matters where an entry has nothing: one of these instances may be its own.
  return recovery.unplaced.length > 0 || (unseen > 0 && isMissing) ? 'partial' : 'done'
}

const counted = (count: number): string =>
  count === 1 ? '1 instance is' : `${count} instances are`

/**
 * The instances of this ledger, if its lines were lost; else, for a ledger that never recorded anything, those of the one
 * ledger that the account shows. Which of several was lost, only a person knows.
 */
function chosen(
  groups: ReadonlyMap<string, readonly Marked[]>,
  state: State,
  { flags, ledger }: Setting,
): { readonly ledgerId: string | undefined; readonly marked: readonly Marked[] } {
  const named = flags['ledger-id']
  if (named !== undefined) {
    const marked = groups.get(named)
    if (marked !== undefined) return { ledgerId: named, marked }
    throw new UserError(`no marker in the account names a ledger ${JSON.stringify(named)}`, {
      nothingDone: 'changed',
      hint: idsHint(groups),
    })
  }
  const own = ledgerIdsOf(ledger.records)
  const ours = [...groups].filter(([id]) => own.has(id)).flatMap(([, marked]) => marked)
  if (ours.length > 0) return { ledgerId: undefined, marked: ours }
  const [only, ...others] = groups
  const isNew = state.entries.size === 0
  if (only === undefined) return { ledgerId: undefined, marked: [] }
  if (isNew && others.length === 0) return { ledgerId: only[0], marked: only[1] }
  throw new UserError(
    isNew
      ? 'the markers in the account name several ledgers, and which one was lost cannot be told'
      : 'the account shows no instance of this ledger that it does not hold, only those of other ledgers',
    { nothingDone: 'changed', hint: idsHint(groups) },
  )
}

function idsHint(groups: ReadonlyMap<string, readonly Marked[]>): string {
  if (groups.size === 0) return 'The account shows no marker at all'
  const items = [...groups].map(([id, marked]) => {
    const some = marked.slice(0, 3).map(({ instance }) => instance.name || instance.id)
    return `${id} (${some.join(', ')}${marked.length > 3 ? ', …' : ''})`
  })
  return `Say which: --ledger-id ID, one of ${items.join('; ')}. Two folders that each lost their ledger see each other here: take only what was made from this one`
}

async function ask({ context, flags }: Setting, { found }: Recovery): Promise<void> {
  if (flags.yes === true) return
  if (!context.stdin.isTTY) {
    throw new UserError('there is no terminal to ask at, and --yes was not given', {
      nothingDone: 'changed',
      hint: 'Read the lines above, then run the same command with --yes',
    })
  }
  const interrupts = takeInterrupts(() => context.stderr.write('\n'))
  try {
    const count = found.length === 1 ? 'this instance' : `these ${found.length} instances`
    if (await confirm(`Record ${count} as ours?`, context, interrupts)) return
    const ending = interrupts.requested() ? 'interrupted' : 'refused'
    throw new UserError('not approved: nothing was changed', { ending })
  } finally {
    interrupts.release()
  }
}

async function write(
  { context, service, ledger }: Setting,
  ledgerId: string | undefined,
  { found }: Recovery,
): Promise<void> {
  const opened = ledger.records.find((entry) => entry.type === 'opened')
  const time = new Date().toISOString()
  // From now on markers carry the id of the lost ledger, so that old and new ones are seen to belong together.
  if (ledgerId !== undefined && opened !== undefined) {
    const { seq: _seq, ...first } = opened
    await ledger.append({ ...first, time, ledgerId })
  }
  const state = toState(ledger.records)
  for (const { spec, instance } of found) {
    const open = state.entries.get(spec.key)?.open ?? []
    const line: AdoptedRecord = {
      type: 'adopted',
      time: new Date().toISOString(),
      key: spec.key,
      name: spec.name,
      digest: spec.digest,
      spec: mask(spec.body),
      id: instance.id,
      listed: true,
      settles: open.map(({ attempt }) => attempt),
      file: definitionFile(spec.place.file, { cwd: context.cwd, root: service.project.root }),
    }
    await ledger.append(line)
  }
}
