import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const forget = defineCommand({
  name: 'forget',
  args: 'NAME [ID…]',
  summary: 'drop an entry from the ledger, or an attempt as not made',
  about:
    'Says what still runs and costs, and asks. Then attempts of NAME that are in doubt count as not made, and its instances (or only those named) are no longer in the ledger. Nothing is deleted: what runs goes on running.',
  flags: [...flagsIn('every', 'by hand', 'lock'), 'holder-is-gone', 'yes'],
  formats: ['text', 'json'],
  examples: ['ppi-apply forget trainer', "ppi-apply forget '~1f0c#1' --yes"],
  run: async () => (await import('../handlers/forget-command.ts')).forgetCommand,
})
