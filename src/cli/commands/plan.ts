import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const plan = defineCommand({
  name: 'plan',
  args: '[files…]',
  summary: 'show what apply would do, and why',
  about:
    'Reads the files, the ledger and the account, and decides for each entry. --prune and --allow plan what apply would do with them, --destroy what destroy would. Touches nothing.',
  flags: [
    ...flagsIn('every', 'files', 'service', 'limits'),
    'json-into',
    'allow',
    'prune',
    'drop-foreign-envs',
    'destroy',
    'all-owned',
    'max-destroys',
    'detailed-exitcode',
  ],
  formats: ['text', 'json', 'markdown'],
  examples: [
    'ppi-apply plan fleet.yaml',
    'ppi-apply plan --refresh never --detailed-exitcode',
    'ppi-apply plan --format markdown > comment.md',
  ],
  run: async () => (await import('../handlers/plan-command.ts')).planCommand,
})
