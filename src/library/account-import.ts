import type { Secret } from '../model/secret.ts'
import { importInstances as runImport } from '../operations/discovery/import-instances.ts'
import { type LookReporter, lookReporterOf } from '../operations/reporter.ts'
import { importYaml } from '../output/text/discovery/import-yaml.ts'
import type { LeftOut } from '../plan/importing/choose-instances.ts'
import type { ImportedEntry } from '../plan/importing/imported-entry.ts'
import type { LimitSet } from '../schema/limit-sets.ts'
import type { TargetOptions } from './account-options.ts'
import { withAccount } from './with-account.ts'

export interface ImportInstancesOptions extends TargetOptions {
  /** Names or ids of instances; all that can be imported by default. */
  readonly only?: readonly string[]
  /** Keys of variables whose values are written as they are: those that nobody need hide. */
  readonly plainKeys?: readonly string[]
  /** Says once what instances have in common: as defaults, and as replicas of one entry. */
  readonly group?: boolean
  /** What messages call the file that the text is for; `instances.yaml` by default. */
  readonly path?: string
  /** Which page of the vendor the limits of entries are taken from; `reference` by default. */
  readonly limits?: LimitSet
  /** Hears what happens, as it happens. */
  readonly reporter?: Partial<LookReporter>
  readonly signal?: AbortSignal
}

/** What of the account a definition file can say. */
export interface ImportedInstances {
  /** The definition file; empty for none. */
  readonly text: string
  readonly entries: readonly ImportedEntry[]
  /** The values that its references stand for, by the names of the variables. */
  readonly variables: ReadonlyMap<string, Secret>
  readonly left: readonly LeftOut[]
}

/**
 * Describes instances of the account as a definition file with which a plan has nothing to do. Changes nothing, and writes no file.
 * Throws a `UserError` where the account is not known in full, has none of a name, or the ledger is another account's.
 */
export async function importInstances(options: ImportInstancesOptions): Promise<ImportedInstances> {
  const { only = [], plainKeys = [], path = 'instances.yaml', limits = 'reference' } = options
  const { text, entries, variables, left } = await withAccount(options, ({ target }) =>
    runImport(
      target,
      {
        words: only,
        refresh: 'always',
        plainKeys: new Set(plainKeys),
        path,
        limits,
        apiKeyVariable: 'PPIO_API_KEY',
        acceptAccount: options.acceptAccount ?? false,
        environment: options.environment,
        group: options.group ?? false,
        write: importYaml,
      },
      lookReporterOf(options.reporter),
      options.signal,
    ),
  )
  return { text, entries, variables, left }
}
