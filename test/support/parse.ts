import { parseQuickly } from '../../src/definitions/yaml/fast/quick.ts'
import { parseYaml } from '../../src/definitions/yaml/parse-yaml.ts'
import type { Parsed } from '../../src/definitions/yaml/tree.ts'
import type { SourceFile } from '../../src/model/location.ts'

/** What `parse` gives, at once: a test has loaded the `yaml` package anyway. */
export function parse(file: SourceFile): Parsed {
  const quick = parseQuickly(file)
  return quick.kind === 'read' ? quick.parsed : parseYaml(file, quick.at)
}
