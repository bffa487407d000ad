import type { ActionReason } from '../../../plan/reasons/action-reason.ts'

/**
 * What many actions of one reason say together, where nothing but their ids and times differs; `undefined` for a reason
 * whose facts a reader has to see one by one.
 */
export const explainTogether = (code: ActionReason['code']): string | undefined =>
  Object.hasOwn(TOGETHER, code) ? TOGETHER[code as keyof typeof TOGETHER] : undefined

const TOGETHER = {
  'destroyed-before': 'destroyed from here and still in the file, so they are made again',
  'looks-renamed':
    'look like others under new names, but the service cannot rename: other instances are made',
  'as-applied': 'there as applied',
  'not-confirmed': 'created; the account could not confirm that they are still there',
  unasked: 'created; the account was not asked whether they are still there',
  'stopped-as-asked':
    'stopped or stopping, as asked; what is not paid in advance goes on paying for its disk, how much is not in the price list',
  'started-as-asked': 'running or starting, as asked',
  'to-start': 'stopped, and to run',
  'to-stop': 'running, and to be stopped',
  'in-no-file': 'in the ledger but in no file of this run',
  'destroy-asked': 'to be destroyed, as asked',
  pruned: 'in no file of this run and to be destroyed',
  expired: 'expired and to be destroyed',
  'gone-already': 'gone already, which only the ledger has to be told',
  'leaving-already': 'on their way out, so nothing has to be sent',
  protected: 'protected, so they are left alone',
  prepaid: 'paid in advance, and the service releases nothing that is paid so',
  'expired-in-file': 'expired and still in a file: move their time or remove them',
  'expired-and-gone': 'expired, gone, and not made again: move their time or remove them',
} as const satisfies Partial<Record<ActionReason['code'], string>>
