import { UserError } from '../../../model/user-error.ts'

/** Throws where a word of `ledger` is followed by others that it does not take. */
export function refuseWords(word: string, args: readonly string[]): void {
  if (args.length === 0) return
  throw new UserError(`ledger ${word} takes nothing more, not "${args[0]}"`, {
    ending: 'usage',
    hint: 'which ledger is meant, --ledger says',
  })
}
