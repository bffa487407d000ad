import { cosmiconfig } from 'cosmiconfig'
import { type Document, LineCounter, parseDocument } from 'yaml'
import { UserError } from '../model/user-error.ts'

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
  const document = parsedOf(path, text, lines)
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    throw new UserError(`${path}:${line}:${col}: the config file is not valid YAML (${error.code})`)
  }
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    // Its only ways to fail here: aliases that grow beyond bounds, and a map that holds itself.
    throw new UserError(
      `${path}: the aliases of the config file grow to more than a config can be`,
      {
        hint: 'Write the values out.',
        cause,
      },
    )
  }
}

/** What is nested too deeply for the parser makes it run out of stack. */
function parsedOf(path: string, text: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false })
  } catch (cause) {
    throw new UserError(`${path}: the config file is nested too deeply`, { cause })
  }
}
