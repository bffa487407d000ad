import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const recover = defineCommand({
  name: 'recover',
  args: '[files…]',
  summary: 'rebuild a lost ledger from the markers in the account',
  about:
    'Looks in the account for instances that apply marked with PPI_APPLY_ID and that the ledger does not know, and asks. Then each is recorded as the entry of the files that it was made for. Two instances of one entry are only shown. Nothing is created or deleted.',
  flags: [...flagsIn('every', 'by hand', 'lock'), 'file', 'ledger-id', 'yes'],
  formats: ['text', 'json'],
  examples: ['ppi-apply recover', 'ppi-apply recover fleet.yaml --yes'],
  run: async () => (await import('../handlers/recover-command.ts')).recoverCommand,
})
