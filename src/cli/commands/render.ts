import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const render = defineCommand({
  name: 'render',
  args: '[files…]',
  summary: 'print the exact create bodies',
  about:
    'Prints what would be sent, in order, with secrets masked: as JSON, YAML, or curl commands. --show-secrets prints them unmasked.',
  flags: [...flagsIn('every', 'files'), 'base-url', 'json-into', 'show-secrets'],
  formats: ['json', 'yaml', 'curl'],
  examples: ['ppi-apply render fleet.yaml --format yaml'],
  run: async () => (await import('../handlers/render-command.ts')).renderCommand,
})
