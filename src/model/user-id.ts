import { statSync } from 'node:fs'
import { platform, userInfo } from 'node:os'

/** The number of the user who runs this; `undefined` where users have none (Windows), or where nothing tells it. */
export function userId(): number | undefined {
  if (platform() === 'win32') return undefined
  try {
    return userInfo().uid
  } catch {
    // A user without an entry in the system's list, as in containers.
    return statSync('/proc/self', { throwIfNoEntry: false })?.uid
  }
}
