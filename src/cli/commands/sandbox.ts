import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const sandbox = defineCommand({
  name: 'sandbox',
  args: '',
  summary: 'run the embedded API on this machine',
  about:
    'Serves the documented API on loopback until it is stopped, and says what in it is documented and what is assumed. Nothing in it costs money.',
  flags: [...flagsIn('every'), 'port', 'dir', 'faults', 'explain-faults'],
  examples: ['ppi-apply sandbox --port 8080', 'ppi-apply sandbox --explain-faults'],
  run: async () => (await import('../handlers/sandbox-command.ts')).sandboxCommand,
})
