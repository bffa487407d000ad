import { describe, expect, it } from 'vitest'
import { COMMAND_NAMES } from '../../../src/cli/commands.ts'
import { commandMeant } from '../../../src/cli/other-commands.ts'
import { FLAGS } from '../../../src/config/flags.ts'
import { flagMeant } from '../../../src/config/other-flags.ts'

describe('the words of other tools', () => {
  it('are none of ours', () => {
    for (const name of COMMAND_NAMES) expect(commandMeant(name), name).toBeUndefined()
    for (const name of Object.keys(FLAGS)) expect(flagMeant(name), name).toBeUndefined()
  })
})
