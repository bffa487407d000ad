import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import type { Location } from '../../model/location.ts'
import { MAX_NESTED } from '../../model/nesting.ts'
import { unreachable } from '../../model/unreachable.ts'
import { variableFor } from '../yaml/syntax/template-expression.ts'
import { type EvaluationFault, MAX_INSERTED } from './evaluate.ts'
import type { Fault } from './template.ts'

/**
 * The finding for a fault of a reference. `place` is where the fault is in the file. In a `secret` text a
 * malformed reference may be a piece of a password with a `$` in it, so nothing of it is quoted. `meant` is a
 * set variable of nearly the same name as an unset one.
 */
export function findingOf(
  fault: Fault | EvaluationFault,
  place: Location,
  { secret, meant }: { secret: boolean; meant?: string | undefined },
): Diagnostic {
  switch (fault.kind) {
    case 'empty':
      return diagnose('reference-empty', place, {})
    case 'unclosed':
      return diagnose('reference-unclosed', place, { name: secret ? undefined : fault.name })
    case 'bad-name':
      if (fault.written.startsWith('{')) {
        const name = secret ? undefined : variableFor(`\${{${fault.written.slice(1)}}}`)
        return diagnose('template-expression', place, { engine: 'github', name })
      }
      return diagnose('reference-bad-name', place, { written: secret ? undefined : fault.written })
    case 'bad-operator':
    case 'lone-colon': {
      const { name, written } = secret ? { name: undefined, written: undefined } : fault
      const code = `reference-${fault.kind}` as const
      return diagnose(code, place, { name, written })
    }
    case 'too-deep':
      return diagnose('reference-too-deep', place, { limit: MAX_NESTED })
    case 'unset':
      return secret && fault.bare && meant === undefined
        ? diagnose('variable-unset-in-secret', place, {})
        : diagnose('variable-unset', place, { name: fault.name, bare: fault.bare, meant })
    case 'required': {
      const { name, message, state } = fault
      return diagnose('variable-required', place, { name, message, state })
    }
    case 'too-long':
      return diagnose('variable-too-long', place, { name: fault.name, limit: MAX_INSERTED })
    default:
      return unreachable(fault)
  }
}
