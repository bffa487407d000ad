import { checkLaunch, type Launch } from '../judge/check-launch.ts'
import { isChanging } from '../judge/check-sent.ts'
import { launchOnce, typeLine } from '../stage/launch.ts'
import type { Stage } from '../stage/stage.ts'
import type { Act } from '../story/act.ts'
import type { Blow } from '../story/blow.ts'
import { PLAIN_APPLY } from '../story/order.ts'

/**
 * The person moves the ledger to another place. The copy may be killed; then it is run once more, and before that the file is
 * applied with each of the two ledgers. From then on the new one counts.
 */
export async function copyLedger(
  stage: Stage,
  { copyEnd = 'whole' }: Act,
): Promise<readonly string[]> {
  const { ledger, cli } = stage
  const [from, to] = [ledger.place(), ledger.nextPlace()]
  if (from === undefined) return []
  const line = `node '${cli}' ledger copy '${from}' '${to}'`
  const copy = (blow = NO_BLOW) => typeLine(stage, line, PLAIN_APPLY, blow)
  const first =
    copyEnd === 'begun' && ledger.isFile
      ? await typeLine(stage, untilBegun(line, to), PLAIN_APPLY)
      : await copy(typeof copyEnd === 'number' ? killAfter(copyEnd) : NO_BLOW)
  ledger.moveTo(to)
  const isEnded = first.code === 0
  const old = await applyOn(from, stage)
  // Where nothing was copied yet, nobody would go on there.
  const hasBegun = (await ledger.records()).some(({ type }) => type === 'copied')
  const fresh = hasBegun ? await applyOn(to, stage) : undefined
  // The kill may have come once all was done: then the new one has more by now.
  const isThere = isEnded || (fresh?.isAtWork === true && !old.isAtWork)
  const last = isThere ? undefined : await copy()
  const closed = await applyOn(from, stage)
  const launches: Launch[] = [old.launch, closed.launch, ...(last === undefined ? [] : [last])]
  if (first.code !== KILLED) launches.push(first)
  if (fresh !== undefined) launches.push(fresh.launch)
  return [
    ...launches.flatMap(checkLaunch),
    ...(isEnded && old.isAtWork ? [`a run went on in ${from}, which had moved`] : []),
    ...(old.isAtWork && fresh?.isAtWork === true ? [`runs went on in ${from} and in ${to}`] : []),
    ...(last === undefined || last.code === 0
      ? []
      : [`the ledger could not be moved: ${last.output}`]),
    ...(closed.isAtWork ? [`a run went on in ${from}, which had moved`] : []),
    ...(!closed.launch.output.includes(to.split('?')[0] ?? to)
      ? [`${from} does not say that it goes on in ${to}: ${closed.launch.output}`]
      : []),
  ]
}

const NO_BLOW: Blow = { blow: 'none' }

const killAfter = (ms: number): Blow => ({ blow: 'after', signal: 'SIGKILL', ms })

/** How a shell says that what it waited for was killed. */
const KILLED = 137

/** A line for a shell that kills a copy as soon as its target says that it is begun. */
const untilBegun = (line: string, to: string): string =>
  `/bin/sh -c "${line} & until grep -qs begun '${to}' || ! kill -0 \\$!; do :; done; kill -9 \\$!; wait \\$!"`

/** An apply of the file with one ledger; whether it went on in that one. */
async function applyOn(
  place: string,
  stage: Stage,
): Promise<{ readonly launch: Launch; readonly isAtWork: boolean }> {
  const { ledger, service } = stage
  const env = () => ({ ...ledger.env(), PPI_APPLY_LEDGER: place })
  const before = service.calls().length
  const there = { ...stage, ledger: { ...ledger, env, address: () => place } }
  const launch = await launchOnce({ ...there, driver: 'command' }, PLAIN_APPLY)
  const sent = service
    .calls()
    .slice(before)
    .some(({ phase, operation }) => phase === 'received' && isChanging(operation))
  return { launch, isAtWork: sent || /^Plan for /m.test(launch.output) }
}
