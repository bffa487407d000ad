import { shownField } from '../api/remote.ts'
import { type Selection, select, selectsAll } from '../definitions/selection.ts'
import { moneyOf, type StatusReport } from './status-report.ts'
import type { UnmanagedStatus } from './unmanaged-status.ts'

/** What `--only` and `--exclude` leave of a status: by name, whatever is behind the name. */
export function selectStatus(report: StatusReport, selection: Selection): StatusReport {
  if (selectsAll(selection)) return report
  const { doubts } = report
  const things = [
    ...report.instances,
    ...doubts,
    ...report.unmanaged.map((item) => ({ ...item, name: nameOf(item) })),
  ]
  const kept = new Set(select(things, selection, KNOWN).map(({ name }) => name))
  const instances = report.instances.filter(({ name }) => kept.has(name))
  const unmanaged = report.unmanaged.filter((item) => kept.has(nameOf(item)))
  return {
    ...report,
    ...moneyOf(instances, unmanaged),
    instances,
    doubts: doubts.filter(({ name }) => kept.has(name)),
    unmanaged,
  }
}

/** What is ours goes by the name of its entry. */
const nameOf = ({ instance, returned, made }: UnmanagedStatus): string | undefined =>
  (returned ?? made)?.name ?? (shownField(instance, 'name') || undefined)

const KNOWN = 'the names in the ledger and the account'
