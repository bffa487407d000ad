import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const products = defineCommand({
  name: 'products',
  args: '[WORDS]',
  summary: 'show what can be had, and what it costs',
  about:
    'Lists the products of the service whose id or name has all of the words: what can be created now, the cheapest first. Asks the service and changes nothing. A product that the service says nothing of is shown as ?, and what it does not offer as –.',
  flags: [
    ...flagsIn('every', 'asking'),
    'gpus',
    'cluster',
    'billing',
    'cpu',
    'max-hourly',
    'min-vcpu',
    'min-memory',
    'min-disk',
    'all',
    'sort',
    'watch',
    'json-into',
  ],
  formats: ['text', 'json', 'yaml'],
  examples: [
    'ppi-apply products 4090',
    'ppi-apply products h100 --gpus 8 --all',
    'ppi-apply products 4090 --format yaml',
  ],
  run: async () => (await import('../handlers/products-command.ts')).productsCommand,
})
