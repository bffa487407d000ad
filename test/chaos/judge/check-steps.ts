import type { LedgerRecord, OperationRecord } from '../../../src/ledger/record.ts'
import type { State } from '../../../src/ledger/state.ts'
import { SECRETS } from '../secrets.ts'
import type { ServiceOfStory } from '../service/service-of-story.ts'
import { MARK, type Settings } from '../service/settings.ts'
import { isMade, type Truth } from '../service/truth.ts'
import type { Act } from '../story/act.ts'
import { isMeddledWith } from '../trouble/trouble.ts'
import { belying } from './applied.ts'

/** What counts as done since a time has been so since: an accepted call that did nothing is none. */
export function undone(
  records: readonly LedgerRecord[],
  { from, token }: { readonly from: number; readonly token: string },
  service: Pick<ServiceOfStory, 'between'>,
): readonly string[] {
  return records.flatMap((record) => {
    if (record.type !== 'settled' || record.result !== 'done') return []
    const until = Date.parse(record.time)
    const step = records.find(
      (each): each is OperationRecord =>
        each.type === 'operation' && each.attempt === record.attempt,
    )
    if (until < from || step === undefined) return []
    const truths = service.between(record.id, from, until)
    // One that an earlier start sent may have the token of then.
    const tokens = Date.parse(step.time) < from ? [SECRETS.token, SECRETS.rotated] : [token]
    const before = truths?.[0]?.settings.envs
    const isDoneBy = (truth: Truth) =>
      tokens.some((each) => isDone(step, withoutAdded(truth, before), each))
    if (truths === undefined || truths.some(isDoneBy)) return []
    const last = truths.at(-1)
    const is = `${last?.status} ${JSON.stringify(last?.settings)}`
    return [`the ledger says that the ${step.operation} of ${record.id} is done, and it is ${is}`]
  })
}

/** What counts as done has not failed: the reset of a container that shows its settings may be still to come. */
export function failedAfter(
  records: readonly LedgerRecord[],
  from: number,
  truth: readonly Truth[],
): readonly string[] {
  return records.flatMap((record) => {
    if (record.type !== 'settled' || record.result !== 'done' || record.operation !== 'upgrade') {
      return []
    }
    const last = records.findLast(
      (each) => each.type === 'operation' && each.id === record.id && each.operation === 'upgrade',
    )
    const isLast = last?.type === 'operation' && last.attempt === record.attempt
    const failure = truth.find(({ id }) => id === record.id)?.failure
    return isLast && Date.parse(record.time) >= from && failure === 'ResetFailed'
      ? [`the ledger says that the upgrade of ${record.id} is done, and it failed, or is to fail`]
      : []
  })
}

/** Without what somebody else added since: the program took it out of nothing, and put it nowhere. */
function withoutAdded(truth: Truth, before: Settings['envs']): Truth {
  const { envs } = truth.settings
  if (envs === undefined) return truth
  const own = [...envs].filter(([key, value]) => value !== SECRETS.foreign || before?.has(key))
  return { ...truth, settings: { ...truth.settings, envs: new Map(own) } }
}

function isDone({ operation, to }: OperationRecord, truth: Truth, token: string): boolean {
  switch (operation) {
    case 'edit-ports':
      return to.ports?.join() === truth.settings.ports
    case 'grow-disk':
      return to.rootfsSize === truth.settings.disk
    case 'upgrade':
      return (
        truth.status === 'running' &&
        isUpgraded(to.fields as unknown as Fields, truth.settings, token)
      )
    case 'start':
    case 'stop':
    case 'delete':
    // No story pays in advance for what is there.
    case 'subscribe':
    case 'renew':
    case 'auto-renew':
      return true
  }
}

/** What an upgrade gives, by its line: without its secrets. */
interface Fields {
  readonly imageUrl: string
  readonly command: string
  readonly envs: readonly { readonly key: string; readonly value: string }[]
}

function isUpgraded(to: Fields, { image, command, envs }: Settings, token: string): boolean {
  if (to.imageUrl !== image) return false
  if (command !== undefined && !isHidden(to.command) && to.command !== command) return false
  if (envs === undefined) return true
  const names = [...envs.keys()].filter((key) => key !== MARK)
  return (
    names.toSorted().join() ===
      to.envs
        .map(({ key }) => key)
        .toSorted()
        .join() &&
    to.envs.every(({ key, value }) => envs.get(key) === (key === 'HF_TOKEN' ? token : value))
  )
}

const isHidden = (text: string): boolean => /\$|\(secret\)/.test(text)

/** What counts as applied is so, where nobody else changes anything and no change of the program came too late. */
export function misapplied(
  state: State,
  {
    records,
    truth,
    isMeddledWith,
  }: {
    readonly records: readonly LedgerRecord[]
    readonly truth: readonly Truth[]
    readonly isMeddledWith: boolean
  },
): readonly string[] {
  if (isMeddledWith) return []
  const givenUp = new Set<string>(
    records.flatMap((record) =>
      // A refusal may have lied.
      record.type === 'settled' && (record.result === 'given-up' || record.result === 'rejected')
        ? [record.id]
        : [],
    ),
  )
  return [...state.entries.values()].flatMap(({ name, instances }) =>
    instances.flatMap(({ id, spec, open }) => {
      const instance = truth.find((each) => each.id === id && isMade(each) && !each.isLeaving)
      if (instance?.askedName !== (name ?? '') || spec === undefined) return []
      if (open !== undefined || givenUp.has(id)) return []
      const off = belying(spec, instance.settings)
      return off.length === 0 ? [] : [`the ${off.join(', ')} of ${id} is not what was applied`]
    }),
  )
}

/** Whether somebody else may have changed an instance in these acts. */
export const isMeddled = (acts: readonly Act[]): boolean =>
  acts.some(({ byHand, troubles }) => byHand !== undefined || isMeddledWith(troubles))
