import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const vars = defineCommand({
  name: 'vars',
  args: '[files…]',
  summary: 'list the variables the files refer to',
  about:
    'Lists each variable with where it is used, whether it is required, and whether it is set. Never shows a value.',
  flags: [...flagsIn('every', 'files'), 'json-into'],
  formats: ['text', 'json'],
  examples: ['ppi-apply vars fleet.yaml'],
  run: async () => (await import('../handlers/vars-command.ts')).varsCommand,
})
