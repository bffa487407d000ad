import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const auths = defineCommand({
  name: 'auths',
  args: '',
  summary: 'show the registry logins that the account holds',
  about:
    'Lists the saved registry logins by their ids and users. Their passwords are never read. An entry names one as imageAuthId.',
  flags: [...flagsIn('every', 'asking'), 'json-into'],
  formats: ['text', 'json'],
  examples: ['ppi-apply auths', 'ppi-apply auths --format json'],
  run: async () => (await import('../handlers/auths-command.ts')).authsCommand,
})
