import { dirname, resolve } from 'node:path'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { namesOf, SANDBOX_SERVICE } from '../../ledger/file-store/ledger-path.ts'
import { isOfKey } from '../../ledger/identity.ts'
import type { LedgerContents, NearbyLedger } from '../../ledger/ledger-location.ts'
import { isKeeping, type OpenedRecord } from '../../ledger/record.ts'
import { type EntryState, toState } from '../../ledger/state.ts'
import { whereabouts } from '../../ledger/whereabouts.ts'
import { invocation, shellQuoted } from '../../model/invocation.ts'
import { UserError } from '../../model/user-error.ts'
import type { Target } from '../target.ts'
import { untold, wayToMoved } from './moved-ledger.ts'
import { mayBeSameAddress } from './same-address.ts'

export interface OtherLedgersOptions {
  readonly target: Target
  /** The working folder. */
  readonly cwd: string
  readonly specs: readonly Pick<InstanceSpec, 'place' | 'key' | 'name'>[]
}

/**
 * Throws where another ledger of the project knows what this one does not, by the same API key: an attempt without an
 * outcome; or instances, where this ledger is a new one or the other is of another name of the same address. To go on
 * would make them a second time. That is asked of the ledgers in the folders of the run, of its files, and those above them.
 * What is about the entries of this run counts in every ledger of the project, and alone in those elsewhere. Of one that
 * was moved counts what the ledger of this run does not tell of: it is not where that one was moved to, or lost lines.
 */
export async function refuseOtherLedgers(options: OtherLedgersOptions): Promise<void> {
  const { target } = options
  if (target.apiKey === undefined || target.name === SANDBOX_SERVICE) return
  const apiKey = target.apiKey.reveal()
  const readOwn = ownReader(target)
  for (const nearby of otherLedgers(options)) {
    if (nearby.where === 'apart' && !nearby.mentions(wordsOf(options))) continue
    const other = await nearby.location.read()
    if (!isOfKey(other.records, apiKey)) continue
    const where = whereabouts(other.records)
    const all = [...toState(other.records).entries.values()]
    const movedTo = where.kind === 'moved' ? where.to : undefined
    const entries = movedTo === undefined ? all : await untold(all, readOwn)
    if (entries.length === 0) continue
    const found = { nearby, entries, services: servicesOf(other), movedTo }
    const refusal =
      (nearby.where === 'apart' ? undefined : await refusalOfNear(found, target, readOwn)) ??
      (await refusalOfEntries(found, options, readOwn))
    if (refusal !== undefined) throw refusal
  }
}

/** The ledger of this run is read once, and only where another one may concern it. */
function ownReader({ ledger }: Target): () => Promise<LedgerContents> {
  let own: Promise<LedgerContents> | undefined
  return () => {
    own ??= ledger.read()
    return own
  }
}

/** Another ledger of this account, and what it holds. */
interface Other {
  readonly nearby: NearbyLedger
  readonly entries: readonly EntryState[]
  /** What it knows the service as. */
  readonly services: readonly string[]
  /** The address of the ledger that it says it was moved to. */
  readonly movedTo: string | undefined
}

async function refusalOfNear(
  other: Other,
  target: Target,
  readOwn: () => Promise<LedgerContents>,
): Promise<UserError | undefined> {
  const { nearby, entries, services } = other
  const open = entries.filter((entry) => entry.open.length > 0)
  if (open.length > 0) return openElsewhere(other, open.map(nameOf), target)
  const owning = entries.filter((entry) => entry.instances.length > 0)
  if (isChosenFile(target) || owning.length === 0) return undefined
  const isMeant = isOf(target, services)
    ? (await readOwn()).records.every(isKeeping)
    : nearby.where === 'beside' && mayBeServed(services, target)
  return isMeant ? ownedElsewhere(other, owning.map(nameOf), target) : undefined
}

/** What this ledger knows as well stops nothing: somebody copied or joined the files. */
async function refusalOfEntries(
  other: Other,
  options: OtherLedgersOptions,
  readOwn: () => Promise<LedgerContents>,
): Promise<UserError | undefined> {
  const { target } = options
  const { records } = await readOwn()
  const known = toState(records).entries
  const attempts = new Set(records.flatMap((line) => ('attempt' in line ? [line.attempt] : [])))
  const words = new Set(wordsOf(options))
  const entries = other.entries.filter(
    ({ key, name }) => words.has(key) || (name !== undefined && words.has(name)),
  )
  const open = entries.filter((entry) => entry.open.some(({ attempt }) => !attempts.has(attempt)))
  if (open.length > 0) return openElsewhere(other, open.map(nameOf), target)
  const owning = entries.filter(
    ({ key, instances }) => instances.length > 0 && (known.get(key)?.instances ?? []).length === 0,
  )
  return owning.length > 0 && !isChosenFile(target) && mayBeServed(other.services, target)
    ? ownedElsewhere(other, owning.map(nameOf), target)
    : undefined
}

/** As the lines of a ledger know the entries of this run. */
const wordsOf = ({ specs }: OtherLedgersOptions): readonly string[] =>
  specs.flatMap(({ key, name }) => (name === undefined ? [key] : [key, name]))

const nameOf = ({ key, name }: EntryState): string => name ?? key

const isChosenFile = ({ ledgerIsNamed, ledger }: Target): boolean =>
  ledgerIsNamed && ledger.file !== undefined

const mayBeServed = (services: readonly string[], target: Target): boolean =>
  isOf(target, services) || services.some((name) => mayBeSameAddress(name, target.name))

const isOf = ({ name }: Target, services: readonly string[]): boolean =>
  namesOf(name).some((each) => services.includes(each))

const otherLedgers = ({ target, cwd, specs }: OtherLedgersOptions): readonly NearbyLedger[] =>
  target.ledger.nearby([cwd, ...specs.map(({ place }) => dirname(resolve(cwd, place.file.path)))])

const servicesOf = ({ records }: LedgerContents): readonly string[] => [
  ...new Set(
    records
      .filter((record): record is OpenedRecord => record.type === 'opened')
      .map(({ service }) => service),
  ),
]

const some = (names: readonly string[]): string =>
  names.length > 3
    ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
    : names.join(', ')

const openElsewhere = (other: Other, names: readonly string[], target: Target): UserError => {
  const { label } = other.nearby.location
  return new UserError(
    `another ledger of this account, ${calledBy(other)}, holds attempts without an outcome: ${some(names)}`,
    {
      ending: 'ledger',
      nothingDone: 'sent',
      hint:
        other.movedTo === undefined
          ? `What they made is not in the ledger of this run. Wait for the run that uses that ledger, or settle them there: ppi-apply apply --ledger ${shellQuoted(label)}, with the files that define them. If you know that one made nothing: ppi-apply forget NAME --ledger ${shellQuoted(label)}`
          : wayToMoved(label, other.movedTo, target),
    },
  )
}

const ownedElsewhere = (other: Other, names: readonly string[], target: Target): UserError => {
  const { nearby, services, movedTo } = other
  const { label } = nearby.location
  return new UserError(
    `another ledger of this account, ${calledBy(other)}, holds instances that the ledger of this run does not: ${some(names)}`,
    {
      ending: 'ledger',
      nothingDone: 'sent',
      hint:
        movedTo === undefined ? wayOn(label, services, target) : wayToMoved(label, movedTo, target),
    },
  )
}

const calledBy = ({ nearby, movedTo }: Other): string =>
  movedTo === undefined
    ? nearby.location.label
    : `${nearby.location.label}, which was moved to ${movedTo}`

function wayOn(label: string, services: readonly string[], target: Target): string {
  if (target.ledger.file === undefined) {
    return `Whoever shares a ledger takes along what there is: ${invocation()} ledger copy ${shellQuoted(label)} ${shellQuoted(target.ledger.address)}. To begin without it on purpose, move ${label} away first`
  }
  const own = shellQuoted(target.ledger.address)
  return isOf(target, services)
    ? `To go on with it, run in the folder of that ledger, move it to ${target.ledger.label}, or name it: --ledger ${shellQuoted(label)}. To begin a ledger of its own here on purpose: --ledger ${own}`
    : `That ledger knows the service as ${services.join(', ')}, which may be another name of ${target.name}: go on under that name, with --base-url. If it is another service, name a ledger for it: --ledger ${own}`
}
