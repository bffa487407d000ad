import { isLive, type RemoteInstance } from '../api/remote.ts'
import type { CreateBody } from '../definitions/instance-spec.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { OpenAttempt } from '../ledger/state.ts'
import { MARKER_KEY, markerIn, parseMarker } from './marker.ts'
import type { MatchReason, Objection } from './reasons/match-reason.ts'
import { differencesFromSent, knownBody } from './sent.ts'
import { spellingOf } from './spelling.ts'
import { windowOf } from './window.ts'

/** What an attempt's instance is recognised by. */
export interface Sought {
  /** Its exact name; `undefined` for an entry without one. */
  readonly name: string | undefined
  /** The ids that had this name before the attempt, all ids where it has none; `undefined` when they are not known. */
  readonly seen: readonly InstanceId[] | undefined
  /** When the service can have made it, by the clock of the service; milliseconds since the epoch. */
  readonly window: { readonly from: number; readonly to: number }
  /** The value of `PPI_APPLY_ID` that was sent along; `undefined` where none was. */
  readonly marker: string | undefined
  /** What was sent, as far as it is known; `undefined` when nothing of it is. */
  readonly body: CreateBody | undefined
}

/** An instance that an attempt may have made, and what keeps it from being proven. */
export interface Candidate {
  readonly instance: RemoteInstance
  /**
   * `proven`: everything that can be told agrees. `untold`: nothing disagrees, but the account does not say enough.
   * `differs`: it is another one as far as the account says.
   */
  readonly verdict: 'proven' | 'untold' | 'differs'
  /** It carries the marker of the attempt: then no other that has its name may be it. */
  readonly marked: boolean
  /** What is missing or differs. Empty where it is proven. */
  readonly against: readonly Objection[]
}

/** The ids that belong to entries of the ledger. */
type Owned = Pick<ReadonlySet<InstanceId>, 'has'>

/** What the ledger remembers of an attempt. */
export type Remembered = Pick<
  OpenAttempt,
  'name' | 'seen' | 'since' | 'until' | 'spec' | 'marker' | 'skewMs' | 'limitMs' | 'settleMs'
>

/** `body`: what was sent, with its secrets, while the run that sent it still knows it. */
export const soughtBy = (attempt: Remembered, body?: CreateBody): Sought => ({
  name: attempt.name,
  seen: attempt.seen,
  window: windowOf(attempt),
  marker: attempt.marker,
  body: body ?? knownBody(attempt.spec),
})

/**
 * The instances that an attempt may have made: those with its marker, and those of its exact name that were not in the
 * account before it; where there is none of these, those that cannot be recognised and may be it. None that an entry of
 * the ledger owns, and none with the marker of another attempt. Each with what speaks against it. Records on their way out
 * count too, since they were made.
 */
export function candidatesOf(
  sought: Sought,
  instances: readonly RemoteInstance[],
  owned: Owned,
): readonly Candidate[] {
  const showsEnvs = instances.some(({ envs }) => envs !== undefined)
  const possible = instances.filter(
    (instance) =>
      !owned.has(instance.id) &&
      sought.seen?.includes(instance.id) !== true &&
      !isAnothers(markerIn(instance), sought),
  )
  const recognised = possible.flatMap((instance) => recognise(sought, instance, showsEnvs) ?? [])
  return recognised.length > 0
    ? recognised
    : possible.flatMap((instance) => suspect(sought, instance, showsEnvs) ?? [])
}

function recognise(
  sought: Sought,
  instance: RemoteInstance,
  showsEnvs: boolean,
): Candidate | undefined {
  if (sought.marker !== undefined && markerIn(instance) === sought.marker) {
    return { instance, verdict: 'proven', marked: true, against: [] }
  }
  return sought.name !== undefined && instance.name === sought.name
    ? judge(sought, instance, showsEnvs)
    : undefined
}

/**
 * An instance that cannot be recognised, and that may be the one anyway: by a name that the service spells otherwise, or
 * for an entry without a name, where its variables are not shown, or no marker was sent. Never proven.
 */
function suspect(
  sought: Sought,
  instance: RemoteInstance,
  showsEnvs: boolean,
): Candidate | undefined {
  const why = whySuspect(sought, instance)
  if (why === undefined || !isLive(instance)) return undefined
  // The name is what is suspected, so it does not count against it.
  const judged = judge(sought, { ...instance, name: sought.name ?? '' }, showsEnvs)
  if (judged.verdict === 'differs') return undefined
  const isTold = judged.against.some(({ code }) => code === why.code)
  const against = isTold ? judged.against : [...judged.against, why]
  return { ...judged, instance, verdict: 'untold', against }
}

function whySuspect(
  { name, marker, seen }: Sought,
  instance: RemoteInstance,
): Objection | undefined {
  if (name === undefined) {
    if (marker === undefined) return seen && { code: 'without-name-and-marker' }
    return instance.envs === undefined ? { code: 'variables-not-shown' } : undefined
  }
  return spellingOf(name) === spellingOf(instance.name)
    ? { code: 'spelled-otherwise', name: instance.name }
    : undefined
}

/** Whether the marker of an instance is that of another attempt. */
const isAnothers = (marker: string | undefined, sought: Sought): boolean =>
  marker !== undefined &&
  marker !== sought.marker &&
  (sought.marker !== undefined
    ? parseMarker(marker) !== undefined
    : sought.body !== undefined && !names(sought.body))

/** Whether the definition itself sets the variable of the marker. */
const names = ({ envs }: CreateBody): boolean =>
  Array.isArray(envs) && envs.some((env) => env.key === MARKER_KEY)

/** The candidates of several attempts of one entry; each instance once, with the verdict that says most for it. */
export function matchesFor(
  attempts: readonly Remembered[],
  instances: readonly RemoteInstance[],
  owned: Owned,
): readonly Candidate[] {
  const best = new Map<InstanceId, Candidate>()
  for (const candidate of attempts.flatMap((each) =>
    candidatesOf(soughtBy(each), instances, owned),
  )) {
    const before = best.get(candidate.instance.id)
    if (before === undefined || RANK[candidate.verdict] > RANK[before.verdict]) {
      best.set(candidate.instance.id, candidate)
    }
  }
  return [...best.values()]
}

const RANK = { differs: 0, untold: 1, proven: 2 } as const satisfies Record<
  Candidate['verdict'],
  number
>

/**
 * What the candidates say together. `one`: exactly one agrees in everything and is alive, and no other may be it.
 * `several`: one agrees, and others may be it as well. `removed`: the one that agrees is gone or going: ours that
 * somebody removed, or a stranger's while ours does not show yet. `unproven`: none is surely it.
 */
export type Finding =
  | { readonly kind: 'one'; readonly instance: RemoteInstance }
  | { readonly kind: 'several' | 'removed' | 'unproven' | 'none'; readonly reason: MatchReason }

/** Judges the candidates of a complete list. */
export function findAmong(candidates: readonly Candidate[]): Finding {
  const marked = candidates.filter((candidate) => candidate.marked)
  const possible =
    marked.length > 0 ? marked : candidates.filter(({ verdict }) => verdict !== 'differs')
  const only = possible.find(({ verdict }) => verdict === 'proven')
  if (only === undefined) {
    return candidates.length === 0
      ? { kind: 'none', reason: { code: 'nothing-made-so-far' } }
      : { kind: 'unproven', reason: { code: 'nothing-surely-made' } }
  }
  if (possible.length > 1) {
    return { kind: 'several', reason: { code: 'several-possible', count: possible.length } }
  }
  const { instance } = only
  if (!isLive(instance)) {
    const { id, status } = instance
    const by = only.marked ? 'marker' : 'name'
    return { kind: 'removed', reason: { code: 'possible-but-removed', id, by, status } }
  }
  return { kind: 'one', instance }
}

function judge(sought: Sought, instance: RemoteInstance, showsEnvs: boolean): Candidate {
  const differs = [
    ...unmarked(sought, instance),
    ...outside(sought, instance),
    ...differencesOf(sought, instance),
  ]
  const untold = missingFor(sought, instance, showsEnvs)
  const against = [...differs, ...untold]
  if (differs.length > 0) return { instance, verdict: 'differs', marked: false, against }
  const verdict = untold.length > 0 ? 'untold' : 'proven'
  return { instance, verdict, marked: false, against }
}

/** Where the variables can be seen, what was sent with a marker has it. */
const unmarked = ({ marker }: Sought, instance: RemoteInstance): readonly Objection[] =>
  marker === undefined || instance.envs === undefined || isMasked(instance)
    ? []
    : [{ code: markerIn(instance) === undefined ? 'marker-missing' : 'marker-differs' }]

/** A service may show that a variable is there, and not its value. */
function isMasked(instance: RemoteInstance): boolean {
  const marker = markerIn(instance)
  return marker !== undefined && parseMarker(marker) === undefined
}

function outside({ window }: Sought, { createdAt }: RemoteInstance): readonly Objection[] {
  if (createdAt === undefined) return []
  const at = createdAt * 1000
  if (at >= window.from && at <= window.to) return []
  const side = at < window.from ? 'before' : 'after'
  return [{ code: 'made-outside-attempt', at: new Date(at).toISOString(), side }]
}

const differencesOf = ({ body }: Sought, instance: RemoteInstance): readonly Objection[] =>
  body === undefined ? [] : differencesFromSent(body, instance)

function missingFor(
  { seen, body, marker }: Sought,
  instance: RemoteInstance,
  showsEnvs: boolean,
): readonly Objection[] {
  const { createdAt, envs } = instance
  return (
    [
      // A service that shows the variables of others shows them some day.
      {
        code: 'variables-not-shown',
        holds: marker !== undefined && (envs === undefined ? showsEnvs : isMasked(instance)),
      },
      { code: 'may-be-older', holds: seen === undefined },
      { code: 'creation-time-unknown', holds: createdAt === undefined },
      { code: 'sent-body-unknown', holds: body === undefined },
    ] as const
  )
    .filter(({ holds }) => holds)
    .map(({ code }) => ({ code }))
}
