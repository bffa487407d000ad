import { existsSync } from 'node:fs'
import { shellQuoted } from '../../model/invocation.ts'
import { UserError } from '../../model/user-error.ts'
import { ledgerPath, namesOf } from './ledger-path.ts'

/**
 * Where the ledger of a service is in a folder: one file for all names of the service, whichever of them it is called
 * after. Throws a `UserError` where several are there: each holds a part of what was done.
 */
export function findLedger(folder: string, service: string): string {
  const paths = namesOf(service).map((name) => ledgerPath(folder, name))
  const [found, other] = paths.filter((path) => existsSync(path))
  if (found !== undefined && other !== undefined) {
    throw new UserError(
      `there are two ledgers of one service, ${namesOf(service).join(' and ')}: ${found} and ${other}`,
      {
        ending: 'ledger',
        nothingDone: 'sent',
        hint: `Each may hold what the other does not, so join them: cat ${shellQuoted(other)} >> ${shellQuoted(found)} && rm ${shellQuoted(other)} (the order of the lines does not matter). If they are of different accounts, move the one that is not meant away.`,
      },
    )
  }
  return found ?? paths[0] ?? ledgerPath(folder, service)
}
