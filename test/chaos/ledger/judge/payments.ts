import type { Payment } from '../account.ts'
import type { Line } from './lines.ts'

/** What the payer's own list says of a ledger. */
export interface CheckedPayments {
  /** Keys, not payments. */
  readonly paidTwice: number
  readonly withoutIntent: number
  /** Attempts without an outcome at the end. */
  readonly inDoubt: number
  readonly wrong: readonly string[]
}

export function checkPayments(
  lines: readonly Line[],
  payments: readonly Payment[],
): CheckedPayments {
  const intents = new Map<string, string>()
  const [created, notSent] = [new Set<string>(), new Set<string>()]
  for (const { record } of lines) {
    if (record.type === 'intent') intents.set(record.attempt, record.key)
    else if (record.type === 'created') created.add(record.attempt)
    else if (record.type === 'not-sent') notSent.add(record.attempt)
  }
  const paid = new Set(payments.map(({ attempt }) => attempt))
  const twice = keysPaidTwice(payments)
  const without = payments.filter(({ attempt, key }) => intents.get(attempt) !== key)
  return {
    paidTwice: twice.length,
    withoutIntent: without.length,
    inDoubt: [...intents.keys()].filter((each) => !created.has(each) && !notSent.has(each)).length,
    wrong: [
      ...twice.map((key) => `${key} was paid twice`),
      ...without.map(({ key, attempt }) => `${key} was paid without an intent, in ${attempt}`),
      ...[...created]
        .filter((attempt) => !paid.has(attempt))
        .map((attempt) => `the ledger says that ${attempt} paid, and it did not`),
      ...[...notSent]
        .filter((attempt) => paid.has(attempt))
        .map((attempt) => `the ledger says that ${attempt} did not pay, and it did`),
    ],
  }
}

function keysPaidTwice(payments: readonly Payment[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { key } of payments) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].filter(([, count]) => count > 1).map(([key]) => key)
}
