import { shownField } from '../api/remote.ts'
import { type Selection, select, selectsAll } from '../definitions/selection.ts'
import { moneyOf, type StatusReport } from './status-report.ts'

/** What `--only` and `--exclude` leave of a status: by name, whatever is behind the name. */
export function selectStatus(report: StatusReport, selection: Selection): StatusReport {
  if (selectsAll(selection)) return report
  const { doubts, unmanaged } = report
  const things = [
    ...report.instances,
    ...doubts,
    ...unmanaged.map((item) => ({ ...item, name: shownField(item.instance, 'name') || undefined })),
  ]
  const kept = new Set(select(things, selection, KNOWN).map(({ name }) => name))
  const instances = report.instances.filter(({ name }) => kept.has(name))
  return {
    ...report,
    ...moneyOf(instances),
    instances,
    doubts: doubts.filter(({ name }) => kept.has(name)),
    unmanaged: unmanaged.filter(({ instance }) =>
      kept.has(shownField(instance, 'name') || undefined),
    ),
  }
}

const KNOWN = 'the names in the ledger and the account'
