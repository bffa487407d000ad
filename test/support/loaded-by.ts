import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli } from './run-cli.ts'
import { tempDir } from './temp-dir.ts'

/** What a run loaded. */
export interface Loaded {
  readonly code: number | null
  /** Every CommonJS file, in the order in which they were read; absolute. */
  readonly files: readonly string[]
  /** The modules of Node for a network. */
  readonly network: readonly string[]
}

const RECORD = `process.on('exit', () => {
  const network = ['node:http', 'node:https', 'node:tls', 'node:net'].filter((name) =>
    process.moduleLoadList.includes('NativeModule ' + name.slice(5)))
  const files = Object.keys(require.cache).filter((path) => path !== __filename)
  require('node:fs').writeFileSync(__dirname + '/loaded.json', JSON.stringify({ files, network }))
})
`

/** Runs the program, and tells what of ours, of packages and of Node it loaded until its end. */
export async function loadedBy(args: readonly string[], cwd: string): Promise<Loaded> {
  const hooks = tempDir({ 'record.cjs': RECORD })
  const NODE_OPTIONS = `--require ${join(hooks, 'record.cjs')}`
  const { code } = await runCli(args, { cwd, env: { NODE_OPTIONS } })
  return { code, ...JSON.parse(readFileSync(join(hooks, 'loaded.json'), 'utf8')) }
}
