import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const init = defineCommand({
  name: 'init',
  args: '',
  summary: 'write a commented starter instances.yaml',
  about:
    'Writes instances.yaml with the schema modeline for editors, and the ignore rules for .ppi-apply/. It never overwrites a file. With an API key, or --sandbox, its product is one that can be had now.',
  flags: flagsIn('every', 'asking'),
  examples: ['ppi-apply init', 'ppi-apply init --sandbox'],
  run: async () => (await import('../handlers/init-command.ts')).initCommand,
})
