import { join } from 'node:path'
import { OWN_FOLDER } from '../../model/files/links.ts'

/** The folder beside the definitions in which all that ppi-apply keeps is kept. */
export const LEDGER_FOLDER = OWN_FOLDER

/** The service of the embedded API: its port changes with every start, its ledger does not. */
export const SANDBOX_SERVICE = 'sandbox'

/** What a ledger knows a service by: the host, with the port where that is not the default of the scheme. */
export function serviceOf(baseUrl: URL): string {
  const host = baseUrl.hostname.replace(/\.$/, '')
  // A host that is really called so must not share the ledger of the embedded API.
  const port = baseUrl.port === '' && host === SANDBOX_SERVICE ? '443' : baseUrl.port
  return port === '' ? host : `${host}:${port}`
}

/** The names of one service, each of which reaches the same accounts. The first names a new ledger. */
const SAME_SERVICE: readonly (readonly string[])[] = [['api.ppinfra.com', 'api.ppio.com']]

/** All names of a service, the given one among them. */
export const namesOf = (service: string): readonly string[] =>
  SAME_SERVICE.find((names) => names.includes(service)) ?? [service]

/** Where the ledger of a service is, below the folder of the project: `.ppi-apply/api.ppinfra.com.ledger.jsonl`. */
export function ledgerPath(directory: string, service: string): string {
  // Windows allows neither the colon of a port nor the brackets of an IPv6 address everywhere.
  const safe = service.replaceAll(/[^A-Za-z0-9.-]/g, '_')
  return join(directory, LEDGER_FOLDER, `${safe}.ledger.jsonl`)
}
