import { dirname } from 'node:path'
import { parseBaseUrl } from '../api/base-url.ts'
import type { Client } from '../api/client.ts'
import { OWN_PROCESS } from '../cli/this-process.ts'
import type { ConfigFile } from '../config/config.ts'
import { readConfig } from '../config/config-file.ts'
import { refuseOutside } from '../config/inside-project.ts'
import { chooseLedger, type LedgerSetting, ledgerSetting } from '../config/places/ledger-setting.ts'
import type { PathBase } from '../ledger/definition-file.ts'
import { serviceOf } from '../ledger/file-store/ledger-path.ts'
import { findProject } from '../ledger/file-store/project.ts'
import { locateLedger } from '../ledger/locate-ledger.ts'
import { Secret } from '../model/secret.ts'
import type { Target } from '../operations/target.ts'
import type { TargetOptions } from './account-options.ts'
import { type ConnectOptions, connect } from './connect.ts'
import type { LoadedFleet } from './loaded-fleet.ts'

/** Programs that a store starts do not see the key, should the environment hold it. */
const KEY = 'PPIO_API_KEY'

/**
 * Connects to the account and locates its ledger as the commands do: what the options name, else `PPI_APPLY_LEDGER`, else what
 * the config of the project names, by the same rules of trust. Closes the client in the end.
 */
export async function withAccount<Result>(
  options: TargetOptions,
  use: (account: AccountTarget) => Promise<Result>,
): Promise<Result> {
  const { baseUrl, apiKey, cwd, environment, warn = () => {} } = options
  const name = serviceOf(new URL(parseBaseUrl(baseUrl).root))
  const config = await readConfig(cwd, undefined)
  if (config !== undefined) refuseOutside(config)
  const named = ledgerOf(options, config)
  const { folder, root } = findProject(cwd, config?.path)
  const client = connect(options)
  try {
    const target = {
      name,
      ledgerIsNamed: named !== undefined,
      ledger: locateLedger(named, {
        folder,
        cwd,
        service: name,
        environment,
        apiKeyVariable: KEY,
        own: OWN_PROCESS,
        warn,
      }),
      client,
      apiKey: new Secret(apiKey, '(secret)'),
    }
    return await use({ target, root })
  } finally {
    client.close()
  }
}

function ledgerOf(
  { ledger, cwd, environment: env }: TargetOptions,
  config: ConfigFile | undefined,
): LedgerSetting | undefined {
  if (ledger !== undefined) return ledgerSetting(ledger, cwd, false)
  const folders = config === undefined ? [cwd] : [cwd, dirname(config.path)]
  return chooseLedger({ flags: {}, env, config, cwd, folders })
}

/** The one list for every call: what the caller names, and all that is secret in the files. */
export const withSecretsOf = <Options extends ConnectOptions>(
  fleet: LoadedFleet | undefined,
  options: Options,
): Options => ({ ...options, secrets: [...(options.secrets ?? []), ...(fleet?.secrets ?? [])] })

type AccountTarget = Pick<PathBase, 'root'> & {
  readonly target: Target & { readonly client: Client }
}
