import type { Client } from '../api/client.ts'
import type { AuditFinding } from '../apply/audit.ts'
import type { OwnedInstance, State } from '../ledger/state.ts'
import { costOfOwned, costOfStranger } from '../pricing/cost.ts'
import { fetchCatalog } from './account/fetch-catalog.ts'
import type { RefreshOptions } from './account/refresh.ts'

interface PriceSurplusOptions extends RefreshOptions {
  /** As the ledger has it at the end of the run. */
  readonly state: State
  readonly client: Client
  readonly signal?: AbortSignal
}

/** Adds to each instance too many what it costs, and what ours cost. Asks the service once, and only where there is one. */
export async function priceSurplus(
  findings: readonly AuditFinding[],
  { state, client, refresh, signal }: PriceSurplusOptions,
): Promise<readonly AuditFinding[]> {
  const instances = findings.flatMap((finding) =>
    finding.kind === 'surplus' ? [finding.instance] : [],
  )
  if (instances.length === 0) return findings
  const catalog = await fetchCatalog(client, { bodies: [], instances }, { refresh }, signal)
  const at = { catalog, now: Date.now() }
  const owned = new Map(
    [...state.entries.values()].flatMap((entry) =>
      entry.instances.map((own): readonly [string, OwnedInstance] => [own.id, own]),
    ),
  )
  return findings.map((finding) => {
    if (finding.kind !== 'surplus') return finding
    const { instance, ours } = finding
    const was = state.departed.get(instance.id)?.owned
    const costs = new Map([
      ...ours.flatMap((id) => {
        const own = owned.get(id)
        return own === undefined ? [] : [[id, costOfOwned(own, undefined, at)] as const]
      }),
      [
        instance.id,
        was === undefined ? costOfStranger(instance, at) : costOfOwned(was, instance, at),
      ] as const,
    ])
    return { ...finding, costs }
  })
}
