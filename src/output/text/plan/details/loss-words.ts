import type { Json } from '../../../../model/secret.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import type { Seen } from './instance-words.ts'

/** What the end of instances takes away for good, and what stays: for every view, safe to print. */
export function lossWords(seen: readonly Seen[]): readonly string[] {
  const storages = [...new Set(seen.flatMap(storagesOf))]
  return [
    `lost: ${diskWords(seen)}, and what is on local storage`,
    ...(storages.length === 0 ? [] : [`stays: network storage ${storages.map(plain).join(', ')}`]),
  ]
}

function diskWords(seen: readonly Seen[]): string {
  const sizes = seen.map(diskOf)
  const known = sizes.filter((size) => size !== undefined)
  const sum = known.reduce((total, size) => total + size, 0)
  const size =
    known.length === 0
      ? ''
      : ` (${known.length < seen.length ? 'at least ' : ''}${sum} GB${seen.length > 1 ? ' in all' : ''})`
  return seen.length === 1
    ? `the data on its system disk${size}`
    : `the data on their system disks${size}`
}

/** GB of the system disk. */
export function diskOf({ owned, remote }: Seen): number | undefined {
  const applied = memberOf(owned.spec, 'rootfsSize')
  return remote?.rootfsSize ?? (typeof applied === 'number' ? applied : undefined)
}

/** The network storages that are mounted, as `id (at /mount)`; not safe to print. */
export function storagesOf({ owned, remote }: Seen): readonly string[] {
  const concealed = remote?.concealed?.networkStorages
  if (concealed !== undefined) return [concealed]
  const shown = remote?.networkStorages?.map(({ id, mountPoint }) => `${id} (at ${mountPoint})`)
  return shown ?? storagesIn(memberOf(owned.spec, 'networkStorages'))
}

const storagesIn = (applied: Json | undefined): readonly string[] =>
  Array.isArray(applied)
    ? applied.map((each) => `${memberOf(each, 'Id')} (at ${memberOf(each, 'mountPoint')})`)
    : []

const memberOf = (value: Json | undefined, member: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [member: string]: Json })[member]
    : undefined
