import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const clusters = defineCommand({
  name: 'clusters',
  args: '',
  summary: 'show the clusters of the service, and which of them have what',
  about:
    'Lists the clusters by their ids, with the GPUs that each has. An entry names one as clusterId; without it the service chooses.',
  flags: [...flagsIn('every', 'asking'), 'json-into'],
  formats: ['text', 'json'],
  examples: ['ppi-apply clusters', 'ppi-apply clusters --format json'],
  run: async () => (await import('../handlers/clusters-command.ts')).clustersCommand,
})
