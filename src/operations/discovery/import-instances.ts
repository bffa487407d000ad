import type { RemoteInstance } from '../../api/remote.ts'
import { holdsKey, isKeyVariable } from '../../definitions/files/variable-access.ts'
import { toFleet } from '../../definitions/fleet.ts'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { parse } from '../../definitions/yaml/parse.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { ownerOf } from '../../ledger/find-entry.ts'
import type { InstanceId } from '../../ledger/record.ts'
import { type State, toState } from '../../ledger/state.ts'
import { nearest } from '../../model/nearest.ts'
import type { Secret } from '../../model/secret.ts'
import { UserError } from '../../model/user-error.ts'
import type { Action } from '../../plan/action.ts'
import {
  type Choice,
  chooseInstances,
  type LeftOut,
  unknownWords,
} from '../../plan/importing/choose-instances.ts'
import {
  type Described,
  type ImportedEntry,
  importedEntry,
  together,
} from '../../plan/importing/imported-entry.ts'
import { apart, grouped, type ImportedGroups } from '../../plan/importing/imported-groups.ts'
import { madeVariables } from '../../plan/importing/made-variables.ts'
import { plan } from '../../plan/make-plan.ts'
import type { LimitSet } from '../../schema/limit-sets.ts'
import { eachOf } from '../account/each-of.ts'
import { type RefreshOptions, refresh } from '../account/refresh.ts'
import { refuseAborted } from '../cancellation.ts'
import { requireOwnLedger } from '../ledger/check-ledger-identity.ts'
import { leftIn } from '../ledger/rescued-news.ts'
import { during, type LookReporter } from '../reporter.ts'
import type { Target } from '../target.ts'

export interface ImportOptions extends RefreshOptions, Choice {
  /** Keys of variables of instances whose values are written as they are. */
  readonly plainKeys: ReadonlySet<string>
  /** What messages and the ledger call the file that the text is for. */
  readonly path: string
  readonly limits: LimitSet
  readonly apiKeyVariable: string
  readonly acceptAccount: boolean
  /** Variables of the process: they go before those of a file, so a name that has another value here stands for no value of an import. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether what instances have in common is said once: as defaults, and as replicas of one entry. */
  readonly group: boolean
  /** Writes a definition file. */
  readonly write: (groups: ImportedGroups) => string
}

export interface ImportReport {
  readonly target: string
  readonly entries: readonly ImportedEntry[]
  /** Of the entries, in their order. */
  readonly specs: readonly InstanceSpec[]
  readonly left: readonly LeftOut[]
  /** The definition file. */
  readonly text: string
  /** What its references stand for. */
  readonly variables: ReadonlyMap<string, Secret>
}

/**
 * Describes instances of the account as a definition file: one that `validate` has no error for, and with which `plan` has nothing to
 * do but to record them. What would be neither is left out, with the reason. Changes nothing. Throws a `UserError` where the account is
 * not known in full, or has none that was named.
 */
export async function importInstances(
  target: Target,
  options: ImportOptions,
  reporter: LookReporter,
  signal?: AbortSignal,
): Promise<ImportReport> {
  const { records, torn, rescued } = await target.ledger.read({
    apiKey: target.apiKey?.reveal(),
  })
  const remote = await during(reporter, { kind: 'looking' }, () =>
    refresh(target.client, options, { records, signal }),
  )
  refuseAborted(signal)
  const { acceptAccount } = options
  await requireOwnLedger(target, { records, acceptAccount, list: async () => remote }, (news) =>
    reporter.ledger(news),
  )
  if (torn !== undefined) reporter.ledger({ kind: 'torn-left', line: torn.line })
  for (const news of leftIn({ rescued })) reporter.ledger(news)
  if (remote.kind !== 'complete') {
    throw new UserError(
      `the account is not known in full, so nothing was imported: ${remote.why}`,
      {
        hint: remote.kind === 'partial' ? remote.hint : undefined,
      },
    )
  }
  requireKnown(options, remote.instances)
  const state = toState(records)
  const owner = (id: InstanceId) => ownerOf(id, state)?.name
  const { chosen, left } = chooseInstances(remote.instances, options, owner)
  const described = await during(reporter, { kind: 'looking' }, () =>
    describeEach(target, chosen, signal),
  )
  refuseAborted(signal)
  const made = { instances: remote.instances, state, described }
  const kept = await keepSound(made, target, options)
  return { target: target.name, ...kept, left: [...left, ...kept.left] }
}

function requireKnown(choice: Choice, instances: readonly RemoteInstance[]): void {
  const unknown = unknownWords(instances, choice)
  const [first] = unknown
  if (first === undefined) return
  const near = nearest(
    first,
    instances.flatMap(({ id, name }) => (name === '' ? [id] : [name, id])),
  )
  throw new UserError(
    `the account has no instance called ${unknown.map((word) => `"${word}"`).join(', ')}`,
    {
      hint: `${near === undefined ? '' : `did you mean ${near}? `}"ppi-apply import --all" takes all that can be imported.`,
    },
  )
}

const describeEach = (
  { client }: Target,
  chosen: readonly RemoteInstance[],
  signal: AbortSignal | undefined,
): Promise<readonly Described[]> =>
  eachOf(chosen, async (listed) => {
    const answer = await client?.get(listed.id, { signal })
    if (answer?.kind === 'ok' && answer.value.id === listed.id) {
      return { listed, details: answer.value, why: undefined }
    }
    return { listed, details: undefined, why: answer?.kind === 'ok' ? undefined : answer?.why }
  })

interface Made {
  readonly instances: readonly RemoteInstance[]
  readonly state: State
  readonly described: readonly Described[]
}

type Kept = Pick<ImportReport, 'entries' | 'specs' | 'text' | 'variables' | 'left'>

/**
 * Reads back what it writes, with the program's own reader, and plans it: what does not come out as the instance that it was made from
 * is left out. Each round leaves out at least one, so it ends.
 */
async function keepSound(
  { instances, state, described }: Made,
  { apiKey }: Target,
  options: ImportOptions,
): Promise<Kept> {
  const access = {
    keyVariables: [options.apiKeyVariable],
    keys: apiKey === undefined ? [] : [apiKey.reveal()],
  }
  const applied = new Map(
    [...state.entries.values()].flatMap(({ instances: owned }) =>
      owned.map(({ id, spec }) => [id, spec] as const),
    ),
  )
  const left: LeftOut[] = []
  for (let open = described; ; ) {
    const variables = madeVariables((name, value) => {
      const here = options.environment[name]
      return isKeyVariable(name, access) || (here !== undefined && here !== value)
    })
    const entries = open.map((each) =>
      importedEntry(each, {
        variables,
        plainKeys: options.plainKeys,
        applied: applied.get(each.listed.id),
      }),
    )
    const text = options.write(apart(entries))
    const written = { entries, text, variables: variables.all() }
    const { specs, out } = await judge(written, { options, access, instances, state, open })
    if (out.length === 0) {
      const short = options.group ? options.write(grouped(entries)) : text
      const reading = { ...options, access, variables: written.variables }
      const isSame = short === text || (await saysTheSame(specs, short, reading))
      return { ...written, text: isSame ? short : text, specs, left }
    }
    left.push(...out)
    const gone = new Set(out.map(({ id }) => id))
    open = open.filter(({ listed }) => !gone.has(listed.id))
  }
}

type Written = Pick<ImportReport, 'entries' | 'text' | 'variables'>

interface Judging extends Looked {
  readonly options: ImportOptions
  readonly access: Access
}

/** What is wrong with what was written: `specs` are of all entries where nothing is. */
async function judge(
  { entries, text, variables }: Written,
  judging: Judging,
): Promise<{ readonly specs: readonly InstanceSpec[]; readonly out: readonly LeftOut[] }> {
  const { options, access } = judging
  if (entries.length === 0) return { specs: [], out: [] }
  const unfit = entries.flatMap(({ id, name, fields }): readonly LeftOut[] => {
    const text = JSON.stringify(fields)
    if (holdsKey(text, access)) return [{ id, name, why: { code: 'holds-key' } }]
    const isLost = [...variables].some(
      ([variable, value]) => UNWRITABLE.test(value.reveal()) && text.includes(`\${${variable}}`),
    )
    return isLost ? [{ id, name, why: { code: 'unwritable' } }] : []
  })
  if (unfit.length > 0) return { specs: [], out: unfit }
  const parsed = await parse({ path: options.path, text })
  const fleet = toFleet(parsed.documents, { lookup: lookupIn(variables), access }, options.limits)
  const refused = refusedBy([...parsed.diagnostics, ...fleet.diagnostics], entries)
  if (refused.length > 0) return { specs: [], out: refused }
  return { specs: fleet.specs, out: otherThan(fleet.specs, judging) }
}

const lookupIn =
  (variables: ReadonlyMap<string, Secret>) =>
  (name: string): string | undefined =>
    variables.get(name)?.reveal()

interface Rereading extends Pick<ImportOptions, 'path' | 'limits'> {
  readonly access: Access
  readonly variables: ReadonlyMap<string, Secret>
}

/** Whether what is said in fewer words means the same: else it is said in more. */
async function saysTheSame(
  specs: readonly InstanceSpec[],
  text: string,
  { path, limits, access, variables }: Rereading,
): Promise<boolean> {
  const { documents } = await parse({ path, text })
  const again = toFleet(documents, { lookup: lookupIn(variables), access }, limits).specs
  const meant = new Map(again.map((spec) => [spec.key, meaningOf(spec)]))
  return (
    meant.size === specs.length && specs.every((spec) => meant.get(spec.key) === meaningOf(spec))
  )
}

/** What is sent of an entry, and what is said of its life: the digest has none of that. */
const meaningOf = ({ digest, life }: InstanceSpec): string => JSON.stringify([digest, life])

/** What neither a file of variables nor the environment of a process can hold. */
const UNWRITABLE = /\0|\p{Cs}/u

type Access = { readonly keyVariables: readonly string[]; readonly keys: readonly string[] }

/** The entries that the reader refuses; all of them where it cannot be told which. */
function refusedBy(
  diagnostics: readonly Diagnostic[],
  entries: readonly ImportedEntry[],
): readonly LeftOut[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const first = new Map<number, Diagnostic>()
  for (const error of errors) {
    const [, at] = /^\/instances\/(\d+)(?:\/|$)/.exec(error.place.pointer) ?? []
    const nth = at === undefined ? -1 : Number(at)
    if (!first.has(nth)) first.set(nth, error)
  }
  const general = first.get(-1)
  return entries.flatMap(({ id, name }, at) => {
    const error = first.get(at) ?? general
    return error === undefined
      ? []
      : [{ id, name, why: { code: 'refused', message: error.message } }]
  })
}

interface Looked extends Pick<Made, 'instances' | 'state'> {
  readonly open: readonly Described[]
}

/** The entries that a plan would not find as the instances that they are of. */
function otherThan(
  specs: readonly InstanceSpec[],
  { instances, state, open }: Looked,
): readonly LeftOut[] {
  const whole = new Map(open.map((each) => [each.listed.id, together(each)]))
  const actions = plan({
    specs,
    state,
    remote: {
      kind: 'complete',
      instances: instances.map((instance) => whole.get(instance.id) ?? instance),
    },
    coversAll: false,
    now: Date.now(),
  })
  return open.flatMap(({ listed: { id, name } }, at) => {
    const action = actions[at]
    return action === undefined || isOf(action, id)
      ? []
      : [{ id, name, why: { code: 'differs', action } }]
  })
}

/** Whether an action takes the instance for that of the entry, and has nothing to do. */
function isOf(action: Action, id: InstanceId): boolean {
  switch (action.kind) {
    case 'exists':
      return action.remote.id === id
    case 'no-op':
      return action.owned.id === id
    // One that failed is imported where somebody names it: the entry says what it is to be.
    case 'failed':
      return (action.remote?.id ?? action.owned?.id) === id
    default:
      return false
  }
}
