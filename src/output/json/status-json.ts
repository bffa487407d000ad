import { type RemoteInstance, shownField } from '../../api/remote.ts'
import type { Json } from '../../model/secret.ts'
import type { Connection, Connections } from '../../status/connection.ts'
import type { OwnedStatus, StatusReport } from '../../status/status-report.ts'
import { plain } from '../terminal/terminal-text.ts'
import { costJson } from '../text/plan/cost-text.ts'
import { candidateJson, compact } from './plan-json.ts'

/** The status for machines. Passwords are never in it. */
export const statusJson = (report: StatusReport, connections: Connections): Json =>
  compact({
    formatVersion: '1.0',
    target: report.target,
    ledger: plain(report.ledger),
    currency: report.currency.code ?? null,
    sandbox: report.currency.pretended,
    refresh: compact({ ...report.refresh }),
    instances: report.instances.map((item) => ownedJson(item, connections.get(item.owned.id))),
    inDoubt: report.doubts.map(({ key, name, attempt, age, candidates }) =>
      compact({
        name: name ?? null,
        key,
        attempt: attempt.attempt,
        since: attempt.since,
        ageSeconds: age,
        reason: attempt.reason,
        candidates: candidates.map(candidateJson),
      }),
    ),
    unmanaged: report.unmanaged.map(({ instance, replacedBy, cost }) =>
      compact({
        ...seen(instance),
        name: shownField(instance, 'name'),
        replacedBy,
        ...costJson(cost),
      }),
    ),
    hourly: { ...report.hourly },
    costSoFar: { ...report.costSoFar },
  })

function ownedJson(item: OwnedStatus, connection: Connection | undefined): Json {
  const { presence, owned } = item
  return compact({
    name: item.name ?? null,
    key: item.key,
    id: owned.id,
    since: owned.since,
    how: owned.how,
    account: presence.kind,
    ...(presence.kind === 'seen' ? seen(presence.instance) : {}),
    ...costJson(presence.kind === 'gone' ? { ...item.cost, soFar: undefined } : item.cost),
    inFiles: item.inFiles,
    elsewhere: item.elsewhere,
    connect: connection?.kind === 'known' ? connection.ways.map(wayJson) : undefined,
    connectFailed: connection?.kind === 'failed' ? connection.why : undefined,
  })
}

const seen = (instance: RemoteInstance) => ({
  id: instance.id,
  status: instance.status,
  statusError: instance.statusError,
  productId: shownField(instance, 'productId'),
  clusterId: shownField(instance, 'clusterId'),
  gpuNum: instance.gpuNum,
})

const wayJson = ({ name, address, username, isRunning }: ConnectionWay): Json =>
  compact({ name, address: String(address), username, isRunning })

type ConnectionWay = Extract<Connection, { kind: 'known' }>['ways'][number]
