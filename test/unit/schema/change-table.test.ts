import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Field } from '../../../src/schema/field.ts'
import { FIELDS } from '../../../src/schema/fields.generated.ts'

const WAYS = {
  edit: 'in place',
  upgrade: 'reset',
  pay: 'pay',
  replace: 'new instance',
} as const satisfies Record<Field['change'], string>

const TABLE = ['| field | takes | and |', '| --- | --- | --- |']

test('docs/changes.md says what a change of each field takes', () => {
  const rows = Object.entries(FIELDS).map(
    ([name, { change, changeNote = '' }]) =>
      `| \`${name}\` | ${WAYS[change]} |${changeNote === '' ? '' : ` ${changeNote}`} |`,
  )
  const text = readFileSync(new URL('../../../docs/changes.md', import.meta.url), 'utf8')
  const written = text.split('\n\n').find((block) => block.startsWith(TABLE.join('\n')))
  expect(written?.split('\n')).toEqual([...TABLE, ...rows])
})
