import { instancesOf, type Remote } from '../../api/remote.ts'
import { belongs, refuseForeign } from '../../ledger/identity.ts'
import type { LedgerNews } from '../../ledger/ledger-news.ts'
import type { LedgerRecord } from '../../ledger/record.ts'
import { toState } from '../../ledger/state.ts'
import { refuseElsewhere } from '../../ledger/whereabouts.ts'
import type { Secret } from '../../model/secret.ts'
import { UserError, type UserErrorOptions } from '../../model/user-error.ts'
import { sentenceOf } from '../account/refresh.ts'
import type { Target } from '../target.ts'

interface Question {
  /** What messages call the ledger. */
  readonly label: string
  readonly records: readonly LedgerRecord[]
  readonly service: string
  /** `undefined` when no key is set: then only the host counts. */
  readonly apiKey: Secret | undefined
  /** A person says that a key which is new to the ledger is one of the same account. */
  readonly acceptAccount: boolean
  /** The account of this key. Asked only when the key is not the ledger's. */
  readonly list: () => Promise<Remote>
}

/** Makes sure that the ledger of a target is its account's, and tells where the key is new to it. Gives whether it is. */
export async function requireOwnLedger(
  { name, apiKey, trusts = () => false, ledger }: Target,
  { records, acceptAccount, list }: Pick<Question, 'records' | 'acceptAccount' | 'list'>,
  report: (news: LedgerNews) => void,
): Promise<boolean> {
  refuseElsewhere(ledger, records, trusts)
  const question = { label: ledger.label, records, service: name, apiKey, acceptAccount, list }
  const whose = await whoseLedger(question)
  if (whose.kind === 'new-key') report({ kind: 'new-key', why: whose.words })
  return whose.kind === 'new-key'
}

/**
 * The account by its list, before a ledger is begun: the first key of a ledger says whose it is. Throws a `UserError` for
 * a key that the service refuses.
 */
export async function requireTakenKey(list: Question['list']): Promise<Remote> {
  const remote = await list()
  if (remote.kind !== 'partial' || remote.keyRefused !== true) return remote
  throw keyRefused(remote, remote.hint === undefined ? {} : { hint: sentenceOf(remote.hint) })
}

/** Whether the ledger is this account's as it is, or is taken for it, and why: a sentence to tell. */
export type Whose = { readonly kind: 'same' } | { readonly kind: 'new-key'; readonly words: string }

/**
 * Decides whether a run may work with this ledger. A key that the ledger does not know is a new key of the same
 * account when the account shows an instance of the ledger, since ids are never given twice; else a person has to say
 * so. Throws a `UserError` for another host or another account.
 */
export async function whoseLedger(question: Question): Promise<Whose> {
  const { label, records, service, acceptAccount, list } = question
  const apiKey = question.apiKey?.reveal()
  const account = { service, apiKey }
  if (belongs(records, account) !== 'other-account') {
    refuseForeign(label, records, account)
    return { kind: 'same' }
  }
  if (acceptAccount) {
    return {
      kind: 'new-key',
      words: 'The API key is new to the ledger; it is accepted, as --accept-account says.',
    }
  }
  const owned = new Set(
    [...toState(records).entries.values()].flatMap(({ instances }) =>
      instances.map(({ id }) => id),
    ),
  )
  const remote = await list()
  const ours = remote.kind === 'complete' && remote.instances.find(({ id }) => owned.has(id))
  if (ours) {
    return {
      kind: 'new-key',
      words: `The API key is new to the ledger, but its account shows ${ours.id} of the ledger: it is the same account.`,
    }
  }
  if (remote.kind === 'partial' && remote.keyRefused === true) {
    throw keyRefused(remote, {
      hint: `The ledger ${label} was made with another key; with the one it was made with, or a new one of the same account, go on as before`,
    })
  }
  throw otherAccount(label, owned.size, remote)
}

/** A key that the service refuses is an unknown key in any account: what to do about the ledger comes after that. */
const keyRefused = (
  { why }: { readonly why: string },
  advice: Pick<UserErrorOptions, 'hint'>,
): UserError =>
  new UserError(`this API key is refused by the service: ${why}`, {
    nothingDone: 'sent',
    ...advice,
  })

function otherAccount(label: string, owned: number, remote: Remote): UserError {
  const why =
    remote.kind !== 'complete'
      ? `and the account could not be listed to compare (${remote.why})`
      : owned === 0
        ? 'and the ledger holds no instance to compare by'
        : `and the account of this key shows ${instancesOf(remote).length === 0 ? 'no instance at all' : `none of the ledger's instances`}`
  return new UserError(
    `the ledger ${label} was made with another API key, ${why}: it may be another account's`,
    {
      ending: 'ledger',
      nothingDone: 'sent',
      hint: 'Use a key of the account it was made with, or another ledger file (--ledger FILE); if this key is a new one of the same account, add --accept-account',
    },
  )
}
