import type { SourceFile } from '../../model/location.ts'
import { parseQuickly } from './fast/quick.ts'
import type { Parsed } from './tree.ts'

/**
 * Reads the YAML of a file: quickly where that is certain to give what the `yaml` package gives, else with the package,
 * which is only loaded then.
 */
export async function parse(file: SourceFile): Promise<Parsed> {
  const quick = parseQuickly(file)
  if (quick.kind === 'read') return quick.parsed
  const { parseYaml } = await import('./parse-yaml.ts')
  return parseYaml(file, quick.at)
}
