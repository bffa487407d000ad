import { dirname, resolve } from 'node:path'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { namesOf, SANDBOX_SERVICE } from '../../ledger/file-store/ledger-path.ts'
import { isOfKey } from '../../ledger/identity.ts'
import type { LedgerContents, NearbyLedger } from '../../ledger/ledger-location.ts'
import { isKeeping, type OpenedRecord } from '../../ledger/record.ts'
import { toState } from '../../ledger/state.ts'
import { whereabouts } from '../../ledger/whereabouts.ts'
import { invocation } from '../../model/invocation.ts'
import { UserError } from '../../model/user-error.ts'
import type { Target } from '../target.ts'
import { mayBeSameAddress } from './same-address.ts'

export interface OtherLedgersOptions {
  readonly target: Target
  /** The working folder. */
  readonly cwd: string
  readonly specs: readonly Pick<InstanceSpec, 'place'>[]
}

/**
 * Throws where another ledger of the project knows what this one does not, by the same API key: an attempt without an
 * outcome; or instances, where this ledger is a new one or the other is of another name of the same address. To go on
 * would make them a second time. Looked at are the folders of the run, of its files, and those above them.
 */
export async function refuseOtherLedgers(options: OtherLedgersOptions): Promise<void> {
  const { target } = options
  if (target.apiKey === undefined || target.name === SANDBOX_SERVICE) return
  const apiKey = target.apiKey.reveal()
  for (const { location, isBeside } of otherLedgers(options)) {
    const other = await location.read()
    // What it knew is in another ledger now, which says so itself.
    if (whereabouts(other.records).kind === 'moved') continue
    if (!isOfKey(other.records, apiKey)) continue
    const entries = [...toState(other.records).entries.values()]
    const names = (kind: 'open' | 'instances') =>
      entries.filter((entry) => entry[kind].length > 0).map(({ key, name }) => name ?? key)
    if (names('open').length > 0) throw openElsewhere(location.label, names('open'))
    const services = servicesOf(other)
    const isChosenFile = target.ledgerIsNamed && target.ledger.file !== undefined
    if (isChosenFile || names('instances').length === 0) continue
    const isMeant = isOf(target, services)
      ? await isNew(target)
      : isBeside && services.some((name) => mayBeSameAddress(name, target.name))
    if (isMeant) throw ownedElsewhere(location.label, services, target, names('instances'))
  }
}

const isOf = ({ name }: Target, services: readonly string[]): boolean =>
  namesOf(name).some((each) => services.includes(each))

/** Whether the ledger of this run holds nothing yet but whose it is. */
const isNew = async ({ ledger }: Target): Promise<boolean> =>
  (await ledger.read()).records.every(isKeeping)

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

const openElsewhere = (label: string, names: readonly string[]): UserError =>
  new UserError(
    `another ledger of this account, ${label}, holds attempts without an outcome: ${some(names)}`,
    {
      ending: 'ledger',
      nothingDone: 'sent',
      hint: `What they made is not in the ledger of this run. Wait for the run that uses that ledger, or settle them there: ppi-apply apply --ledger ${label}, with the files that define them`,
    },
  )

const ownedElsewhere = (
  label: string,
  services: readonly string[],
  target: Target,
  names: readonly string[],
): UserError =>
  new UserError(
    `another ledger of this account, ${label}, holds instances that the ledger of this run does not: ${some(names)}`,
    {
      ending: 'ledger',
      nothingDone: 'sent',
      hint: wayOn(label, services, target),
    },
  )

function wayOn(label: string, services: readonly string[], target: Target): string {
  if (target.ledger.file === undefined) {
    return `Whoever shares a ledger takes along what there is: ${invocation()} ledger copy "${label}" "${target.ledger.label}". To begin without it on purpose, move ${label} away first`
  }
  return isOf(target, services)
    ? `To go on with it, run in the folder of that ledger, move it to ${target.ledger.label}, or name it: --ledger ${label}. To begin a ledger of its own here on purpose: --ledger ${target.ledger.label}`
    : `That ledger knows the service as ${services.join(', ')}, which may be another name of ${target.name}: go on under that name, with --base-url. If it is another service, name a ledger for it: --ledger ${target.ledger.label}`
}
