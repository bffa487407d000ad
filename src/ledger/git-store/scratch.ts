import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inWords } from '../file-store/disk-errors.ts'
import {
  type GitSetting,
  LEDGER_REMOTE,
  objectFormat,
  reachSettings,
  settingsEnvironment,
  trustedFolders,
} from './clone-config.ts'
import type { GitAddress } from './git-address.ts'
import { type Git, type GitWorld, gitIn } from './git-program.ts'
import { findReach, must, onlyUrl, type Reach } from './reach.ts'
import { isPlainLoopback, requireEncrypted } from './unencrypted.ts'

/** A repository of its own for one run, outside of the clone, whose remote `LEDGER_REMOTE` holds the ledger. */
export interface Scratch {
  readonly git: Git
  /** An empty folder for a program that Git is to run. */
  readonly hooks: string
  remove(): Promise<void>
}

/**
 * Makes the repository that lines come and go through. It reaches the remote and signs in there as the clone does, by the
 * settings of the clone and of the person, but shares nothing else with it: no object, no ref, no hook. So it does not
 * matter that the clone is shallow, partial or a work tree, and nothing in it changes. Asks nothing of the remote.
 */
export async function makeScratch(address: GitAddress, world: GitWorld): Promise<Scratch> {
  const reach = await findReach(address, world)
  const what = 'make a folder for the ledger'
  const folder = await inWords(what, () => mkdtemp(join(tmpdir(), 'ppi-apply-git-')))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await inWords(what, () => writeFile(join(folder, TRUSTED), trustedFolders(reach.settings)))
    const init = ['init', '--quiet', '--bare', '--template=', '--initial-branch=none']
    const format = `--object-format=${objectFormat(reach.settings)}`
    await must(gitWith([], folder, reach, world), what, [...init, format])
    const url = await finalUrl(address, folder, reach, world)
    requireEncrypted(url, address.label)
    const settings = [
      ...reachSettings(reach.settings, address.kind === 'remote' ? address.remote : undefined),
      urlSetting(url),
      ...(isPlainLoopback(url) ? NO_PROXY : []),
    ]
    const hooks = join(folder, 'hooks')
    await inWords(what, () => mkdir(hooks))
    return { git: gitWith(settings, folder, reach, world), hooks, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** A clone has done with its addresses what the settings say (`insteadOf`); with a URL it is still to be done. Connects to nothing. */
async function finalUrl(
  address: GitAddress,
  folder: string,
  reach: Reach,
  world: GitWorld,
): Promise<string> {
  if (address.kind === 'remote') return reach.url
  const rewrites = reach.settings.filter(({ key }) => key.startsWith('url.'))
  const git = gitWith([...rewrites, urlSetting(reach.url)], folder, reach, world)
  const ask = ['ls-remote', '--get-url', LEDGER_REMOTE]
  return onlyUrl(await must(git, `open the ledger ${address.label}`, ask), address.label)
}

const urlSetting = (url: string) => ({ key: `remote.${LEDGER_REMOTE}.url`, value: url })

/** A proxy on another machine would get what is for this one alone. An empty name counts before any other, also of the environment. */
const NO_PROXY = [{ key: `remote.${LEDGER_REMOTE}.proxy`, value: '' }]

/** Git in the scratch repository, with these settings and no others. */
function gitWith(
  settings: readonly Pick<GitSetting, 'key' | 'value'>[],
  folder: string,
  reach: Reach,
  world: GitWorld,
): Git {
  const environment = {
    ...world.environment,
    GIT_DIR: join(folder, 'ledger.git'),
    GIT_CONFIG_GLOBAL: join(folder, TRUSTED),
    GIT_CONFIG_NOSYSTEM: '1',
    // Those of the caller are in the settings, where they count.
    GIT_CONFIG_PARAMETERS: undefined,
    ...settingsEnvironment([...settings, ...FIXED]),
  }
  return gitIn({ ...world, folder: reach.folder, environment })
}

const TRUSTED = 'trusted'

/** No program but Git's own and those that reach the remote, and no other address; every object is checked as it comes. */
const FIXED = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['http.followRedirects', 'false'],
  ['fetch.fsckObjects', 'true'],
  ['fetch.recurseSubmodules', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['push.gpgSign', 'false'],
].map(([key = '', value = '']) => ({ key, value }))
