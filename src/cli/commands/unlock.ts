import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const unlock = defineCommand({
  name: 'unlock',
  args: 'ID',
  summary: 'remove a lock that nobody holds any more',
  about:
    'Removes the lock with the id that the lock error showed. Be sure that its holder does not run any more, on no machine: two runs at once may create twice.',
  flags: [...flagsIn('every'), 'var-file', 'api-key-env', 'base-url', 'ledger', 'sandbox'],
  formats: ['text', 'json'],
  examples: ['ppi-apply unlock 3f2a9c41d07b'],
  run: async () => (await import('../handlers/unlock-command.ts')).unlockCommand,
})
