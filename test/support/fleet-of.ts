import { type Fleet, toFleet } from '../../src/definitions/fleet.ts'
import type { SourceDocument } from '../../src/definitions/yaml/tree.ts'
import { parse } from './parse.ts'

export type Variables = { readonly [name: string]: string }

/** The documents of a text that is sound YAML. */
export function documentsOf(text: string, path = 'instances.yaml'): readonly SourceDocument[] {
  const { documents, diagnostics } = parse({ path, text })
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))
  return documents
}

export const lookupIn =
  (variables: Variables) =>
  (name: string): string | undefined =>
    Object.hasOwn(variables, name) ? variables[name] : undefined

/** What one file means with these variables. */
export const fleetOf = (text: string, variables: Variables = {}): Fleet =>
  toFleet(documentsOf(text), { lookup: lookupIn(variables) })

/** What is found in one file: each as its code and the exact piece of the file that it points at. */
export const findsIn = (text: string, variables: Variables = {}): readonly string[] =>
  found(fleetOf(text, variables))

/** The same without any variables: a reference stands for any value. */
export const findsWithoutVariables = (text: string): readonly string[] =>
  found(toFleet(documentsOf(text), { noEnv: true }))

const found = ({ diagnostics }: Fleet): readonly string[] =>
  diagnostics.map(({ code, place }) => {
    const { start, end } = place.span
    return `${code} «${place.file.text.slice(start, end)}»`
  })

/** The words of the only finding: message and hint. */
export function wordsOf(text: string, variables: Variables = {}): string {
  const { diagnostics } = fleetOf(text, variables)
  const [only] = diagnostics
  if (only === undefined || diagnostics.length > 1) {
    throw new Error(`${diagnostics.length} findings: ${diagnostics.map(({ code }) => code)}`)
  }
  return `${only.message} | ${only.hint ?? ''}`
}

/** The bodies that one sound file gives, as anyone may see them. */
export function bodiesOf(text: string, variables: Variables = {}): readonly unknown[] {
  const { specs, diagnostics } = fleetOf(text, variables)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return specs.map(({ body }) => JSON.parse(JSON.stringify(body)))
}
