import type { Parsed } from '../../src/source/parse.ts'
import { parseYaml } from '../../src/source/parse-yaml.ts'
import type { SourceFile } from '../../src/source/place.ts'
import { parseQuickly } from '../../src/source/quick.ts'

/** What `parse` gives, at once: a test has loaded the `yaml` package anyway. */
export const parse = (file: SourceFile): Parsed => parseQuickly(file) ?? parseYaml(file)
