import { Secret, type WithSecrets } from '../../../model/secret.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** A value on one line, safe to print; of a secret what may be seen of it. */
export function valueText(value: WithSecrets | undefined): string {
  if (value === undefined) return '(unset)'
  const shown = value instanceof Secret ? value.shown : value
  if (typeof shown === 'string') return shown === '' ? '""' : plain(shown)
  if (Array.isArray(shown)) return shown.length === 0 ? '(none)' : shown.map(itemText).join(', ')
  return plain(JSON.stringify(shown))
}

/** An item of a list of the API on one line: `KEY=value`, `id at /mount/point`, or its members. */
function itemText(item: WithSecrets): string {
  if (typeof item !== 'object' || item === null || Array.isArray(item) || item instanceof Secret) {
    return valueText(item)
  }
  const { key, value, Id, mountPoint } = item as {
    readonly [member: string]: WithSecrets | undefined
  }
  if (typeof key === 'string') return `${plain(key)}=${valueText(value)}`
  if (typeof Id === 'string') return `${plain(Id)} at ${valueText(mountPoint)}`
  return Object.values(item).map(valueText).join(' ')
}
