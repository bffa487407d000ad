/** One setting as `git config --list` gives it: section and name in small letters, what is between them as written. */
export interface GitSetting {
  readonly scope: string
  readonly key: string
  readonly value: string
}

/** Reads what `git config --list --null --show-scope` prints. */
export function parseSettings(text: string): readonly GitSetting[] {
  const parts = text.split('\0').slice(0, -1)
  const settings: GitSetting[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [scope = '', entry = ''] = parts.slice(at, at + 2)
    const end = entry.indexOf('\n')
    // A name without "=" means yes.
    const [key, value] = end === -1 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)]
    settings.push({ scope, key, value })
  }
  return settings
}

/** How the scratch repository calls the remote that holds the ledger. */
export const LEDGER_REMOTE = 'ledger'

/**
 * What counts of the settings of a clone, and of the person, where the ledger is read and pushed: how to reach the remote
 * and how to sign in there, and nothing else. So no hook runs, no watcher, no alias, and nothing is written into the clone.
 */
export function reachSettings(
  settings: readonly GitSetting[],
  remote: string | undefined,
): readonly GitSetting[] {
  const own = `remote.${remote}.`
  return settings.flatMap((setting) => {
    if (REDIRECTS.test(setting.key)) return []
    if (REACH.test(setting.key)) return [setting]
    const name = setting.key.startsWith(own) ? setting.key.slice(own.length) : ''
    return OF_REMOTE.includes(name) ? [{ ...setting, key: `remote.${LEDGER_REMOTE}.${name}` }] : []
  })
}

const REACH = /^(?:http|credential|ssh)\.|^core\.(?:sshcommand|askpass|gitproxy)$/

/** None is followed, and a setting for one host would count before that. */
const REDIRECTS = /^http\..*followredirects$/is

const OF_REMOTE: readonly string[] = ['proxy', 'proxyauthmethod', 'uploadpack', 'receivepack']

/** Settings as variables, which keeps credentials off the disk and out of the list of processes. */
export function settingsEnvironment(
  settings: readonly Pick<GitSetting, 'key' | 'value'>[],
): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(settings.length)],
    ...settings.flatMap(({ key, value }, index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ])
}

/**
 * A global configuration that says only which folders of other users the person trusts: Git takes that from nowhere else,
 * and from the clone never.
 */
export function trustedFolders(settings: readonly GitSetting[]): string {
  const folders = settings.filter(
    ({ key, scope }) => key === 'safe.directory' && scope !== 'local' && scope !== 'worktree',
  )
  return ['[safe]\n', ...folders.map(({ value }) => `\tdirectory = ${quoted(value)}\n`)].join('')
}

const quoted = (value: string): string =>
  `"${value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`

/** How the clone names its objects: `sha1`, or `sha256`. */
export const objectFormat = (settings: readonly GitSetting[]): string =>
  settings.findLast(({ key }) => key === 'extensions.objectformat')?.value ?? 'sha1'
