import { describe, expect, it } from 'vitest'
import { COMMAND_NAMES, COMMANDS, commandNamed } from '../../../src/cli/commands.ts'
import { grammarOf } from '../../../src/cli/grammar.ts'
import { helpText } from '../../../src/cli/help.ts'
import { readCommandLine } from '../../../src/config/read-command-line.ts'
import { CATALOGUE } from '../../../src/diagnostics/catalogue/catalogue.ts'
import { EXIT_CODES } from '../../../src/model/exit-status.ts'

const NAMES = COMMAND_NAMES

describe('helpText', () => {
  it.each([undefined, ...NAMES])('fits into 80 columns, exit codes included: %s', async (name) => {
    const text = await helpText(name)
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    for (const { code } of Object.values(EXIT_CODES)) {
      expect(text).toMatch(new RegExp(`^ {2}${code} `, 'm'))
    }
  })

  it.each(NAMES)(
    'shows usage, each flag of the command under a heading, and an example: %s',
    async (name) => {
      const text = await helpText(name)
      expect(text).toContain(`Usage:\n  ppi-apply ${name} `)
      expect(text).toContain('\n\nExamples:\n')
      for (const flag of commandNamed(name).flags) {
        expect(text).toMatch(new RegExp(`^ {2}(?:-\\w, )?--${flag} `, 'm'))
      }
    },
  )

  it('says of --wait what is waited for', async () => {
    const waitOf = async (name: (typeof NAMES)[number]) =>
      /--wait .*(?:\n {10,}.*)*/.exec(await helpText(name))?.[0].replaceAll(/\s+/g, ' ')
    expect(await waitOf('apply')).toContain('wait until the instances run')
    for (const name of ['destroy', 'reap', 'start', 'stop'] as const) {
      expect(await waitOf(name)).toContain(
        'how long each change is waited for until it is seen (2m)',
      )
    }
  })

  it.each(NAMES)('has examples with flags and codes that there are: %s', (name) => {
    for (const example of commandNamed(name).examples) {
      const [, line = ''] = /ppi-apply (?:\S+)(.*?)(?: >.*|\))?$/.exec(example) ?? []
      const words = line.split(' ').filter(Boolean)
      const { flags, error } = readCommandLine(words, grammarOf(commandNamed(name)))
      expect(error).toBeUndefined()
      const { explain } = flags
      if (typeof explain === 'string') expect(Object.keys(CATALOGUE)).toContain(explain)
    }
  })

  it.each(COMMANDS.filter(({ formats }) => formats.length > 0))(
    'names the formats of $name',
    async ({ name, formats }) => {
      const text = (await helpText(name)).replaceAll(/\n +/g, ' ')
      for (const format of formats) expect(text).toMatch(new RegExp(`--format .*\\b${format}\\b`))
    },
  )
})
