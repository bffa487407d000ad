import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const start = defineCommand({
  name: 'start',
  args: '[files…]',
  summary: 'start what the ledger owns for these entries',
  about:
    'Starts stopped instances of these entries and waits until they run. A start that is refused stays refused: nothing is created in its place.',
  flags: [
    ...flagsIn('every', 'files', 'service', 'lock'),
    'json-into',
    'yes',
    'plan-id',
    'max-hourly',
    'max-total-hourly',
    'accept-gone',
    'wait',
  ],
  formats: ['text', 'json'],
  examples: ['ppi-apply start --only trainer'],
  changesAccount: true,
  run: async () => (await import('../handlers/start-command.ts')).startCommand,
})
