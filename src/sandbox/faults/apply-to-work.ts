import { unreachable } from '../../model/unreachable.ts'
import type { Reply } from '../routes/reply.ts'
import type { Account, Present } from '../state/sandbox-account.ts'
import type { StoredInstance } from '../state/stored-instance.ts'
import type { Fault } from './faults.ts'
import { inFull, withoutToolPorts, withToolPorts } from './other-words.ts'

/** The account as an operation finds it under the faults of its call: they change what it writes. */
export const underFaults = (faults: readonly Fault[], account: Account): Account =>
  faults.reduce(under, account)

function under(account: Account, fault: Fault): Account {
  const writing = (change: (instance: StoredInstance) => StoredInstance): Account => ({
    ...account,
    put: (instance, privates) => account.put(change(instance), privates),
  })
  switch (fault.fault) {
    case 'ignore':
      return { ...account, put: () => undefined }
    case 'stuck': {
      const stuckUntil = fault.ms === undefined ? NEVER : account.now() + fault.ms
      return writing((instance) => ({ ...instance, stuckUntil }))
    }
    case 'fail-later':
      return writing((instance) => failing(instance, fault))
    case 'full-images':
      return showing(account, (instance) => ({ ...instance, imageUrl: inFull(instance.imageUrl) }))
    case 'tool-ports':
      return {
        ...showing(account, (instance) => withToolPorts(instance, fault.own)),
        put: (instance, privates) => account.put(withoutToolPorts(instance), privates),
      }
    case 'begin-late': {
      const since = account.now() + fault.ms
      return writing((instance) => ({ ...instance, path: ['running', ...instance.path], since }))
    }
    case 'reset':
    case 'close':
    case 'hang':
    case 'delay':
    case 'answer':
    case 'cut':
    case 'garble':
    case 'list':
    case 'meanwhile':
    case 'deaf':
    case 'sold-out':
    case 'offers':
    // Its work is that of any other call, at its time.
    case 'late':
    case 'twice':
      return account
    default:
      return unreachable(fault)
  }
}

/** The account, whose instances look otherwise to whoever reads it. */
const showing = (
  account: Account,
  shown: (instance: StoredInstance) => StoredInstance,
): Account => {
  const look = (present: Present): Present => ({ ...present, instance: shown(present.instance) })
  return {
    ...account,
    present: (lingering) => account.present(lingering).map(look),
    find: (id, lingering) =>
      [account.find(id, lingering)].flatMap((each) => each ?? []).map(look)[0],
  }
}

/** What comes of a call under its faults: the work, once or twice, and what is told of it. */
export function carriedOut(work: () => Reply, faults: readonly Fault[]): Reply {
  const twice = faults.find((fault) => fault.fault === 'twice')
  if (twice === undefined) return work()
  const first = work()
  const last = work()
  return twice.tells === 'first' ? first : last
}

/** A time that does not come. */
const NEVER = Number.MAX_SAFE_INTEGER

/** An instance that comes to another end than its path says: `toCreate` ends as `CreateFailed`. */
function failing(
  instance: StoredInstance,
  {
    message = 'the image could not be pulled',
    status = 'exited',
  }: Extract<Fault, { fault: 'fail-later' }>,
): StoredInstance {
  const begun = instance.path.find((state) => state.startsWith('to'))
  return {
    ...instance,
    path: [...instance.path.slice(0, -1), status],
    error: { state: `${begun?.replace(/^to/, '')}Failed`, message },
  }
}
