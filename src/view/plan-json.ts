import type { Action } from '../plan/action.ts'
import type { PlanReport } from '../plan/report.ts'
import { rangeOf } from '../source/place.ts'
import { type Json, mask } from '../spec/secret.ts'
import { unreachable } from '../unreachable.ts'

/** The plan for machines, as product contract §9. Members may be added; a change of meaning raises the version. */
export function planJson(report: PlanReport): Json {
  const { target, refresh, actions, counts } = report
  return compact({
    formatVersion: '1.0',
    target,
    refresh: compact({ kind: refresh.kind, why: refresh.why }),
    actions: actions.map(actionJson),
    summary: { ...counts },
    notes: report.notes,
  })
}

function actionJson(action: Action): Json {
  const { kind, name, reason, key } = action
  const base = { action: kind, name: name ?? null, key, reason }
  if (action.kind === 'orphan') {
    const instances = action.instances.map(({ owned, remote }) =>
      compact({ id: owned.id, since: owned.since, status: remote?.status }),
    )
    const attempts = action.attempts.map(({ attempt }) => attempt)
    return { ...base, instances, attempts }
  }
  const { place } = action.spec
  const range = rangeOf(place)
  const located = {
    ...base,
    file: place.file.path,
    pointer: place.pointer,
    range: { start: { ...range.start }, end: { ...range.end } },
  }
  switch (action.kind) {
    case 'create':
      return { ...located, presence: action.presence, body: mask(action.spec.body) }
    case 'recreate':
      return {
        ...located,
        presence: action.presence,
        gone: action.gone,
        body: mask(action.spec.body),
      }
    case 'no-op':
    case 'changed':
      return compact({
        ...located,
        id: action.owned.id,
        status: action.remote?.status,
        changes:
          action.kind === 'changed'
            ? action.changes.map((change) => compact({ ...change }))
            : undefined,
        drift: action.drift.map((note) => compact({ ...note })),
        unchecked: action.unchecked,
      })
    case 'exists': {
      const { id, status } = action.remote
      return { ...located, id, status, unchecked: action.unchecked }
    }
    case 'in-doubt':
      return {
        ...located,
        attempts: action.attempts.map(({ attempt, since, reason: why }) =>
          compact({ attempt, since, reason: why }),
        ),
        candidates: action.candidates.map(({ id, status }) => ({ id, status })),
      }
    case 'conflict':
      return {
        ...located,
        ids: action.owned.map(({ id }) => id),
        strangers: action.strangers.map(({ id, status }) => ({ id, status })),
        changes: action.changes.map((change) => compact({ ...change })),
      }
    default:
      return unreachable(action)
  }
}

/** Without the members that have no value: JSON has no `undefined`. */
export function compact(members: { readonly [key: string]: Json | undefined }): Json {
  const present = Object.entries(members).filter(
    (member): member is [string, Json] => member[1] !== undefined,
  )
  return Object.fromEntries(present)
}
