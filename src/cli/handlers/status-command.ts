import { phaseOf } from '../../api/instance-phase.ts'
import {
  instancesOf,
  isLive,
  type Remote,
  type RemoteInstance,
  shownField,
} from '../../api/remote.ts'
import type { CommandLine, Flags } from '../../config/flags.ts'
import { loadSettings, type Settings } from '../../config/settings.ts'
import { type Selection, select, selectsAll } from '../../definitions/selection.ts'
import { type State, toState } from '../../ledger/state.ts'
import type { Ending } from '../../model/exit-status.ts'
import { UserError } from '../../model/user-error.ts'
import { confirmMissing } from '../../operations/account/confirm-missing.ts'
import { askMarket } from '../../operations/account/fetch-catalog.ts'
import { connect, MOST_CONNECTIONS } from '../../operations/account/fetch-connections.ts'
import { refresh } from '../../operations/account/refresh.ts'
import { whoseLedger } from '../../operations/ledger/check-ledger-identity.ts'
import { otherFleets } from '../../operations/ledger/other-fleet.ts'
import { statusJson } from '../../output/json/status-json.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { wrapTo } from '../../output/terminal/wrap-text.ts'
import { adoptByHand } from '../../output/text/next-command.ts'
import { statusText } from '../../output/text/status-text.ts'
import type { Market } from '../../pricing/catalog.ts'
import { needsQuote } from '../../pricing/cost.ts'
import { filterForInstance, filterKey } from '../../pricing/product-filter.ts'
import type { Connections } from '../../status/connection.ts'
import {
  moneyOf,
  type StatusInput,
  type StatusReport,
  toStatus,
} from '../../status/status-report.ts'
import { type Context, roomOf } from '../context.ts'
import { readDefinitions } from '../input/definitions.ts'
import { openService, type Service } from '../input/open-target.ts'
import { during } from '../talk/apply-progress.ts'
import { documentText, writeJsonInto } from '../talk/output-format.ts'
import { watch } from '../talk/status-watch.ts'
import { timeLimit } from '../talk/time-limit.ts'

const LOOKING = 'Looking at the account'

/** Shows what the ledger and the account hold. Needs no definitions, changes nothing. */
export async function statusCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<Ending> {
  const { flags } = line
  refuseOddFlags(context, flags, format)
  const limitMs = timeLimit(flags, 'until-running')
  const settings = await loadSettings(line, context)
  const definitions = await readDefinitions(context, settings)
  if (definitions.kind === 'invalid') {
    context.stderr.write('The files have errors, so what is in none of them is not shown.\n')
  }
  const service = await openService({ context, settings, flags, secrets: definitions.secrets })
  try {
    const beside =
      definitions.kind === 'read'
        ? {
            defined: new Set(definitions.specs.map(({ key }) => key)),
            isElsewhere: otherFleets(definitions.files, {
              cwd: context.cwd,
              root: service.project.root,
            }),
          }
        : undefined
    const looking = { context, settings, flags, service, beside, ask: askOnce(service, settings) }
    const first = await look(looking)
    if (settings.refresh === 'always' && first.refresh.kind !== 'complete') {
      throw new UserError(
        `the account could not be listed, and --refresh always insists: ${first.refresh.why}`,
        first.refresh.hint === undefined ? {} : { hint: first.refresh.hint },
      )
    }
    const last =
      flags.watch === true ? await watch(looking, first, () => look(looking), limitMs) : first
    const connections = await connectionsOf(last, looking)
    const { style } = context.stdout
    const verbose = flags.verbose === true
    const showSecrets = flags['show-secrets'] === true
    context.stdout.write(
      format === 'json'
        ? documentText(statusJson(last, connections))
        : wrapTo(
            statusText(last, connections, { style, verbose, showSecrets, again: line }),
            roomOf(context.stdout),
          ),
    )
    await writeJsonInto(context, flags, () => statusJson(last, connections))
    if (limitMs === undefined || doesAllRun(last)) return 'done'
    context.stderr.write(`${context.stderr.style.red('Not everything runs.')}\n`)
    return 'partial'
  } finally {
    await service.close()
  }
}

/** An attempt without an outcome may have made one more, which nobody saw running. */
const doesAllRun = ({ instances, doubts }: StatusReport): boolean =>
  instances.length > 0 &&
  doubts.length === 0 &&
  instances.every(({ sight }) => sight.kind === 'seen' && phaseOf(sight.instance) === 'running')

function refuseOddFlags({ stdout }: Context, flags: Flags, format: 'text' | 'json'): void {
  const refuse = (message: string): UserError => new UserError(message, { ending: 'usage' })
  if (flags['until-running'] !== undefined && flags.watch !== true) {
    throw refuse('--until-running needs --watch')
  }
  if (flags.watch === true && format === 'json') {
    throw refuse('--watch is for people: it prints text, not JSON')
  }
  if (flags['show-secrets'] !== true) return
  if (format === 'json') throw refuse('--show-secrets prints text only, so that no file keeps them')
  if (!stdout.isTerminal) {
    throw refuse('--show-secrets prints passwords to a terminal only, and this is none')
  }
}

export interface Looking {
  readonly context: Context
  readonly settings: Settings
  readonly flags: Flags
  readonly service: Service
  /** What the files say; `undefined` where none was read. */
  readonly beside: Required<Pick<StatusInput, 'defined' | 'isElsewhere'>> | undefined
  /** The prices of now for these instances. */
  readonly ask: (instances: readonly RemoteInstance[]) => Promise<Market | undefined>
}

/** The price lists, asked for when an instance first needs one: not again for each look of `--watch`. */
function askOnce({ access }: Service, settings: Settings): Looking['ask'] {
  let market: Promise<Market> | undefined
  const asked = new Set<string>()
  return async (instances) => {
    const filters = instances.map((instance) => filterKey(filterForInstance(instance)))
    if (filters.every((key) => asked.has(key))) return market
    for (const key of filters) asked.add(key)
    market = askMarket(access?.client, { bodies: [], instances }, settings)
    return market
  }
}

/** Live instances that the ledger knows no price of. */
function unpriced(state: State, remote: Remote): readonly RemoteInstance[] {
  const owned = new Map(
    [...state.entries.values()].flatMap(({ instances }) => instances.map((own) => [own.id, own])),
  )
  return instancesOf(remote).filter(
    (instance) => isLive(instance) && needsQuote(owned.get(instance.id), instance),
  )
}

/** One look at the ledger and the account. The ledger is read each time: an apply may run beside this. */
async function look({
  context,
  settings,
  flags,
  service,
  beside,
  ask,
}: Looking): Promise<StatusReport> {
  const { records, torn } = await service.ledger.read({ adoptWith: adoptByHand(flags) })
  const client = service.access?.client
  const { live } = context.stderr
  const listed = await during(live, LOOKING, () => refresh(client, settings, { records }))
  const whose = await whoseLedger({
    label: service.ledger.label,
    records,
    service: service.name,
    apiKey: service.apiKey,
    acceptAccount: flags['accept-account'] === true,
    list: async (): Promise<Remote> => listed,
  })
  if (whose.kind === 'new-key') context.stderr.write(`${whose.words}\n`)
  if (torn !== undefined) {
    context.stderr.write(
      `Line ${torn.line} of the ledger is not whole, and does not count. What it recorded is not known; an apply that runs now may be writing it.\n`,
    )
  }
  const state = toState(records)
  const now = Date.now()
  const specs = [...state.entries.values()]
  const { settleMs } = settings
  const remote = await during(live, LOOKING, () =>
    confirmMissing(listed, { state, specs, settleMs, now, client }),
  )
  const report = toStatus({
    target: service.name,
    ledger: plain(service.ledger.label),
    state,
    remote,
    ...(beside ?? { defined: undefined }),
    market: await ask(unpriced(state, remote)),
    now,
  })
  return narrow(report, settings)
}

/** What `--only` and `--exclude` leave of a status: by name, whatever is behind the name. */
function narrow(report: StatusReport, selection: Selection): StatusReport {
  if (selectsAll(selection)) return report
  const { doubts, unmanaged } = report
  const things = [
    ...report.instances,
    ...doubts,
    ...unmanaged.map((item) => ({ ...item, name: shownField(item.instance, 'name') || undefined })),
  ]
  const kept = new Set(select(things, selection, KNOWN).map(({ name }) => name))
  const instances = report.instances.filter(({ name }) => kept.has(name))
  return {
    ...report,
    ...moneyOf(instances),
    instances,
    doubts: doubts.filter(({ name }) => kept.has(name)),
    unmanaged: unmanaged.filter(({ instance }) =>
      kept.has(shownField(instance, 'name') || undefined),
    ),
  }
}

const KNOWN = 'the names in the ledger and the account'

async function connectionsOf(
  report: StatusReport,
  { service, context }: Looking,
): Promise<Connections> {
  const { access } = service
  if (access === undefined) return new Map()
  const live = report.instances.flatMap(({ sight }): RemoteInstance[] =>
    sight.kind === 'seen' && isLive(sight.instance) ? [sight.instance] : [],
  )
  if (live.length > MOST_CONNECTIONS) {
    context.stderr.write(
      `How to connect is shown for the first ${MOST_CONNECTIONS} of ${live.length}; --only NAME shows others.\n`,
    )
  }
  return during(context.stderr.live, 'Asking how to connect', () => connect(access.client, live))
}
