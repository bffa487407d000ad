import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const ledger = defineCommand({
  name: 'ledger',
  args: 'check|show|init|copy FROM TO|unlock ID',
  summary: 'check, show, prepare or move a ledger',
  about:
    'check proves that what keeps the ledger keeps two runs apart, and lets two writers race for it. show prints its records. init prints what a shared ledger needs before its first run, as SQL for PostgreSQL; with --create it is made. copy moves a ledger to another place, such as from a file to postgres://…, and closes the old one, so that no run goes on there. unlock is the same as "ppi-apply unlock".',
  flags: [
    ...flagsIn('every', 'lock'),
    'var-file',
    'api-key-env',
    'base-url',
    'ledger',
    'sandbox',
    'since',
    'create',
  ],
  formats: ['text', 'json'],
  examples: [
    'ppi-apply ledger check --ledger "postgres://ci@db.example/ops?ledger=fleet"',
    'ppi-apply ledger copy .ppi-apply/api.ppinfra.com.ledger.jsonl git:origin',
    'ppi-apply ledger show --since 7d',
  ],
  run: async () => (await import('../handlers/ledger-command.ts')).ledgerCommand,
})
