import type { Style } from '../../output/terminal/style.ts'
import { CHANGES } from '../../sandbox/faults/change-shapes.ts'
import { type FaultField, inWords, type Shape } from '../../sandbox/faults/fault-fields.ts'
import { FAULTS, ON, WHEN } from '../../sandbox/faults/fault-shapes.ts'

const EXAMPLE = `- on: create                  # the answer of the second create is lost
  when: { nth: 2 }
  do: { fault: close, at: after }
- on: delete                  # so is that of every delete, which is done five seconds later
  do: { fault: late, ms: 5000 }
- on: start                   # the GPUs were taken while the instance was stopped
  do: { fault: answer, at: before, status: 400, reason: INSUFFICIENT_RESOURCE }
- on: stop                    # the first stop is answered, and not done
  when: { nth: 1 }
  do: { fault: ignore }
`

/** The grammar of a fault script, from the table that it is checked by. */
export function faultsText(style: Style): string {
  const member = (name: string, { schema, mustBe, isRequired }: FaultField, indent: string) =>
    `${indent}${style.bold(name)}${isRequired ? '' : ' (optional)'}: ${mustBe}. ${schema.description}`
  const members = (fields: Shape['fields'], indent: string) =>
    Object.entries(fields).map(([name, field]) => member(name, field, indent))
  const shapes = (tag: string, all: Readonly<Record<string, Shape>>) =>
    Object.entries(all).flatMap(([word, shape]) => [
      `  ${style.bold(`${tag}: ${word}`)}  ${inWords(shape)}`,
      ...members(shape.fields, '    '),
    ])
  return [
    'A script of faults for --faults is a YAML or JSON list of rules {on, when, do}. It strikes the sandbox alone. An editor has',
    'its schema by: ppi-apply schema faults',
    '',
    EXAMPLE,
    member('on', ON, ''),
    '',
    `${style.bold('when')} (optional): all of it has to hold.`,
    ...members(WHEN, '  '),
    '',
    `${style.bold('do')}: what goes wrong, by its member fault.`,
    ...shapes('fault', FAULTS),
    '',
    `${style.bold('change')}: what fault: meanwhile does to the account, by its member change.`,
    ...shapes('change', CHANGES),
    '',
  ].join('\n')
}
