import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import type { CastValue, UnvalidatedEntry } from '../validation/cast.ts'
import { isBroughtSecret } from '../validation/describe-value.ts'
import { isList } from '../validation/rule.ts'
import { locationWithin } from '../validation/value-location.ts'
import { withHoles } from '../validation/with-holes.ts'
import type { Path } from '../value-path.ts'
import { variableFor } from '../yaml/syntax/template-expression.ts'

/** Where such a string may be meant: commands and variables hand it on to what runs in the container. */
const FREE: ReadonlySet<string> = new Set(['command', 'entrypoint', 'envs', 'imageAuth'])

/**
 * Finds expressions of template engines inside of values that no such expression can be part of. The field becomes a hole in
 * the draft: that an image has a blank, or a port no number, follows from the one mistake.
 */
export function templateValues(draft: UnvalidatedEntry): {
  readonly draft: UnvalidatedEntry
  readonly diagnostics: readonly Diagnostic[]
} {
  return withHoles(draft, (field, value) =>
    FREE.has(field)
      ? []
      : textsIn(value, [field]).flatMap((found) => findingIn(draft, found) ?? []),
  )
}

function findingIn(
  draft: UnvalidatedEntry,
  { path, text }: { readonly path: Path; readonly text: string },
): Diagnostic | undefined {
  const found = EXPRESSION.exec(text)
  if (found === null) return undefined
  const [written] = found
  const range = { from: found.index, to: found.index + written.length }
  const place = locationWithin(draft.definition, path, draft.expansions, range)
  const name = isBroughtSecret(draft.definition, path, draft.expansions)
    ? undefined
    : variableFor(written)
  return diagnose('template-expression', place, { engine: 'other', name })
}

const EXPRESSION = /\{\{[^{}]*\}\}|\{%[^{}]*%\}/

function textsIn(value: CastValue, path: Path): readonly { path: Path; text: string }[] {
  if (typeof value === 'string') return value.includes('{') ? [{ path, text: value }] : []
  if (!isList(value)) return []
  return value.flatMap((item, index) => textsIn(item, [...path, index]))
}
