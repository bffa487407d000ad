import { describe, expect, it } from 'vitest'
import { COMMANDS, type CommandName } from '../../../src/cli/commands.ts'
import { FORMATS } from '../../../src/cli/formats.ts'
import { grammarOf } from '../../../src/cli/grammar.ts'
import { GROUPS, helpText } from '../../../src/cli/help.ts'
import { FLAGS } from '../../../src/config/flags.ts'
import { parseFlags } from '../../../src/config/parse-flags.ts'
import { CATALOGUE } from '../../../src/diagnostics/catalogue/catalogue.ts'
import { EXIT_CODES } from '../../../src/model/exit-status.ts'

const NAMES = Object.keys(COMMANDS) as CommandName[]

describe('GROUPS', () => {
  it('have every flag once', () => {
    expect(Object.values(GROUPS).flat().toSorted()).toEqual(Object.keys(FLAGS).toSorted())
  })
})

describe('helpText', () => {
  it.each([undefined, ...NAMES])('fits into 80 columns, exit codes included: %s', (name) => {
    const text = helpText(name)
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    for (const { code } of Object.values(EXIT_CODES)) {
      expect(text).toMatch(new RegExp(`^ {2}${code} `, 'm'))
    }
  })

  it.each(NAMES)(
    'shows usage, each flag of the command under a heading, and an example: %s',
    (name) => {
      const text = helpText(name)
      expect(text).toContain(`Usage:\n  ppi-apply ${name} `)
      expect(text).toContain('\n\nExamples:\n')
      for (const flag of COMMANDS[name].flags) {
        expect(text).toMatch(new RegExp(`^ {2}(?:-\\w, )?--${flag} `, 'm'))
      }
    },
  )

  it.each(NAMES)('has examples with flags and codes that there are: %s', (name) => {
    for (const example of COMMANDS[name].examples) {
      const [, line = ''] = /ppi-apply (?:\S+)(.*?)(?: >.*|\))?$/.exec(example) ?? []
      const { flags } = parseFlags(line.split(' ').filter(Boolean), grammarOf(name))
      const { explain } = flags
      if (typeof explain === 'string') expect(Object.keys(CATALOGUE)).toContain(explain)
    }
  })

  it.each(Object.entries(FORMATS))('names the formats of %s', (name, formats) => {
    const text = helpText(name as CommandName).replaceAll(/\n +/g, ' ')
    for (const format of formats) expect(text).toMatch(new RegExp(`--format .*\\b${format}\\b`))
  })
})
