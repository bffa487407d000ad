import { type Field, offIn } from '../service/settings.ts'
import { isMade, type Truth } from '../service/truth.ts'
import type { Entry } from '../story/entry.ts'

/** What of a plan for machines tells how an instance is not as its entry. */
interface Told {
  readonly action: string
  readonly name: string | null
  readonly changes?: readonly { readonly field: string }[]
  readonly drift?: readonly { readonly field: string }[]
  readonly unchecked?: readonly string[]
}

/** What is so, and what the file says. */
interface Now {
  readonly entries: readonly Entry[]
  readonly truth: readonly Truth[]
  readonly token: string
  /** The entries whose instance was recorded just now: in what it is not as the file says is a change, not drift. */
  readonly adopted: ReadonlySet<string | undefined>
}

/** In what the instances of a file are not as it says, and the plan does not tell that. */
export function untold(output: string, { entries, truth, token, adopted }: Now): readonly string[] {
  const actions = actionsIn(output)
  if (actions === undefined) return []
  return entries.flatMap((entry) => {
    const living = truth.filter(
      (each) => isMade(each) && each.askedName === (entry.name ?? '') && !each.isLeaving,
    )
    const [instance, ...others] = living
    if (instance === undefined) return []
    if (others.length > 0) {
      return living.flatMap(({ id }) =>
        output.includes(id) ? [] : [`${id} lives beside another one, and no plan tells of it`],
      )
    }
    const action = actions.find(({ name }) => name === (entry.name ?? null))
    if (action === undefined || !COMPARING.has(action.action)) return []
    const { changes = [], drift = [], unchecked = [] } = action
    const differences = adopted.has(entry.name) ? changes : [...changes, ...drift]
    const told = new Set([...differences.map(({ field }) => field), ...unchecked])
    const off = [
      ...offIn(instance.settings, entry, token).map((field) => FIELD_NAMES[field]),
      ...(entry.prepaid && !instance.isPrepaid ? ['month'] : []),
    ]
    return off
      .filter((field) => !told.has(field))
      .map(
        (field) =>
          `${instance.id} has another ${field} than the file, and the plan says ${action.action}`,
      )
  })
}

/** `undefined` for what is no plan. */
function actionsIn(output: string): readonly Told[] | undefined {
  const [from, to] = [output.indexOf('{\n'), output.lastIndexOf('}')]
  try {
    const { actions } = JSON.parse(output.slice(from, to + 1)) as {
      readonly actions?: readonly Told[]
    }
    return actions
  } catch {
    return undefined
  }
}

/** The actions that are about how an instance compares with its entry. */
const COMPARING: ReadonlySet<string> = new Set(['no-op', 'exists', 'change', 'replace', 'failed'])

const FIELD_NAMES = {
  ports: 'ports',
  disk: 'rootfsSize',
  gpus: 'gpuNum',
  image: 'imageUrl',
  command: 'command',
  envs: 'envs',
} as const satisfies Readonly<Record<Field, string>>
