import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const storages = defineCommand({
  name: 'storages',
  args: '',
  summary: 'show the network storages of the account',
  about:
    'Lists the network storages by their ids, with their clusters: an entry that mounts one has to be in the same cluster.',
  flags: [...flagsIn('every', 'asking'), 'json-into'],
  formats: ['text', 'json'],
  examples: ['ppi-apply storages', 'ppi-apply storages --format json'],
  run: async () => (await import('../handlers/storages-command.ts')).storagesCommand,
})
