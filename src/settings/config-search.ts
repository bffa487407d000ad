import { cosmiconfig } from 'cosmiconfig'
import { LineCounter, parseDocument } from 'yaml'
import { UserError } from '../user-error.ts'

/**
 * The search for a config, in a module of its own since most runs have none and its libraries are slow to load.
 * Every loader of code refuses: a config is data. `refuse` words that for the path.
 */
export async function searchConfig(
  folder: string,
  places: readonly string[],
  refuse: (path: string) => UserError,
): Promise<{ readonly path: string; readonly value: unknown } | undefined> {
  const refuseCode = (path: string): never => {
    throw refuse(path)
  }
  const explorer = cosmiconfig('ppi-apply', {
    searchPlaces: [...places],
    packageProp: 'ppi-apply',
    searchStrategy: 'none',
    loaders: {
      '.yaml': parseData,
      '.yml': parseData,
      '.json': parseData,
      noExt: parseData,
      '.js': refuseCode,
      '.cjs': refuseCode,
      '.mjs': refuseCode,
      '.ts': refuseCode,
    },
  })
  const found = await explorer.search(folder)
  if (found === null || found.isEmpty === true) return undefined
  return { path: found.filepath, value: found.config }
}

/** JSON is YAML, so one parser gives one meaning to both. The message names the place and quotes nothing. */
export function parseData(path: string, text: string): unknown {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    throw new UserError(`${path}:${line}:${col}: the config file is not valid YAML (${error.code})`)
  }
  return document.toJS({ maxAliasCount: 100 })
}
