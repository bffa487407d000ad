import { describe, expect, it } from 'vitest'
import { commandMeant } from '../../../src/commands/other-commands.ts'
import { COMMANDS } from '../../../src/commands/table.ts'
import { FLAGS } from '../../../src/settings/flags.ts'
import { flagMeant } from '../../../src/settings/other-flags.ts'

describe('the words of other tools', () => {
  it('are none of ours', () => {
    for (const name of Object.keys(COMMANDS)) expect(commandMeant(name), name).toBeUndefined()
    for (const name of Object.keys(FLAGS)) expect(flagMeant(name), name).toBeUndefined()
  })
})
