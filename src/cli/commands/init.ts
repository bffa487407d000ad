import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const init = defineCommand({
  name: 'init',
  args: '',
  summary: 'write a commented starter instances.yaml',
  about:
    'Writes instances.yaml with the schema modeline for editors, and the ignore rules for .ppi-apply/. It never overwrites a file.',
  flags: flagsIn('every'),
  examples: ['ppi-apply init'],
  run: async () => (await import('../handlers/init-command.ts')).initCommand,
})
