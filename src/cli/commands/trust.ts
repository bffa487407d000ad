import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const trust = defineCommand({
  name: 'trust',
  args: '[URL]',
  summary: 'let config files name a host or a shared ledger, for you',
  about:
    'A config may name the known hosts of the service only, since whoever wrote it must not choose where your API key goes. Nor does it choose where the lines and the password of a shared ledger go. This adds one to the list of hosts and ledgers that you let config files name too, in the config folder of your home; --remove removes one, and without an address it shows the list. The list does not count where somebody else could have written it: inside a project, or where other users may write.',
  flags: [...flagsIn('every'), 'remove', 'yes'],
  examples: [
    'ppi-apply trust https://gateway.example',
    'ppi-apply trust postgres://db.example',
    "ppi-apply trust 's3://bucket?endpoint=https://minio.example'",
    'ppi-apply trust',
  ],
  run: async () => (await import('../handlers/trust-command.ts')).trustCommand,
})
