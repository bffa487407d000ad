import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const cost = defineCommand({
  name: 'cost',
  args: '',
  summary: 'show what was spent, by entry or by day',
  about:
    'Adds up what the instances of the ledger cost by their list prices, ended ones included. What nobody knows, such as what a stopped instance paid for its disk, is counted as unknown and never as free. Asks the service only for prices that the ledger does not have.',
  flags: [...flagsIn('every', 'by hand'), 'only', 'exclude', 'since', 'by', 'json-into'],
  formats: ['text', 'json'],
  examples: ['ppi-apply cost', 'ppi-apply cost --since 7d --by day'],
  run: async () => (await import('../handlers/cost-command.ts')).costCommand,
})
