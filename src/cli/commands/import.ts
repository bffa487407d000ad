import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const importing = defineCommand({
  name: 'import',
  args: '[NAMES]',
  summary: 'write definitions of what is in the account',
  about:
    'Describes instances of the account, by their names or ids, as a definition file with which plan has nothing to do. The values of their variables stay out of it: each is a reference, and --env-into writes them to a file of their own. It never changes a file that is there, and changes nothing in the account.',
  flags: [
    ...flagsIn('every', 'by hand', 'lock'),
    'all',
    'into',
    'env-into',
    'plain',
    'group',
    'adopt',
    'json-into',
  ],
  formats: ['yaml', 'json'],
  examples: [
    'ppi-apply import trainer',
    'ppi-apply import --all --into instances.yaml --env-into .env.fleet',
  ],
  run: async () => (await import('../handlers/import-command.ts')).importCommand,
})
