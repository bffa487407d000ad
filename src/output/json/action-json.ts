import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { OwnedInstance } from '../../ledger/state.ts'
import { rangeOf } from '../../model/location.ts'
import { type Json, mask } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import { type Action, type Creation, isMarked } from '../../plan/action.ts'
import type { Candidate } from '../../plan/attempt-matches.ts'
import type { Change, Drift } from '../../plan/change.ts'
import type { PricedPlan } from '../../plan/priced-plan.ts'
import { costJson } from '../text/plan/cost-text.ts'
import { placeOf } from '../text/plan/plan-groups.ts'
import { explainReason } from '../text/reasons/explain-reason.ts'
import { compact, type JsonObject } from './compact.ts'
import { departureJson, lifeJson } from './life-json.ts'
import { lossJson, lostJson } from './loss-json.ts'
import { codeJson, reasonJson } from './reason-json.ts'
import { stepJson } from './step-json.ts'

/** An action of a plan for machines, but for its price and what it waits for. */
export function actionJson(action: Action, plan: PricedPlan): JsonObject {
  const { kind, name, reason, key } = action
  return compact({
    action: kind,
    name: name ?? null,
    key,
    ...reasonJson(reason),
    ...whereJson(action),
    ...factsJson(action, plan),
    ...lifeJson(action),
  })
}

function whereJson(action: Action): JsonObject {
  const place = placeOf(action)
  if (place === undefined) return {}
  const range = rangeOf(place)
  return {
    file: place.file.path,
    pointer: place.pointer,
    range: { start: { ...range.start }, end: { ...range.end } },
  }
}

function factsJson(
  action: Action,
  plan: PricedPlan,
): { readonly [member: string]: Json | undefined } {
  const cost = (id: InstanceId | undefined): Json | undefined => {
    const found = id === undefined ? undefined : plan.costs.get(id)
    return found && costJson(found)
  }
  switch (action.kind) {
    case 'create':
      return creationJson(action, plan)
    case 'recreate':
      return { ...creationJson(action, plan), gone: action.gone }
    case 'no-op':
      return {
        id: action.owned.id,
        status: action.remote?.status,
        drift: driftJson(action.drift),
        unchecked: action.unchecked,
      }
    case 'change':
      return {
        id: action.owned.id,
        status: action.remote?.status,
        changes: changesJson(action.changes),
        steps: action.steps.map((step) => stepJson(step, action, plan.now)),
        drift: driftJson(action.drift),
        unchecked: action.unchecked,
        cost: cost(action.owned.id),
      }
    case 'replace':
      return {
        ...creationJson(action, plan),
        id: action.owned.id,
        by: action.by,
        ...oursJson(action.owned),
        status: action.remote.status,
        changes: changesJson(action.changes),
        ...lostJson(action),
        drift: driftJson(action.drift),
        unchecked: action.unchecked,
        cost: cost(action.owned.id),
      }
    case 'destroy':
      return {
        id: action.owned.id,
        because: action.because,
        successor: action.replacement?.successor,
        ...oursJson(action.owned),
        status: action.remote?.status,
        ...lossJson(action),
        cost: cost(action.owned.id),
      }
    case 'blocked':
      return {
        id: action.owned?.id,
        status: action.remote?.status,
        changes: action.changes && changesJson(action.changes),
        cost: cost(action.owned?.id),
      }
    case 'expired':
      return {
        id: action.owned?.id,
        status: action.remote?.status,
        cost: cost(action.owned?.id),
      }
    case 'failed':
      return {
        id: action.remote.id,
        owned: action.owned !== undefined,
        status: action.remote.status,
        statusError: action.remote.statusError,
        changes: changesJson(action.changes),
        drift: driftJson(action.drift),
        unchecked: action.unchecked,
      }
    case 'exists': {
      const { id, status } = action.remote
      return { id, status, unchecked: action.unchecked }
    }
    case 'in-doubt':
      return {
        attempts: action.attempts.map(({ attempt, since, reason: why, refused }) =>
          compact({ attempt, since, reason: why, refused: refused ? true : undefined }),
        ),
        candidates: action.candidates.map(candidateJson),
        unsettled: action.unsettled.flatMap(unsettledJson),
      }
    case 'conflict':
      return {
        ids: action.owned.map(({ id }) => id),
        strangers: action.strangers.map(({ id, status }) =>
          compact({
            id,
            status,
            entry: action.holders.get(id),
            ...departureJson(action.returned.get(id)),
          }),
        ),
        changes: changesJson(action.changes),
      }
    case 'orphan':
      return {
        instances: action.instances.map(({ owned: { id, since, returned }, remote }) =>
          compact({
            id,
            since,
            ...departureJson(returned),
            status: remote?.status,
            cost: cost(id),
          }),
        ),
      }
    default:
      return unreachable(action)
  }
}

const creationJson = (action: Creation, { marker, limits }: PricedPlan) => ({
  presence: action.presence,
  marker: marker && isMarked(action, limits),
  body: mask(action.spec.body),
  ...fallbackJson(action.spec),
})

/** The bodies that are tried instead, in order. */
const fallbackJson = ({ fallback }: InstanceSpec) =>
  fallback.length === 0 ? {} : { fallback: fallback.map(({ body }) => mask(body)) }

const oursJson = ({ since, how, returned }: OwnedInstance) => ({
  since,
  how,
  ...departureJson(returned),
})

/** A call about an instance of ours whose outcome is not known. */
const unsettledJson = ({ id, open }: OwnedInstance): readonly Json[] =>
  open === undefined
    ? []
    : [compact({ id, operation: open.operation, since: open.since, reason: open.reason })]

const changesJson = (changes: readonly Change[]): readonly Json[] =>
  changes.map((change) => compact({ ...change }))

const driftJson = (drift: readonly Drift[]): readonly Json[] =>
  drift.map((note) => compact({ ...note }))

/** An instance that an attempt may have made, with what speaks against that. */
export const candidateJson = ({ instance: { id, status }, against }: Candidate): Json => ({
  id,
  status,
  against: against.map(explainReason),
  againstCodes: against.map(codeJson),
})
