import { unreachable } from '../model/unreachable.ts'
import type { Executable } from '../plan/action.ts'
import { create } from './create.ts'
import type { ApplyEvent } from './event.ts'
import type { ApplyPorts } from './ports.ts'
import { lookForRefused, type Refused } from './refused.ts'
import type { ApplyInput, Ended, Turn } from './turn.ts'

/**
 * Carries out one action after the other, in order. A generator, so that the consumer has seen an event before the next
 * paid call starts. Whoever consumes it must consume it to its end; everything it yields is already recorded, so stopping
 * early loses nothing but words.
 */
export async function* applyActions(
  input: ApplyInput,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, void> {
  const known = new Set(input.known)
  const refused: Refused[] = []
  const of = input.actions.length
  for (const [index, action] of input.actions.entries()) {
    if (ports.interrupted()) {
      yield* lookForRefused(refused, known, input.budget, ports)
      yield { kind: 'stopped', why: 'interrupted' }
      return
    }
    const end = yield* carryOut(action, { input, known, nth: index + 1, of }, ports)
    if (end.id !== undefined) known.add(end.id)
    if (end.refused !== undefined) refused.push(end.refused)
    if (end.stop !== undefined) {
      yield* lookForRefused(refused, known, input.budget, ports)
      yield end.stop
      return
    }
  }
  yield* lookForRefused(refused, known, input.budget, ports)
}

/** One handler for each operation; each is a file of its own. */
function carryOut(
  action: Executable,
  turn: Turn,
  ports: ApplyPorts,
): AsyncGenerator<ApplyEvent, Ended> {
  switch (action.operation) {
    case 'create':
      return create(action, turn, ports)
    default:
      return unreachable(action.operation)
  }
}
