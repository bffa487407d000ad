import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const schema = defineCommand({
  name: 'schema',
  args: '[config|faults]',
  summary: 'print the JSON Schema of the files',
  about:
    'Prints the schema that editors use for the definition files, or with the word config that of the config, and with faults that of a script for --faults. --check compares a copy with it instead.',
  flags: [...flagsIn('every'), 'check'],
  examples: [
    'ppi-apply schema > instances.schema.json',
    'ppi-apply schema config > config.schema.json',
  ],
  run: async () => (await import('../handlers/schema-command.ts')).schemaCommand,
})
