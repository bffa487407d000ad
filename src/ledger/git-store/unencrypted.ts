import { UserError } from '../../model/user-error.ts'

/**
 * Throws a `UserError` where Git would send credentials and lines without encryption to another machine. `url`: where Git
 * connects to, after all that settings put in its place. It is read here as Git does, and `URL` reads it otherwise
 * (`http://127.0.0.1\@host`), so only the plainest form of an address of this machine counts as one.
 */
export function requireEncrypted(url: string, label: string): void {
  const way = UNENCRYPTED.exec(url)?.[1]?.toLowerCase()
  if (way === undefined || isPlainLoopback(url)) return
  throw new UserError(
    `the ledger ${label} is reached over plain ${way}:// on another machine, so everybody on the way could read the credentials; nothing was sent`,
    {
      ending: 'usage',
      hint: 'Use an address that begins with https:// or ssh://; git remote -v shows which one counts.',
    },
  )
}

/** Whether Git speaks plain HTTP to this machine. */
export const isPlainLoopback = (url: string): boolean => LOOPBACK.test(url)

/** Git takes the name of the program that connects before the address: `https::http://host`. */
const UNENCRYPTED = /^(?:[a-z0-9+.-]+::)*(http|git|ftp):\/\//i

const LOOPBACK =
  /^(?:http|git):\/\/(?:[^\s@/?#\\]*@)?(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/|$)/i
