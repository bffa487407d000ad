import { join } from 'node:path'

/** The folder beside the definitions in which all that ppi-apply keeps is kept. */
export const LEDGER_FOLDER = '.ppi-apply'

/** The service of the embedded API: its port changes with every start, its ledger does not. */
export const SANDBOX_SERVICE = 'sandbox'

/** What a ledger knows a service by: the host, with the port where that is not the usual one of the scheme. */
export function serviceOf(baseUrl: URL): string {
  const host = baseUrl.hostname.replace(/\.$/, '')
  // A host that is really called so must not share the ledger of the embedded API.
  const port = baseUrl.port === '' && host === SANDBOX_SERVICE ? '443' : baseUrl.port
  return port === '' ? host : `${host}:${port}`
}

/** Where the ledger of a service is, below the working directory: `.ppi-apply/api.ppinfra.com.ledger.jsonl`. */
export function ledgerPath(directory: string, service: string): string {
  // Windows allows neither the colon of a port nor the brackets of an IPv6 address everywhere.
  const safe = service.replaceAll(/[^A-Za-z0-9.-]/g, '_')
  return join(directory, LEDGER_FOLDER, `${safe}.ledger.jsonl`)
}

/**
 * Lines for `.ppi-apply/.gitignore`: a ledger is safe to commit, but locks, what was set aside or rescued, and the
 * sandbox belong to one machine.
 */
export function ignoreLines(): readonly string[] {
  return [
    '*.ledger.jsonl.lock*',
    '*.ledger.jsonl.new-*',
    '*.ledger.jsonl.torn-*',
    '*.ledger.jsonl.rescued-*',
    `${SANDBOX_SERVICE}.ledger.jsonl`,
    `${SANDBOX_SERVICE}/`,
  ]
}

/**
 * Lines for `.ppi-apply/.gitattributes`: two branches that both appended to a ledger merge without a conflict, each
 * line kept once; the order does not matter (`toState`).
 */
export function attributeLines(): readonly string[] {
  return ['*.ledger.jsonl text eol=lf merge=union']
}
