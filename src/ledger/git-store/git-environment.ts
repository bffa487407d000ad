import { delimiter, isAbsolute } from 'node:path'
import type { Environment } from '../../config/environment.ts'

/**
 * What Git and the programs that it starts (ssh, helpers for credentials) get of the environment: everything but what would
 * lead it to another repository, change what it prints, or give away an API key. `withheld`: more names that hold a key; a
 * variable of another name with the same value is left out too.
 */
export function gitEnvironment(
  environment: Environment,
  withheld: readonly string[] = [],
): Environment {
  const isKey = (name: string): boolean => API_KEY.test(name) || withheld.includes(name)
  const keys = new Set(
    Object.keys(environment)
      .filter(isKey)
      .map((name) => environment[name]),
  )
  const kept = Object.entries(environment).filter(
    ([name, value]) => !MISLEADING.test(name) && !(value !== '' && keys.has(value)) && !isKey(name),
  )
  return {
    ...Object.fromEntries(kept),
    PATH: (environment.PATH ?? '').split(delimiter).filter(isAbsolute).join(delimiter),
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: allowedProtocols(environment.GIT_ALLOW_PROTOCOL),
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
  }
}

const API_KEY = /^(?:PPIO|NOVITA)_(?:.*_)?API_KEY$/i

/** On Windows the case of a name does not matter. The settings of `GIT_CONFIG_COUNT` count: CI passes credentials so. */
const MISLEADING =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|GRAFT_FILE|SHALLOW_FILE|REPLACE_REF_BASE|PREFIX|IMPLICIT_WORK_TREE|INTERNAL_.*|CONFIG|QUARANTINE_PATH|PUSH_OPTION_.*|TRACE.*|TR2_.*|CURL_VERBOSE|TEMPLATE_DIR|DEFAULT_HASH|DEFAULT_REF_FORMAT|REF_PARANOIA|FLUSH|PROTOCOL_FROM_USER)$/i

/** No `ext`, which runs a command, and no `git`, which neither encrypts nor says who writes. A person may allow less. */
function allowedProtocols(own: string | undefined): string {
  const asked = own?.split(':')
  return PROTOCOLS.filter((protocol) => asked?.includes(protocol) ?? true).join(':')
}

const PROTOCOLS = ['file', 'http', 'https', 'ssh'] as const
