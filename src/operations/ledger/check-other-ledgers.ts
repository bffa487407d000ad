import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { InstanceSpec } from '../../definitions/instance-spec.ts'
import { type LedgerContents, readLedger } from '../../ledger/file-store/file.ts'
import { LEDGER_FOLDER, namesOf, SANDBOX_SERVICE } from '../../ledger/file-store/ledger-path.ts'
import { isOfKey } from '../../ledger/identity.ts'
import type { OpenedRecord } from '../../ledger/record.ts'
import { toState } from '../../ledger/state.ts'
import { foldersUpwards } from '../../model/files/project-folders.ts'
import { realPath } from '../../model/files/project-root.ts'
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
  for (const path of otherLedgers(options)) {
    const other = await readLedger(path)
    if (!isOfKey(other.records, apiKey)) continue
    const entries = [...toState(other.records).entries.values()]
    const names = (kind: 'open' | 'instances') =>
      entries.filter((entry) => entry[kind].length > 0).map(({ key, name }) => name ?? key)
    if (names('open').length > 0) throw openElsewhere(path, names('open'))
    const services = servicesOf(other)
    if (target.ledgerIsNamed || names('instances').length === 0) continue
    const isMeant = isOf(target, services)
      ? await isNew(target)
      : isBeside(path, target) && services.some((name) => mayBeSameAddress(name, target.name))
    if (isMeant) throw ownedElsewhere(path, services, target, names('instances'))
  }
}

const isOf = ({ name }: Target, services: readonly string[]): boolean =>
  namesOf(name).some((each) => services.includes(each))

const isBeside = (path: string, { ledgerPath }: Target): boolean =>
  dirname(path) === realPath(dirname(ledgerPath))

/** Whether the ledger of this run holds nothing yet but whose it is. */
const isNew = async ({ ledgerPath }: Target): Promise<boolean> =>
  (await readLedger(ledgerPath)).records.every(({ type }) => type === 'opened')

function otherLedgers({ target, cwd, specs }: OtherLedgersOptions): readonly string[] {
  const starts = [
    cwd,
    dirname(dirname(target.ledgerPath)),
    ...specs.map(({ place }) => dirname(resolve(cwd, place.file.path))),
  ]
  // The folders of the run count also where nothing above them does, such as the home folder.
  const folders = new Set(
    [...new Set(starts)].flatMap((start) => [realPath(start), ...foldersUpwards(start)]),
  )
  const own = join(realPath(dirname(target.ledgerPath)), nameOf(target.ledgerPath))
  return [...folders]
    .flatMap((folder) => ledgersIn(join(folder, LEDGER_FOLDER)))
    .filter((path) => path !== own)
}

const nameOf = (path: string): string => path.slice(dirname(path).length + 1)

function ledgersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(
        (name) => name.endsWith('.ledger.jsonl') && name !== `${SANDBOX_SERVICE}.ledger.jsonl`,
      )
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

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

const openElsewhere = (path: string, names: readonly string[]): UserError =>
  new UserError(
    `another ledger of this account, ${path}, holds attempts without an outcome: ${some(names)}`,
    {
      ending: 'ledger',
      hint: `Nothing was sent: what they made is not in the ledger of this run. Wait for the run that uses that ledger, or settle them there: ppi-apply apply --ledger ${path}, with the files that define them`,
    },
  )

const ownedElsewhere = (
  path: string,
  services: readonly string[],
  target: Target,
  names: readonly string[],
): UserError =>
  new UserError(
    `another ledger of this account, ${path}, holds instances that the ledger of this run does not: ${some(names)}`,
    {
      ending: 'ledger',
      hint: isOf(target, services)
        ? `Nothing was sent. To go on with it, run in the folder of that ledger, move it to ${target.ledgerPath}, or name it: --ledger ${path}. To begin a ledger of its own here on purpose: --ledger ${target.ledgerPath}`
        : `Nothing was sent. That ledger knows the service as ${services.join(', ')}, which may be another name of ${target.name}: go on under that name, with --base-url. If it is another service, name a ledger for it: --ledger ${target.ledgerPath}`,
    },
  )
