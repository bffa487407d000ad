import { type Field, MARK, mountsText, portsText, settingsOf, textOf } from '../service/settings.ts'
import type { Truth } from '../service/truth.ts'
import type { Act } from '../story/act.ts'
import type { Entry } from '../story/entry.ts'
import { appliedTo } from './applied.ts'
import {
  type ChangeCall,
  growthIn,
  type Known,
  type Objection,
  objections,
  ownerOf,
  stepOf,
} from './check-call.ts'

/** A call that changes an instance in place, as it comes, and what this run of the program knew by then. */
interface StepCall extends ChangeCall {
  readonly operation: 'edit' | 'upgrade'
  /** Somebody saw the plan, and agreed to all of it. */
  readonly isAgreed: boolean
  readonly token: string
  /** The ports of tools are among the others: an edit has the whole set. */
  readonly isWhole: boolean
  /** The instance as a list told it last, and by its id; `undefined` where nobody was told for sure. */
  readonly listed: Truth | undefined
  readonly looked: Truth | undefined
  /** How often its attempt was sent, with this call. */
  readonly sends: number
  /** What this run has upgraded before. */
  readonly upgraded: ReadonlySet<string>
}

/** What speaks against the content of a call that changes an instance in place. */
export function checkStep(call: StepCall, known: Known): readonly Objection[] {
  const { id, entries, looked } = call
  const owner = ownerOf(id, known.state)
  const entry = entries.find(({ name }) => name === owner?.name)
  const step = stepOf(call)
  const sent = `a ${step} of ${id}`
  const change = (applies: boolean, what: string) =>
    objections('change', applies, `${sent} ${what}`)
  if (entry === undefined) return change(true, 'came, which no entry of the file asks for')
  if (looked === undefined) return []
  const asked = { call, entry, looked, applied: owner?.spec }
  return [
    ...change(looked.isLeaving, `came, which was on its way out when it was looked at`),
    ...unasked(asked).flatMap((what) => change(true, what)),
    ...changedSince(call, looked).flatMap((field) =>
      change(true, `came though somebody had changed its ${field} since the plan`),
    ),
    ...(call.operation === 'upgrade'
      ? upgradeFaults(asked, known).flatMap((what) => change(true, what))
      : editFaults(asked, known).flatMap((what) => change(true, what))),
  ]
}

interface Asked {
  readonly call: StepCall
  readonly entry: Entry
  readonly looked: Truth
  readonly applied: NonNullable<ReturnType<typeof ownerOf>>['spec']
}

const FIELDS_OF = {
  'edit-ports': ['ports'],
  'grow-disk': ['disk'],
  upgrade: ['image', 'command', 'envs'],
} as const satisfies Record<string, readonly Field[]>

const fieldsOf = (call: StepCall): readonly Field[] =>
  FIELDS_OF[stepOf(call) as keyof typeof FIELDS_OF]

/** Where the definition is as it was applied, only the word for that lets a run undo what others did. */
function unasked({ call, entry, applied }: Asked): readonly string[] {
  const { order } = call
  if (order.order !== 'apply') return ['came, which only an apply sends']
  if (order.allow.includes('drift') || applied === undefined) return []
  const isDefined = fieldsOf(call).some((field) => !appliedTo(applied, entry, field))
  return isDefined ? [] : ['came, which the file has not changed']
}

/** What others changed between the plan and the last look before the call. */
const changedSince = (call: StepCall, looked: Truth): readonly Field[] =>
  fieldsOf(call).filter((field) => {
    if (call.listed === undefined) return false
    const then = textOf(field, call.listed.settings)
    const now = textOf(field, looked.settings)
    return then !== undefined && now !== undefined && then !== now
  })

function editFaults({ call, entry, looked }: Asked, known: Known): readonly string[] {
  const { body, id, sends } = call
  const by = growthIn(body)
  const wanted = settingsOf(entry, call.token)
  const { disk, ports: own, tools } = looked.settings
  const ports = portsIn(body)
  // What a tool has is left as it is.
  const had = call.isWhole ? together(own, tools) : own
  if (by === 0) {
    const asked = call.isWhole ? together(wanted.ports, tools) : wanted.ports
    return ports === asked ? [] : [`asks for the ports ${ports}, not ${asked}`]
  }
  const { attempt: current } = known.open.findLast((each) => each.id === id) ?? {}
  const lost = known.records.flatMap((record) => {
    if (record.type !== 'operation' || record.id !== id || record.operation !== 'grow-disk') {
      return []
    }
    const { attempt, to } = record
    return attempt === current || ENDS.has(endOf(attempt, known)) ? [] : [`to ${to.rootfsSize} GB`]
  })
  return [
    ...(disk + by === wanted.disk
      ? []
      : [`of ${by} GB to ${disk + by}, and ${wanted.disk} is wanted`]),
    ...(ports === had ? [] : [`changes the ports ${had} to ${ports}`]),
    ...(sends > 1 ? [`was sent ${sends} times`] : []),
    ...lost.map((to) => `was sent though nobody knows what came of the one ${to}`),
  ]
}

/** How nothing of a call remains that may still come. */
const ENDS: ReadonlySet<string | undefined> = new Set(['done', 'rejected', 'not-sent'])

/** How an attempt ended, by the ledgers; `undefined` for one that is open. */
const endOf = (attempt: string, { records }: Known): string | undefined =>
  records
    .flatMap((record) =>
      record.type === 'settled' && record.attempt === attempt && record.result !== 'unknown'
        ? [record.result]
        : [],
    )
    .at(-1)

function upgradeFaults(asked: Asked, known: Known): readonly string[] {
  const { call, entry, looked, applied } = asked
  const { id, sends, upgraded, token } = call
  const body = call.body as UpgradeBody
  const wanted = settingsOf(entry, token)
  const given = new Map(body.envs.map(({ key, value }) => [key, value]))
  const had = looked.settings.envs ?? new Map<string, string>()
  const ours = new Set(envNamesIn(applied))
  const dropped = [...had.keys()].filter((key) => !given.has(key) && key !== MARK && !ours.has(key))
  const off = [...wanted.envs].filter(([key, value]) => given.get(key) !== value)
  const stuck = [...upgraded].filter((each) => each !== id && !ENDS.has(upgradeEnd(each, known)))
  const unbegun = known.truth.flatMap((each) =>
    each.id !== id && upgraded.has(each.id) && each.isYetToBegin ? [each.id] : [],
  )
  return [
    ...(looked.status === 'running' ? [] : [`came, which was ${looked.status}`]),
    ...(hasAll(looked, wanted) ? ['came, which had all that the file asks for'] : []),
    ...(entry.hasCredential ? ['came, which has no word for its credential'] : []),
    ...(body.save ? [] : ['loses its data']),
    ...(body.imageUrl === wanted.image ? [] : [`has the image ${body.imageUrl}`]),
    ...(wanted.command === undefined || body.command === wanted.command
      ? []
      : [`has another command than the file`]),
    ...dropped.map((key) => `drops ${key}, which somebody else set`),
    ...lostBeside(asked).map((what) => `loses ${what}, of which no file speaks`),
    ...off.map(([key]) => `has not the ${key} of the file`),
    ...(had.get(MARK) === given.get(MARK) ? [] : [`has another mark than the instance`]),
    ...(sends > 1 || upgraded.has(id) ? ['was sent before in this run'] : []),
    ...unbegun.map((each) => `came though the one of ${each} had yet to begin`),
    ...stuck.map((each) => `came though ${each} did not come back from its own`),
  ]
}

/** What an upgrade takes from a container that neither the file nor what was applied before says anything of. */
function lostBeside({ call, entry, looked: { settings }, applied }: Asked): readonly string[] {
  const { command, entrypoint, networkVolume } = call.body as UpgradeBody
  const mounts = networkVolume.volumeMounts.map(({ id, mountPath }) => ({
    id,
    mountPoint: mountPath,
  }))
  const { command: before } = (applied ?? {}) as { readonly command?: string }
  const isCommandKept = entry.command !== undefined || before !== undefined
  return [
    ...(isCommandKept || command === (settings.command ?? command) ? [] : ['its command']),
    ...(entrypoint === (settings.entrypoint ?? entrypoint) ? [] : ['its entry point']),
    ...(mountsText(mounts) === settings.mounts ? [] : ['a storage']),
  ]
}

/** Whether a container had everything that a reset is to give it, and nothing else, as far as anybody knows. */
const hasAll = (
  { settings }: Truth,
  { image, command, envs }: ReturnType<typeof settingsOf>,
): boolean =>
  settings.image === image &&
  settings.command === (command ?? '') &&
  [...(settings.envs?.keys() ?? [])].every((key) => key === MARK || envs.has(key)) &&
  [...envs].every(([key, value]) => settings.envs?.get(key) === value)

interface UpgradeBody {
  readonly imageUrl: string
  readonly command: string
  readonly entrypoint: string
  readonly save: boolean
  readonly networkVolume: {
    readonly volumeMounts: readonly { readonly id: string; readonly mountPath: string }[]
  }
  readonly envs: readonly { readonly key: string; readonly value: string }[]
}

const upgradeEnd = (id: string, known: Known): string | undefined => {
  const last = known.records.findLast(
    (record) => record.type === 'operation' && record.id === id && record.operation === 'upgrade',
  )
  return last?.type === 'operation' ? endOf(last.attempt, known) : undefined
}

/** The names of the variables that were applied. */
function envNamesIn(applied: Asked['applied']): readonly string[] {
  const { envs = [] } = (applied ?? {}) as { readonly envs?: readonly { readonly key: string }[] }
  return envs.map(({ key }) => key)
}

/** The ports of both, in order. */
const together = (...texts: readonly string[]): string =>
  texts
    .flatMap((text) => (text === '' ? [] : text.split(',')))
    .toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
    .join()

const portsIn = (body: unknown): string =>
  portsText((body as { readonly ports: readonly { port: number; type: string }[] }).ports)

/** After an edit: no disk is larger than any file of the story wanted it, unless somebody else changed disks. */
export function checkGrown(
  id: string,
  truth: readonly Truth[],
  past: readonly Act[],
): readonly Objection[] {
  const instance = truth.find((each) => each.id === id)
  if (instance === undefined || past.some(isResizedIn)) return []
  const sizes = past.flatMap(({ entries }) =>
    entries.flatMap(({ name, disk }) => ((name ?? '') === instance.askedName ? [disk] : [])),
  )
  const most = Math.max(...sizes)
  const { disk } = instance.settings
  return objections(
    'doubled',
    disk > most,
    `the disk of ${id} has ${disk} GB, and ${most} were asked for`,
  )
}

const isResizedIn = ({ byHand, troubles }: Act): boolean =>
  byHand?.change === 'resize' ||
  troubles.some(
    ({ rule: { do: fault } }) => fault.fault === 'meanwhile' && fault.change.change === 'resize',
  )
