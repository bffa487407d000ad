/** Whose password a line of a password file is. */
export interface PasswordOwner {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

/**
 * The password that a file in the format of `~/.pgpass` has, as psql reads it: of the first line
 * `host:port:database:user:password` that fits. `*` fits anything, and a `\` makes a colon or another `\` an ordinary
 * character.
 */
export function passwordIn(file: string, owner: PasswordOwner): string | undefined {
  const sought = [owner.host, String(owner.port), owner.database, owner.user]
  for (const line of file.split(/\r?\n/)) {
    const [, ...fields] = LINE.exec(line) ?? []
    const isFit = sought.every((each, at) => fields[at] === '*' || plain(fields[at]) === each)
    if (isFit && !line.startsWith('#')) return plain(fields[sought.length])
  }
  return undefined
}

const FIELD = String.raw`((?:\\.|[^:\\])*)`
const LINE = new RegExp(`^${FIELD}:${FIELD}:${FIELD}:${FIELD}:${FIELD}`)

const plain = (field: string | undefined): string | undefined => field?.replaceAll(/\\(.)/g, '$1')
