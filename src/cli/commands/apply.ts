import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const apply = defineCommand({
  name: 'apply',
  args: '[files…]',
  summary: 'show the plan, ask, then create in order',
  about:
    'Validates everything, shows the plan and asks; then makes one create call per entry, in file order, and does what else was allowed. Each attempt is in the ledger before it is sent, so that an entry is never created twice.',
  flags: [
    ...flagsIn('every', 'files', 'service', 'lock', 'limits'),
    'json-into',
    'yes',
    'allow',
    'plan-id',
    'fail-fast',
    'adopt',
    'prune',
    'drop-foreign-envs',
    'destroys',
    'max-destroys',
    'accept-gone',
    'wait',
    'until-available',
  ],
  formats: ['text', 'json'],
  examples: ['ppi-apply apply fleet.yaml', 'ppi-apply apply --sandbox --yes'],
  changesAccount: true,
  run: async () => (await import('../handlers/apply-command.ts')).applyCommand,
})
