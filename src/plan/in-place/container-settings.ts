import type { RemoteInstance } from '../../api/remote.ts'
import { shownField } from '../../api/remote.ts'
import { type Json, mask, reveal, Secret } from '../../model/secret.ts'
import { MARKER_KEY } from '../marker.ts'
import type { UpgradeBody } from './upgrade-body.ts'

/**
 * The settings of a container that an upgrade gives it, each as one string. In memory only, since it holds what is secret.
 * `undefined` where nobody told: it speaks for nothing then, and against nothing.
 */
export interface Settings {
  readonly texts: Readonly<Record<TextSetting, string | undefined>>
  /** Without the marker. */
  readonly envs: ReadonlyMap<string, string | undefined> | undefined
  readonly mounts: string | undefined
}

type TextSetting = (typeof TEXT_SETTINGS)[number]

const TEXT_SETTINGS = ['imageUrl', 'imageAuthId', 'command', 'entrypoint'] as const

/** Which of two sets of settings an instance has; `untold` where what it shows fits both. */
export type WhichSettings = 'from' | 'to' | 'neither' | 'untold'

/** Compares what an instance shows with what it had, and with what it is to get. Only what differs between the two tells. */
export function whichSettings(
  now: Settings,
  { from, to }: { readonly from: Settings; readonly to: Settings },
): WhichSettings {
  const names = settingNames([from, to])
  const told = (settings: Settings, name: string) => settingOf(settings, name)
  const fits = (settings: Settings) =>
    names.every((name) => isSame(told(now, name), told(settings, name)))
  const telling = names.filter(
    (name) => told(now, name) !== undefined && !isSame(told(from, name), told(to, name)),
  )
  const isTo = fits(to)
  const isFrom = fits(from)
  if (isTo && telling.length > 0) return 'to'
  if (isFrom && telling.length > 0) return 'from'
  return isTo && isFrom ? 'untold' : 'neither'
}

/** The names of the settings in which two sets differ, as far as both tell. */
export const differingSettings = (one: Settings, other: Settings): readonly string[] =>
  settingNames([one, other]).filter((name) => !isSame(settingOf(one, name), settingOf(other, name)))

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other

/** The strings, the mounts, and each variable that any of them has. */
export function settingNames(sets: readonly Settings[]): readonly string[] {
  const variables = sets.flatMap(({ envs }) => [...(envs?.keys() ?? [])])
  return [...TEXT_SETTINGS, MOUNTS, ...new Set(variables.map((key) => VARIABLE + key))]
}

const MOUNTS = 'networkStorages'

const VARIABLE = 'envs.'

/** What stands for a variable that is not there, which no value can be. */
export const ABSENT = '\0'

/** One setting of a set, by its name; `undefined` where nobody told. */
export function settingOf({ texts, envs, mounts }: Settings, name: string): string | undefined {
  if (name === MOUNTS) return mounts
  if (!name.startsWith(VARIABLE)) return texts[name as TextSetting]
  if (envs === undefined) return undefined
  const key = name.slice(VARIABLE.length)
  return envs.has(key) ? envs.get(key) : ABSENT
}

/** What an instance of the account shows. */
export const settingsIn = (instance: RemoteInstance): Settings => ({
  texts: {
    imageUrl: instance.imageUrl,
    imageAuthId: textIn(instance, 'imageAuthId'),
    command: textIn(instance, 'command'),
    entrypoint: textIn(instance, 'entrypoint'),
  },
  envs:
    instance.envs &&
    withoutMarker(new Map(instance.envs.map(({ key, value }) => [key, value.reveal()]))),
  mounts:
    instance.networkStorages &&
    mountsText(instance.networkStorages.map(({ id, mountPoint }) => ({ id, path: mountPoint }))),
})

const textIn = (
  instance: RemoteInstance,
  field: 'imageAuthId' | 'command' | 'entrypoint',
): string | undefined =>
  textOf(instance[field]) ?? (instance.blank?.includes(field) ? '' : undefined)

const textOf = (value: string | Secret | undefined): string | undefined =>
  value instanceof Secret ? value.reveal() : value

/** What an upgrade gives. */
export const settingsGiven = (body: UpgradeBody): Settings => ({
  texts: {
    imageUrl: String(reveal(body.imageUrl)),
    imageAuthId: String(reveal(body.imageAuthId ?? '')),
    command: String(reveal(body.command)),
    entrypoint: String(reveal(body.entrypoint)),
  },
  envs: withoutMarker(new Map(body.envs.map(({ key, value }) => [key, String(reveal(value))]))),
  mounts: mountsText(
    body.networkVolume.volumeMounts.map(({ id, mountPath }) => ({
      id: String(reveal(id)),
      path: String(reveal(mountPath)),
    })),
  ),
})

/** The same as the ledger keeps it: without a secret, and of what the account has only what anyone may see. */
export const settingsShown = (instance: RemoteInstance): Json => ({
  imageUrl: shownField(instance, 'imageUrl') ?? null,
  imageAuthId: shownField(instance, 'imageAuthId') ?? null,
  command: hidden(textIn(instance, 'command')),
  entrypoint: hidden(textIn(instance, 'entrypoint')),
  envs:
    instance.envs
      ?.filter(({ key }) => key !== MARKER_KEY)
      .map(({ key, value }) => ({ key, value: mask(value) })) ?? null,
  mounts:
    instance.concealed?.networkStorages === undefined
      ? (settingsIn(instance).mounts ?? null)
      : null,
})

const hidden = (text: string | undefined): Json =>
  text === undefined ? null : text === '' ? '' : MASKED

export const settingsToBe = (body: UpgradeBody): Json => ({
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

/** Reads what `settingsShown` or `settingsToBe` made: a string that hides a secret tells nothing. */
export function readSettings(kept: Json | undefined): Settings {
  const object = isMap(kept) ? kept : {}
  const { envs } = object
  return {
    texts: {
      imageUrl: openText(object.imageUrl),
      imageAuthId: openText(object.imageAuthId),
      command: openText(object.command),
      entrypoint: openText(object.entrypoint),
    },
    envs: Array.isArray(envs)
      ? new Map(envs.filter(isMap).map(({ key, value }) => [String(key), openText(value)] as const))
      : undefined,
    mounts: openText(object.mounts),
  }
}

/** What was applied, as the ledger keeps it: the masked body of a creation. */
export function settingsApplied(spec: Json | undefined): Settings {
  if (!isMap(spec)) return readSettings(undefined)
  const { imageUrl = '', imageAuthId = '', command = '', entrypoint = '', envs = [] } = spec
  const { networkStorages } = spec
  const mounts = (Array.isArray(networkStorages) ? networkStorages : []).filter(isMap)
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

const isMap = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const MASKED = '(secret)'

const openText = (value: Json | undefined): string | undefined =>
  typeof value !== 'string' || /\$|\(secret\)/.test(value) ? undefined : value

const withoutMarker = (
  envs: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string, string | undefined> =>
  new Map([...envs].filter(([key]) => key !== MARKER_KEY))

const mountsText = (mounts: readonly { readonly id: string; readonly path: string }[]): string =>
  mounts
    .map(({ id, path }) => `${id} at ${path}`)
    .toSorted()
    .join('\n')
