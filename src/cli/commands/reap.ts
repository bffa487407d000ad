import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const reap = defineCommand({
  name: 'reap',
  args: '[files…]',
  summary: 'destroy what has expired, and nothing else',
  about:
    'Ends the instances of these entries whose "expires" is reached, and sees them gone. For a schedule: --yes is enough, and --max-destroys holds.',
  flags: [
    ...flagsIn('every', 'files', 'service', 'lock'),
    'json-into',
    'yes',
    'plan-id',
    'destroys',
    'max-destroys',
    'accept-gone',
    'wait',
  ],
  formats: ['text', 'json'],
  examples: ['ppi-apply reap --yes'],
  changesAccount: true,
  run: async () => (await import('../handlers/reap-command.ts')).reapCommand,
})
