import type { RemoteInstance } from '../../api/remote.ts'
import { envsIn } from '../../definitions/create-body.ts'
import { type CreateBody, type InstanceSpec, rungsOfSpec } from '../../definitions/instance-spec.ts'
import type { OpenOperation } from '../../ledger/state.ts'
import { type Json, mask, mayHideSecret, reveal, type WithSecrets } from '../../model/secret.ts'
import { MARKER_KEY } from '../marker.ts'
import {
  ANOTHER,
  mountsText,
  type Settings,
  type SettingsChange,
  settingOf,
  settingsGiven,
  settingsIn,
  type TextSetting,
  withoutMarker,
} from './container-settings.ts'
import type { UpgradeBody } from './upgrade-body.ts'

/** What tells which values of an instance may be kept as they are. */
interface Known {
  /** What the instance is to get. */
  readonly body: UpgradeBody
  /** The masked body that was applied before. */
  readonly applied: Json | undefined
}

/**
 * The settings of an instance as the ledger keeps them before it gets others. What has the value that it is to get shows as
 * that is shown. What has another one shows it only where anyone may see it, or where the ledger holds it in the open
 * already; elsewhere no more than that it is another one.
 */
export function settingsBefore(instance: RemoteInstance, { body, applied }: Known): Json {
  const now = settingsIn(instance)
  const to = settingsGiven(body)
  const shown = settingsToBe(body)
  const before = settingsApplied(applied)
  const isSameIn = (field: TextSetting) => settingOf(now, field) === settingOf(to, field)
  const string = (field: TextSetting, isOpen: boolean) =>
    kept(now.texts[field], { isTo: isSameIn(field), shown: shown[field], isOpen })
  const isSeen = (field: 'imageUrl' | 'imageAuthId' | 'networkStorages') =>
    instance.concealed?.[field] === undefined
  const isKnown = (field: 'command' | 'entrypoint') =>
    now.texts[field] === '' || now.texts[field] === before.texts[field]
  const variable = (key: string, value: string | undefined) =>
    kept(value, {
      isTo: value === to.envs?.get(key),
      shown: shown.envs.find((each) => each.key === key)?.value ?? null,
      isOpen: value === before.envs?.get(key),
    })
  return {
    imageUrl: string('imageUrl', isSeen('imageUrl')),
    imageAuthId: string('imageAuthId', isSeen('imageAuthId')),
    command: string('command', isKnown('command')),
    entrypoint: string('entrypoint', isKnown('entrypoint')),
    envs:
      now.envs === undefined
        ? null
        : [...now.envs].map(([key, value]) => ({ key, value: variable(key, value) })),
    mounts: kept(now.mounts, {
      isTo: now.mounts === to.mounts,
      shown: shown.mounts,
      isOpen: isSeen('networkStorages'),
    }),
  }
}

function kept(
  now: string | undefined,
  {
    isTo,
    shown,
    isOpen,
  }: { readonly isTo: boolean; readonly shown: Json; readonly isOpen: boolean },
): Json {
  if (now === undefined) return null
  if (isTo) return shown
  return isOpen ? now : ANOTHER_SHOWN
}

/** What an upgrade gives, without a secret. */
export const settingsToBe = (body: UpgradeBody) => ({
  imageUrl: mask(body.imageUrl),
  imageAuthId: mask(body.imageAuthId ?? ''),
  command: mask(body.command),
  entrypoint: mask(body.entrypoint),
  envs: body.envs
    .filter(({ key }) => key !== MARKER_KEY)
    .map(({ key, value }) => ({ key, value: mask(value) })),
  mounts: mountsText(
    body.networkVolume.volumeMounts.map(({ id, mountPath }) => ({
      id: String(mask(id)),
      path: String(mask(mountPath)),
    })),
  ),
})

/** Reads what `settingsToBe` made: a string that hides a secret tells nothing. */
export const readSettings = (fields: Json | undefined): Settings => read(fields, openText)

/** Reads what `settingsBefore` made. */
const readBefore = (fields: Json | undefined): Settings =>
  read(fields, (value) => (value === ANOTHER_SHOWN ? ANOTHER : openText(value)))

/**
 * What an upgrade without an outcome was to change, as far as the ledger may keep it: a secret is not in it. `entry`: the
 * definition of this run, where there is one, which has the secrets of this run.
 */
export function changeInLedger(
  { from, to, digest }: Pick<OpenOperation, 'from' | 'to' | 'digest'>,
  entry: InstanceSpec | undefined,
): SettingsChange {
  const said = entry && (rungsOfSpec(entry).find((rung) => rung.digest === digest) ?? entry)
  return {
    from: readBefore(from.fields),
    to: readSettings(to.fields),
    hints: said && hintsFor(to.fields, said.body),
  }
}

type Reading = (value: Json | undefined) => string | undefined

function read(fields: Json | undefined, told: Reading): Settings {
  const { imageUrl, imageAuthId, command, entrypoint, envs, mounts } = asMap(fields)
  return {
    texts: {
      imageUrl: told(imageUrl),
      imageAuthId: told(imageAuthId),
      command: told(command),
      entrypoint: told(entrypoint),
    },
    envs: envsOf(envs, told),
    mounts: told(mounts),
  }
}

/** What was applied, as the ledger keeps it: the masked body of a creation. */
export function settingsApplied(spec: Json | undefined): Settings {
  if (spec === undefined) return readSettings(undefined)
  const { imageUrl = '', imageAuthId = '', command = '', entrypoint = '', envs = [] } = asMap(spec)
  const mounts = listIn(asMap(spec).networkStorages)
  return readSettings({
    imageUrl,
    imageAuthId,
    command,
    entrypoint,
    envs,
    mounts: mountsText(
      mounts.map(({ Id, mountPoint }) => ({ id: String(Id), path: String(mountPoint) })),
    ),
  })
}

/**
 * The values of the secrets in settings that the ledger keeps, by a definition of this run: its own wherever it shows the
 * same. The secret may be another one by now.
 */
function hintsFor(fields: Json | undefined, body: CreateBody): Settings {
  const kept = asMap(fields)
  const behind = (shown: Json | undefined, value: WithSecrets | undefined) =>
    value !== undefined && mask(value) === shown ? String(reveal(value)) : undefined
  const mounts = listIn(body.networkStorages)
  const written = mounts.map(({ Id, mountPoint }) => ({ id: Id ?? '', path: mountPoint ?? '' }))
  const inWords = (as: (value: WithSecrets) => Json) =>
    mountsText(written.map(({ id, path }) => ({ id: String(as(id)), path: String(as(path)) })))
  return {
    texts: {
      imageUrl: behind(kept.imageUrl, body.imageUrl),
      imageAuthId: behind(kept.imageAuthId, body.imageAuthId),
      command: behind(kept.command, body.command),
      entrypoint: behind(kept.entrypoint, body.entrypoint),
    },
    envs: envsOf(kept.envs, (value, name) =>
      behind(value, envsIn(body).find(({ key }) => key === name)?.value),
    ),
    mounts: inWords(mask) === kept.mounts ? inWords(reveal) : undefined,
  }
}

const envsOf = (
  envs: Json | undefined,
  textOf: (value: Json | undefined, key: string) => string | undefined,
): Settings['envs'] =>
  Array.isArray(envs)
    ? withoutMarker(
        new Map(
          envs
            .map(asMap)
            .map(({ key, value }) => [String(key), textOf(value, String(key))] as const),
        ),
      )
    : undefined

const listIn = (
  value: WithSecrets | undefined,
): readonly { readonly [member: string]: WithSecrets }[] =>
  Array.isArray(value) ? (value as never) : []

const asMap = (value: Json | undefined): { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {}

/** How the ledger shows a value of which it may not tell more than that it is not the one to come. */
const ANOTHER_SHOWN = '(other)'

const openText: Reading = (value) =>
  typeof value !== 'string' || value === ANOTHER_SHOWN || mayHideSecret(value) ? undefined : value
