import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const status = defineCommand({
  name: 'status',
  args: '[files…]',
  summary: 'show what the ledger and the account hold',
  about:
    'Shows each instance with its state, age, price and how to connect; attempts without an outcome, with the commands that settle them; and what else the account has. Needs no files; with files it also says what is in none of them, and what expires. --watch --reap goes on until it is interrupted, and destroys what expires meanwhile.',
  flags: [
    ...flagsIn('every', 'files', 'service'),
    'json-into',
    'watch',
    'until-running',
    'reap',
    'max-destroys',
    'show-secrets',
  ],
  formats: ['text', 'json'],
  examples: [
    'ppi-apply status',
    'ppi-apply status --watch --only trainer',
    'ppi-apply status --watch --reap',
  ],
  run: async () => (await import('../handlers/status-command.ts')).statusCommand,
})
