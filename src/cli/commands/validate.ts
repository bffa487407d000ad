import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const validate = defineCommand({
  name: 'validate',
  args: '[files…]',
  summary: 'check the files without the network',
  about:
    'Checks everything that can be checked without the network and prints all findings. With --no-env a reference stands for any value, so that files can be checked where the variables are not set.',
  flags: [...flagsIn('every', 'files'), 'no-env', 'json-into', 'explain'],
  formats: ['text', 'json', 'github', 'sarif'],
  examples: [
    'ppi-apply validate fleet.yaml',
    'ppi-apply validate --no-env --format sarif',
    'ppi-apply validate --explain name-duplicate',
  ],
  run: async () => (await import('../handlers/validate-command.ts')).validateCommand,
})
