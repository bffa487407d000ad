import { type RemoteInstance, shownField } from '../../api/remote.ts'
import { type Json, mask, secretsIn } from '../../model/secret.ts'
import { unreachable } from '../../model/unreachable.ts'
import type { FieldName } from '../../schema/fields.generated.ts'
import type { ChangeAction, DiskStep, PortsStep, Step } from '../action.ts'
import { knownBody } from '../sent.ts'
import { ABSENT, settingNames, settingOf, settingsGiven, settingsIn } from './container-settings.ts'
import { settingsApplied } from './kept-settings.ts'
import { upgradeBody } from './upgrade-body.ts'

type Bound = Pick<ChangeAction, 'spec' | 'owned' | 'remote'>

/**
 * What of a step a plan id is bound to: what it sets, and what of the account that overrides. Who agrees to a plan agrees to
 * undo what is there by then, and nothing that comes later. A value that may be a secret is told by no more than how it
 * compares, since a short one could be guessed from a digest. Of a start or a stop the operation says it.
 */
export function boundStep(step: Step, action: Bound): Json {
  switch (step.operation) {
    case 'edit-ports':
      return boundEdit(step, 'ports', action)
    case 'grow-disk':
      return boundEdit(step, 'rootfsSize', action)
    case 'upgrade': {
      const { operation, fields, drops, untold, isThere, lostBefore } = step
      if (isThere === true) return { operation, fields, isThere }
      const overrides = overriddenSettings(action)
      const emptied = untold === undefined ? {} : { untold }
      const bound = { operation, fields, drops, ...emptied, overrides }
      return lostBefore === undefined ? bound : { ...bound, lostBefore }
    }
    case 'start':
    case 'stop':
      return step.operation
    case 'subscribe': {
      const { remote } = action
      const from = remote && shownField(remote, 'billingMode')?.toLowerCase()
      return { operation: step.operation, months: step.months, from: from ?? null }
    }
    case 'renew':
      return { operation: step.operation, months: step.months, from: step.from, to: step.to }
    case 'auto-renew':
      return { operation: step.operation, to: step.to, months: step.months ?? null }
    default:
      return unreachable(step)
  }
}

const boundEdit = (
  { operation, from, to }: PortsStep | DiskStep,
  field: 'ports' | 'rootfsSize',
  action: Bound,
): Json =>
  mayBeSecret(field, action)
    ? { operation, isThere: `${from}` === `${to}`, to: mask(action.spec.body[field] ?? null) }
    : { operation, from, to }

/** The settings of the container that the account has otherwise than a reset gives them, by name, with what it has there. */
function overriddenSettings(action: Bound): Json {
  const { spec, owned, remote } = action
  if (remote === undefined) return []
  const now = settingsIn(remote)
  const applied = settingsApplied(owned.spec)
  const given = settingsGiven(upgradeBody({ body: spec.body, owned, instance: remote }))
  return settingNames([now, given])
    .toSorted()
    .flatMap((name) => {
      const had = settingOf(now, name)
      if (had === undefined || had === settingOf(given, name)) return []
      if (had === ABSENT) return [[name, 'absent']]
      if (had === settingOf(applied, name)) return [[name, 'as applied']]
      return [[name, 'otherwise', shownSetting(name, had, { ...action, remote })]]
    })
}

/** What anyone may see of a setting of the account: of variables and commands nothing, since somebody typed them there. */
function shownSetting(
  name: string,
  had: string,
  action: Bound & { readonly remote: RemoteInstance },
): Json {
  switch (name) {
    case 'imageUrl':
    case 'imageAuthId':
      return mayBeSecret(name, action) ? null : (shownField(action.remote, name) ?? '')
    case 'networkStorages':
      return mayBeSecret(name, action) ? null : (action.remote.concealed?.networkStorages ?? had)
    default:
      return null
  }
}

/** What the account has in a field may be the secret that the file has there, or an older one that the ledger hides. */
const mayBeSecret = (field: FieldName, { spec, owned }: Bound): boolean =>
  [spec.body, knownBody(owned.spec)].some((body) => secretsIn(body?.[field] ?? null).length > 0)
