import type { CallLine } from '../../../src/sandbox/state/account-store.ts'
import type { Launch } from './check-launch.ts'
import { isChanging } from './check-sent.ts'

/** Where all was done, and the file says the same in other words, all is done: nothing is sent, and nothing waits. */
export function changedForWords(
  calls: readonly CallLine[],
  launches: readonly Launch[],
): readonly string[] {
  const sent = calls.filter(({ phase, operation }) => phase === 'received' && isChanging(operation))
  return [
    ...sent.map(
      ({ operation, id, name }) =>
        `${operation} of ${id ?? name} was sent, and the file says the same in other words`,
    ),
    ...launches
      .filter(({ code }) => code !== 0)
      .map(
        ({ code, output }) =>
          `it ended with ${code}, and the file says the same in other words: ${output}`,
      ),
  ]
}
