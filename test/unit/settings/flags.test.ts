import { describe, expect, it } from 'vitest'
import { type FlagName, parseFlags } from '../../../src/settings/flags.ts'
import { UserError } from '../../../src/user-error.ts'

const ALLOWED: readonly FlagName[] = [
  'only',
  'refresh',
  'timeout',
  'yes',
  'ledger',
  'wait',
  'explain',
]
const read = (...argv: readonly string[]) => parseFlags(argv, ALLOWED, 'plan')

/** The words of the usage error that a command line draws. */
function usageError(...argv: readonly string[]): string {
  try {
    read(...argv)
  } catch (error) {
    if (error instanceof UserError && error.ending === 'usage') {
      return `${error.message} | ${error.hint ?? ''}`
    }
    throw error
  }
  throw new Error('no usage error')
}

describe('parseFlags', () => {
  it('keeps the text of values that look like numbers, and of empty ones', () => {
    expect(read('--only', '007', '--only=1e3', '--ledger=').flags).toEqual({
      only: ['007', '1e3'],
      ledger: '',
    })
  })

  it('keeps arguments, also those after --', () => {
    expect(read('a.yaml', '--yes', '--', '--odd.yaml')).toEqual({
      flags: { yes: true },
      args: ['a.yaml', '--odd.yaml'],
    })
  })

  it('knows what a flag means without its value', () => {
    expect(read('--wait', '--explain').flags).toEqual({ wait: '600', explain: '' })
    expect(read('--wait=5', '--explain', 'duplicate-key').flags).toEqual({
      wait: '5',
      explain: 'duplicate-key',
    })
  })

  it.each([
    [['--yess'], 'unknown flag --yess for plan | did you mean --yes?'],
    [['--refresh', 'sometimes'], '--refresh is one of auto, always, never, not "sometimes"'],
    [['--timeout', 'soon'], '--timeout needs a number of 0 or more, not "soon"'],
    [['--timeout=-1'], '--timeout needs a number of 0 or more'],
    [['--ledger'], '--ledger needs a value'],
    [['--yes=no'], '--yes takes no value'],
    [['--ledger=a', '--ledger=b'], '--ledger is given twice'],
  ])('refuses %j in words', (argv, words) => {
    expect(usageError(...argv)).toContain(words)
  })
})
