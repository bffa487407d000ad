import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import type { InstanceSpec } from '../../../../src/definitions/instance-spec.ts'
import { mask } from '../../../../src/model/secret.ts'
import { harmless } from '../../../../src/output/ci/output-guard.ts'
import { workflowCommands } from '../../../../src/output/ci/workflow-command.ts'
import { jsonText } from '../../../../src/output/json/compact-json.ts'
import { styleOf } from '../../../../src/output/terminal/style.ts'
import { plain } from '../../../../src/output/terminal/terminal-text.ts'
import { renderCurl } from '../../../../src/output/text/render-curl.ts'
import { renderYaml } from '../../../../src/output/text/render-yaml.ts'
import { anyCharacter } from '../../../support/any-text.ts'
import { aSpec } from '../../../support/builders.ts'
import { commandsIn, controlsIn } from '../../../support/log-reader.ts'

/** Texts of what logs and terminals act on, in any order, among anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['#', '##', '##[error]', '##vso[', '##teamcity[', '[', ':', '::', '::error::x', 'vso'],
        ...[
          '\n',
          '\r',
          '\t',
          ' ',
          '\u00a0',
          '\u3000',
          '\u2028',
          '\u2029',
          '\u001b[31m',
          '\u001b[8m',
        ],
        ...['\u001b]8;;x\u0007', '\u009b31m', '\u202e', '\u200b', 'section_start:1:a\r\u001b[0K'],
      ),
      anyCharacter,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('harmless', () => {
  test.each([true, false])('leaves nothing that acts in any text, coloured: %s', (colored) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = harmless(text, { colored })
        expect(commandsIn(shown)).toEqual([])
        expect(controlsIn(shown, { colored })).toEqual([])
        expect(harmless(shown, { colored })).toBe(shown)
      }),
    )
  })

  it.each(['##\u001b[31m[error]', '#\u001b[31m#[error]', '##vso\u001b[39m['])(
    'sees a command through our own colours: %j',
    (text) => expect(commandsIn(harmless(text, { colored: true }))).toEqual([]),
  )

  test('leaves nothing that acts where one piece of text ends and the next begins', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 6 }), (pieces) => {
        const shown = pieces.map((piece) => harmless(piece, { colored: false })).join('')
        expect(commandsIn(shown)).toEqual([])
      }),
    )
  })

  it('leaves what people and machines are to read as it is', () => {
    const style = styleOf(true)
    const texts = [
      `${style.red('Error:')} C# ## [a] a::b :: c\n\t# heading\n### Plan\n`,
      '训练 👩‍👩‍👧 ☎️ é\n',
      '{"a": "::error::"}\n',
    ]
    for (const text of texts) expect(harmless(text, { colored: true })).toBe(text)
  })

  it('shows what it takes the effect of', () => {
    const text = ' ::error::a\n##[group]b\n##vso[task.setvariable]c\u001b[31m\r\n'
    expect(harmless(text, { colored: false })).toBe(
      ' \\u003a:error::a\n\\u0023#[group]b\n\\u0023#vso[task.setvariable]c␛[31m␍\n',
    )
  })
})

describe('documents', () => {
  const bodies = fc.record({ name: hostile, command: hostile, imageUrl: hostile })

  test('are the same values as JSON, YAML and curl, with nothing left to escape', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const spec: InstanceSpec = { ...aSpec('a'), body }
        const expected = JSON.parse(JSON.stringify(body))
        const json = `${jsonText(body, 2)}\n`
        expect(JSON.parse(json)).toEqual(expected)
        const yaml = renderYaml(mask(body))
        expect(parse(yaml)).toEqual(expected)
        const curl = renderCurl([spec], {
          secrets: 'references',
          keyVariable: 'PPIO_API_KEY',
          baseUrl: 'https://api.ppinfra.com',
          marker: false,
        })
        const data = /--data '(.*)'\n$/s.exec(curl)?.[1] ?? ''
        expect(JSON.parse(data)).toEqual(expected)
        for (const text of [json, yaml, curl]) {
          expect(harmless(text, { colored: false })).toBe(text)
        }
      }),
    )
  })

  it.each([' \n', '  \n\n', '\n \nset -e\n', 'a\n \nb\n', 'a\n  '])(
    'keep a line of nothing but spaces: %j',
    (command) => {
      expect(parse(renderYaml({ command }))).toEqual({ command })
    },
  )

  it('write a script of several lines as a block, where nothing in it acts', () => {
    expect(renderYaml({ command: 'set -e\necho 训练 # C#\n' })).toBe(
      'command: |\n  set -e\n  echo 训练 # C#\n',
    )
  })
})

describe('annotations', () => {
  test('are one command each, whatever is in them', () => {
    fc.assert(
      fc.property(hostile, hostile, (file, line) => {
        const text = workflowCommands([
          { name: 'error', properties: [['file', file]], lines: [line, line] },
        ])
        expect(text.split('\n')).toHaveLength(2)
        expect(commandsIn(text)).toEqual([text.slice(0, -1)])
        const [, properties = ''] = /^::error (.*?)::/.exec(text) ?? []
        expect(properties).not.toMatch(/,|:/)
        expect(plain(text.slice(0, -1))).toBe(text.slice(0, -1))
      }),
    )
  })
})
