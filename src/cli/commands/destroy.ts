import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const destroy = defineCommand({
  name: 'destroy',
  args: '[files…]',
  summary: 'end what the ledger owns for these entries, and see it gone',
  about:
    'Shows what is lost and what is saved, and asks for the number of instances. Ends only what the ledger owns, by its id, after a fresh look at each; protected instances are left alone. Done is what was seen gone.',
  flags: [
    ...flagsIn('every', 'files', 'service', 'lock'),
    'json-into',
    'yes',
    'plan-id',
    'all-owned',
    'destroys',
    'max-destroys',
    'accept-gone',
    'wait',
  ],
  formats: ['text', 'json'],
  examples: [
    'ppi-apply destroy fleet.yaml',
    'ppi-apply destroy --only trainer',
    'ppi-apply destroy --all-owned',
  ],
  changesAccount: true,
  run: async () => (await import('../handlers/destroy-command.ts')).destroyCommand,
})
