import type { Account } from '../state/sandbox-account.ts'
import type { StoredInstance } from '../state/stored-instance.ts'
import type { Fault } from './faults.ts'

/** The account as an operation finds it under the faults of its call: they change what it writes. */
export const underFaults = (faults: readonly Fault[], account: Account): Account =>
  faults.reduce(under, account)

function under(account: Account, fault: Fault): Account {
  switch (fault.fault) {
    case 'fail-later':
      return {
        ...account,
        put: (instance, privates) => account.put(failing(instance, fault), privates),
      }
    default:
      return account
  }
}

/** An instance that comes to another end than its path says. */
function failing(
  instance: StoredInstance,
  {
    message = 'the image could not be pulled',
    status = 'exited',
  }: Extract<Fault, { fault: 'fail-later' }>,
): StoredInstance {
  return {
    ...instance,
    path: [...instance.path.slice(0, -1), status],
    error: { state: 'CreateFailed', message },
  }
}
