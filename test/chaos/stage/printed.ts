import { STEP_CALLS } from '../story/order.ts'

/** What a plan says at its end, and what it lists. */
export interface PrintedPlan {
  /** The command that does exactly this, as it is printed; `undefined` where the plan offers none. */
  readonly command: string | undefined
  /** The calls that it takes: each with the id of the instance that it is about, or with the name of a new one. */
  readonly calls: readonly string[]
  /** It says that its run may come to another plan, and then refuse this one. */
  readonly mayMove: boolean
}

/** An action of a plan for machines, as far as its calls follow from it. */
interface PrintedAction {
  readonly action: string
  readonly name: string | null
  readonly id?: string
  readonly reasonCode?: string
  readonly steps?: readonly {
    readonly operation: keyof typeof STEP_CALLS
    readonly isThere?: boolean
  }[]
}

/** Reads a plan that was printed as a text, `document` being the JSON of the same plan. */
export function printedPlan(text: string, document: string | undefined): PrintedPlan {
  const command = /^\w+ exactly this: (.+)$/m.exec(text)?.[1]
  const mayMove = text.includes('its plan has another id, and this one is refused')
  if (document === undefined) return { command, calls: [], mayMove }
  const { actions } = JSON.parse(document) as { readonly actions?: readonly PrintedAction[] }
  return { command, calls: (actions ?? []).flatMap(callsOfAction), mayMove }
}

function callsOfAction({
  action,
  name,
  id,
  reasonCode = '',
  steps = [],
}: PrintedAction): readonly string[] {
  switch (action) {
    case 'create':
    case 'recreate':
      return [`create ${name ?? ''}`]
    case 'replace':
      return [`create ${name ?? ''}`, `delete ${id}`]
    case 'destroy':
      return NEEDS_NO_CALL.has(reasonCode) ? [] : [`delete ${id}`]
    case 'change':
      return steps
        .filter(({ isThere }) => isThere !== true)
        .map(({ operation }) => `${STEP_CALLS[operation]} ${id}`)
    default:
      return []
  }
}

/** What ends, or has ended, whatever is done. */
const NEEDS_NO_CALL: ReadonlySet<string> = new Set(['gone-already', 'leaving-already'])
