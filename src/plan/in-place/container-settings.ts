import type { RemoteInstance } from '../../api/remote.ts'
import { reveal, Secret } from '../../model/secret.ts'
import { canonicalImage } from '../difference.ts'
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

export type TextSetting = (typeof TEXT_SETTINGS)[number]

const TEXT_SETTINGS = ['imageUrl', 'imageAuthId', 'command', 'entrypoint'] as const

/** Which of two sets of settings an instance has; `untold` where what it shows does not tell. */
export type WhichSettings = 'from' | 'to' | 'neither' | 'untold'

/** What an instance had, and what it is to get. */
export interface SettingsChange {
  /** `ANOTHER` where it is known only that it was not as it is to be. */
  readonly from: Settings
  readonly to: Settings
  /**
   * What `to` is where nothing tells but a secret that may be another one by now: who has the same has what it was to get,
   * and of who has another nobody knows.
   */
  readonly hints?: Settings | undefined
}

/** Compares what an instance shows with what it had, and with what it is to get. Only what differs between the two tells. */
export function whichSettings(now: Settings, { from, to, hints }: SettingsChange): WhichSettings {
  const shown = shownSettings(now, { from, to, hints })
  // What it had is told only where it differs from what it is to get, also where nobody knows that any more.
  const differing = shown.filter(({ before, target }) => before !== undefined && before !== target)
  const isTo = shown.every(({ has, target }) => isSame(has, target))
  const isFrom = shown.every(({ has, before, target }) =>
    before === ANOTHER ? has !== target : isSame(has, before),
  )
  if (isTo && differing.some(({ target }) => target !== undefined)) return 'to'
  if (isFrom && differing.some(({ before }) => before !== ANOTHER)) return 'from'
  // It may be as it was, or as somebody else made it since.
  if (isFrom && differing.length > 0) return 'untold'
  // It may be as it was to be: nobody knows the secret that it was to get.
  return isTo ? 'untold' : 'neither'
}

/** Of each setting that an instance shows, what it has, had and is to get. */
const shownSettings = (now: Settings, { from, to, hints }: SettingsChange) =>
  settingNames([from, to]).flatMap((name) => {
    const has = settingOf(now, name)
    if (has === undefined) return []
    const hint = hints === undefined ? undefined : settingOf(hints, name)
    const target = settingOf(to, name) ?? (hint === has ? hint : undefined)
    return [{ name, has, before: settingOf(from, name), target }]
  })

/** Which settings an instance shows otherwise than they were to be: fields of a definition, and names of variables. */
export function missingSettings(
  now: Settings,
  change: SettingsChange,
): { readonly strings: readonly string[]; readonly variables: readonly string[] } {
  const names = shownSettings(now, change)
    .filter(({ has, target }) => !isSame(has, target))
    .map(({ name }) => name)
  return {
    strings: names.filter((name) => !name.startsWith(VARIABLE)),
    variables: names.flatMap((name) =>
      name.startsWith(VARIABLE) ? [name.slice(VARIABLE.length)] : [],
    ),
  }
}

/** The names of the settings in which two sets differ, as far as both tell. */
export const differingSettings = (one: Settings, other: Settings): readonly string[] =>
  settingNames([one, other]).filter((name) => !isSame(settingOf(one, name), settingOf(other, name)))

/** Whether an instance shows what it is to get, in these fields; `variables`: more names of variables that count. */
export function hasGiven(
  now: Settings,
  to: Settings,
  {
    fields,
    variables,
  }: { readonly fields: readonly string[]; readonly variables: readonly string[] },
): boolean {
  const names = new Set([...settingNames([to]), ...variables.map((key) => VARIABLE + key)])
  return [...names]
    .filter((name) => fields.includes(name.startsWith(VARIABLE) ? 'envs' : name))
    .every((name) => {
      const has = settingOf(now, name)
      return has !== undefined && has === settingOf(to, name)
    })
}

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

/** What stands for a value of which it is known only that it is not the one to come, which no value can be. */
export const ANOTHER = '\0another'

/** One setting of a set, by its name, as it is compared: a service may write an image out. `undefined` where nobody told. */
export function settingOf({ texts, envs, mounts }: Settings, name: string): string | undefined {
  if (name === MOUNTS) return mounts
  if (name === IMAGE) return asCompared(texts.imageUrl)
  if (!name.startsWith(VARIABLE)) return texts[name as TextSetting]
  if (envs === undefined) return undefined
  const key = name.slice(VARIABLE.length)
  return envs.has(key) ? envs.get(key) : ABSENT
}

const IMAGE = 'imageUrl' satisfies TextSetting

const asCompared = (image: string | undefined): string | undefined =>
  image === undefined || image === ANOTHER || image === '' ? image : canonicalImage(image)

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

export const withoutMarker = (
  envs: ReadonlyMap<string, string | undefined>,
): ReadonlyMap<string, string | undefined> =>
  new Map([...envs].filter(([key]) => key !== MARKER_KEY))

export const mountsText = (
  mounts: readonly { readonly id: string; readonly path: string }[],
): string =>
  mounts
    .map(({ id, path }) => `${id} at ${path}`)
    .toSorted()
    .join('\n')
