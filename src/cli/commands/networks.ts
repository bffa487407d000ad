import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const networks = defineCommand({
  name: 'networks',
  args: '',
  summary: 'show the networks (VPC) of the account',
  about:
    'Lists the networks by their ids, with their clusters: an entry that joins one has to be in the same cluster.',
  flags: [...flagsIn('every', 'asking'), 'json-into'],
  formats: ['text', 'json'],
  examples: ['ppi-apply networks', 'ppi-apply networks --format json'],
  run: async () => (await import('../handlers/networks-command.ts')).networksCommand,
})
