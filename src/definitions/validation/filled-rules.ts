import { diagnose } from '../../diagnostics/diagnostic.ts'
import { isCredentialName } from '../secrets/credential.ts'
import type { Path } from '../value-path.ts'
import type { UnvalidatedEntry } from './cast.ts'
import { envValuesOf, isCredential } from './env-rules.ts'
import { describeAt, type Rule } from './rule.ts'
import { locationAt, nodeAt } from './value-location.ts'

/** A secret that a CI run may not read, or whose name is misspelled there, arrives as an empty variable, not as none. */
export const credentialsAreFilled: Rule = (draft, report) => {
  // Only what a variable stands for can be empty so.
  if (draft.expansions.size === 0) return
  const tell = (path: Path, isSecret: boolean, isWhole: boolean): void => {
    const empty = emptyAt(draft, path)
    const variables = isSecret && isWhole ? empty : empty.filter(isCredentialName)
    if (variables.length === 0) return
    const { field } = describeAt(draft, path)
    const place = locationAt(draft.definition, path)
    report(diagnose('credential-empty', place, { field, variables, isWhole }))
  }
  for (const { path, key, value } of envValuesOf(draft)) {
    if (typeof value !== 'string') continue
    tell(path, key !== undefined && isCredentialName(key), value === '')
  }
  const { imageAuth, command, entrypoint } = draft.value
  // With an empty half it is an error already.
  if (imageAuth === '') tell(['imageAuth'], true, true)
  if (typeof command === 'string') tell(['command'], false, false)
  if (typeof entrypoint === 'string') tell(['entrypoint'], false, false)
}

/** Fields that may be left out, and that are left out where their value is empty. */
const OPTIONAL = [
  'imageAuthId',
  'ports',
  'clusterId',
  'networkId',
  'billingMode',
  'minCudaVersion',
  'command',
  'entrypoint',
  'paidUntil',
  'expires',
] as const

/** An empty variable takes its field away: the service then chooses, or does without. */
export const optionalFieldsAreFilled: Rule = (draft, report) => {
  for (const field of OPTIONAL) {
    if (draft.value[field] !== '') continue
    const variables = emptyAt(draft, [field])
    if (variables.length === 0) continue
    report(diagnose('variable-empty', locationAt(draft.definition, [field]), { field, variables }))
  }
}

/** A token out of a file brings its last line break along, and a Windows editor's file one of its own. */
export const credentialsEndWithTheirLine: Rule = (draft, report) => {
  for (const { path, key, value } of envValuesOf(draft)) {
    // A key of several lines ends with one by right.
    const end = typeof value === 'string' ? /^[^\r\n]+([\r\n]+)$/.exec(value)?.[1] : undefined
    if (end === undefined) continue
    const { field, from } = describeAt(draft, path)
    if (!isCredential(key, from)) continue
    const place = locationAt(draft.definition, path)
    report(diagnose('credential-line-end', place, { field, from, character: end[0] ?? '' }))
  }
}

function emptyAt(draft: UnvalidatedEntry, path: Path): readonly string[] {
  const node = nodeAt(draft.definition, path)
  return node?.kind === 'scalar' ? (draft.expansions.get(node)?.empty ?? []) : []
}
