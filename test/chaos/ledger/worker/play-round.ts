import { randomBytes } from 'node:crypto'
import type { Ledger } from '../../../../src/ledger/ledger.ts'
import type { LedgerLocation } from '../../../../src/ledger/ledger-location.ts'
import type { AttemptId, LedgerRecord } from '../../../../src/ledger/record.ts'
import { toState } from '../../../../src/ledger/state.ts'
import { UserError } from '../../../../src/model/user-error.ts'
import { attempt, created, ended, id, intent, key } from '../../../support/ledger-records.ts'
import { type Payment, pay, readPayments } from '../account.ts'
import type { Moment } from '../mishap.ts'
import { CHOICE, type Round } from '../mishap.ts'
import { type Entry, nameOf } from './journal.ts'

/** What a worker does a round with. */
export interface Playing {
  readonly location: LedgerLocation
  readonly lock: string
  readonly name: string
  readonly accountPath: string
  readonly journal: (entry: Entry) => void
  readonly now: () => string
  /** Lets happen what is to happen there. */
  readonly reach: (moment: Moment) => void
}

/** Pays one key that the ledger does not say to be paid, as an apply makes an instance. The caller holds the lock. */
export async function playRound(playing: Playing, { pick }: Round): Promise<void> {
  const { location, reach } = playing
  reach('locked')
  await location.read()
  const ledger = await location.open({
    service: 'api.example.com',
    apiKey: 'sk_test',
    version: '0.1.0',
  })
  try {
    await settle(ledger, playing)
    await payOne(ledger, freeKeys(ledger)[pick] ?? '', playing)
  } finally {
    await ledger.close()
  }
}

/** What earlier rounds left open is looked up in the account; what it does not show stays open, and blocks its key. */
async function settle(ledger: Ledger, playing: Playing): Promise<void> {
  const paid = new Map(readPayments(playing.accountPath).map((each) => [each.attempt, each]))
  for (const entry of toState(ledger.records).entries.values()) {
    for (const { attempt: open } of entry.open) {
      const found = paid.get(open)
      if (found !== undefined) await record(ledger, paymentRecord(found, 'found', playing), playing)
    }
  }
}

/** The next keys of which the ledger has neither a payment nor an attempt without an outcome. */
function freeKeys(ledger: Ledger): readonly string[] {
  const { entries } = toState(ledger.records)
  const free: string[] = []
  for (let n = 1; free.length < CHOICE; n += 1) {
    if (!entries.has(key(`web-${n}`))) free.push(`web-${n}`)
  }
  return free
}

async function payOne(ledger: Ledger, which: string, playing: Playing): Promise<void> {
  const { name, reach, now } = playing
  const of = { key: key(which), attempt: attempt(randomBytes(8).toString('hex')) }
  await record(ledger, intent({ ...of, name, time: now() }), playing)
  reach('intended')
  try {
    await ledger.confirm()
  } catch (error) {
    const notSent = ended('not-sent', { ...of, time: now() })
    await record(ledger, notSent, playing).catch(() => undefined)
    throw error
  }
  reach('confirmed')
  const payment = { ...of, by: name }
  pay(playing.accountPath, payment)
  reach('paid')
  await record(ledger, paymentRecord(payment, 'answered', playing), playing)
}

const paymentRecord = (
  { key: of, attempt: by }: Payment,
  how: 'found' | 'answered',
  { now }: Playing,
): LedgerRecord =>
  created({ key: key(of), attempt: by as AttemptId, id: id(`i-${by}`), how, time: now() })

/** Writes a record as an apply does: an outcome that the ledger does not take is kept on the disk of the machine. */
async function record(ledger: Ledger, line: LedgerRecord, playing: Playing): Promise<void> {
  const { journal, lock } = playing
  const told = (entry: 'asked' | 'told' | 'rescued'): void =>
    journal({ entry, lock, record: nameOf(line) })
  told('asked')
  try {
    await ledger.append(line)
    told('told')
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    if (line.type !== 'intent' && (await ledger.rescue(line)) !== undefined) told('rescued')
    throw error
  }
}
