import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const stop = defineCommand({
  name: 'stop',
  args: '[files…]',
  summary: 'stop what the ledger owns for these entries',
  about:
    'Stops the instances of these entries and waits until they are stopped. A stopped instance goes on paying for its disk, and its GPUs may be taken meanwhile.',
  flags: [
    ...flagsIn('every', 'files', 'service', 'lock'),
    'json-into',
    'yes',
    'plan-id',
    'accept-gone',
    'wait',
  ],
  formats: ['text', 'json'],
  examples: ['ppi-apply stop --only trainer'],
  changesAccount: true,
  run: async () => (await import('../handlers/stop-command.ts')).stopCommand,
})
