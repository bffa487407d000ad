import { phaseOf } from '../../api/instance-phase.ts'
import { type RemoteInstance, shownField } from '../../api/remote.ts'
import type { OpenOperation } from '../../ledger/state.ts'
import type { Json } from '../../model/secret.ts'
import { decimalOf } from '../../pricing/amount-text.ts'
import type { Connection, Connections } from '../../status/connection.ts'
import { dataKeptUntil } from '../../status/data-kept.ts'
import type { OwnedStatus } from '../../status/owned-status.ts'
import type { StatusReport, Sum } from '../../status/status-report.ts'
import { plain } from '../terminal/terminal-text.ts'
import { costJson } from '../text/plan/cost-text.ts'
import { departureJson, makerJson } from './life-json.ts'
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
    unmanaged: report.unmanaged.map(({ instance, returned, maker, cost }) =>
      compact({
        ...seen(instance),
        name: shownField(instance, 'name'),
        ...departureJson(returned?.departure),
        madeBy: makerJson(maker),
        ...costJson(cost),
      }),
    ),
    hourly: sumJson(report.hourly),
    costSoFar: sumJson(report.costSoFar),
  })

const sumJson = ({ amount, unknown }: Sum): Json => ({ amount: decimalOf(amount), unknown })

function ownedJson(item: OwnedStatus, connection: Connection | undefined): Json {
  const { presence, owned } = item
  return compact({
    name: item.name ?? null,
    key: item.key,
    id: owned.id,
    since: owned.since,
    how: owned.how,
    supersededBy: item.supersededBy,
    account: presence.kind,
    ...(presence.kind === 'seen' ? seen(presence.instance) : {}),
    ...costJson(presence.kind === 'gone' ? { ...item.cost, soFar: undefined } : item.cost),
    inFiles: item.inFiles,
    elsewhere: item.elsewhere,
    ...lifeJson(item, connection),
    connect: connection?.kind === 'known' ? connection.ways.map(wayJson) : undefined,
    connectFailed: connection?.kind === 'failed' ? connection.why : undefined,
  })
}

/** Whether it is protected, when it expires, what was sent about it, and what the service will do with it. */
function lifeJson(item: OwnedStatus, connection: Connection | undefined) {
  const { protect, expiry, owned, presence, stoppedSince } = item
  const isStopped = presence.kind === 'seen' && phaseOf(presence.instance) === 'stopped'
  const reclaimAt = presence.kind === 'seen' ? presence.instance.spotReclaimAt : undefined
  return {
    protected: protect,
    expiresAt: momentJson(expiry?.at),
    expiresInSeconds: expiry?.left,
    openOperation: owned.open && openJson(owned.open),
    stoppedSince: momentJson(stoppedSince),
    keepDataDays: isStopped && connection?.kind === 'known' ? connection.keepDataDays : undefined,
    dataKeptUntil: momentJson(dataKeptUntil(item, connection)),
    spotReclaimAt: momentJson(reclaimAt === undefined ? undefined : reclaimAt * 1000),
  }
}

/** Of an upgrade only that it was sent: what it was from and to is for the next run. */
const openJson = ({ attempt, operation, since, because, from, to, reason }: OpenOperation): Json =>
  compact({
    attempt,
    operation,
    since,
    because,
    from: stateJson(from),
    to: stateJson(to),
    reason,
  })

const stateJson = ({ status, ports, rootfsSize, endsAt, months }: OpenOperation['from']): Json =>
  compact({
    status: status === '' ? undefined : status,
    ports,
    rootfsSize,
    endsAt: momentJson(endsAt === undefined ? undefined : endsAt * 1000),
    months,
  })

const momentJson = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString()

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
