import { describe, expect, it } from 'vitest'
import type { FlagName } from '../../../src/config/flags.ts'
import { readCommandLine } from '../../../src/config/read-command-line.ts'

const ALLOWED: readonly FlagName[] = [
  'only',
  'file',
  'format',
  'refresh',
  'timeout',
  'yes',
  'ledger',
  'wait',
  'explain',
  'max-destroys',
]
const read = (...argv: readonly string[]) =>
  readCommandLine(argv, { command: 'plan', flags: ALLOWED })

/** The words of the usage error that a command line draws. */
function usageError(...argv: readonly string[]): string {
  const { error } = read(...argv)
  if (error?.ending === 'usage') return `${error.message} | ${error.hint ?? ''}`
  throw error ?? new Error('no usage error')
}

describe('readCommandLine', () => {
  it('keeps the text of values that look like numbers, and of empty ones', () => {
    expect(read('--only', '007', '--only=1e3', '--ledger=').flags).toEqual({
      only: ['007', '1e3'],
      ledger: '',
    })
    expect(read('--ledger', '').flags).toEqual({ ledger: '' })
  })

  it('keeps arguments, also those after --', () => {
    expect(read('a.yaml', '--yes', '--', '--odd.yaml', '-y')).toEqual({
      flags: { yes: true },
      args: ['a.yaml', '--odd.yaml', '-y'],
    })
  })

  it('knows what a flag means without its value', () => {
    expect(read('--wait', '--explain').flags).toEqual({ wait: '10m', explain: '' })
    expect(read('--wait=5', '--explain', 'duplicate-key').flags).toEqual({
      wait: '5',
      explain: 'duplicate-key',
    })
    expect(read('--wait', 'fleet.yaml')).toEqual({ flags: { wait: '10m' }, args: ['fleet.yaml'] })
    expect(read('--wait', '1h30m').flags).toEqual({ wait: '1h30m' })
    expect(read('--wait', '1.5h').flags).toEqual({ wait: '1.5h' })
    expect(read('--wait', '1.yaml').args).toEqual(['1.yaml'])
  })

  it('takes files with a flag, among the others in the order they are written', () => {
    expect(read('a.yaml', '-f', 'b.yaml', 'c.yaml', '--file=-').args).toEqual([
      'a.yaml',
      'b.yaml',
      'c.yaml',
      '-',
    ])
  })

  it('puts the names before the files, and no file in the place of a name', () => {
    const grammar = { command: 'adopt', flags: ALLOWED, names: 2 }
    const args = (...argv: readonly string[]) => readCommandLine(argv, grammar).args
    expect(args('-f', 'x.yaml', 'web', 'i-1', 'y.yaml')).toEqual(['web', 'i-1', 'x.yaml', 'y.yaml'])
    expect(args('web', '-f', 'x.yaml')).toEqual(['web'])
  })

  it.each([
    [['--yess'], 'unknown flag --yess for plan | did you mean --yes?'],
    [['--refresh', 'sometimes'], '--refresh is one of auto, always, never, not "sometimes"'],
    [['--timeout', 'soon'], '--timeout needs a number of 0 or more, not "soon"'],
    [['--timeout=-1'], '--timeout needs a number of 0 or more'],
    [['--max-destroys=1.5'], '--max-destroys needs a whole number of 0 or more, not "1.5"'],
    [['--ledger'], '--ledger needs a value'],
    [['--ledger', '--yes'], '--ledger needs a value | write --ledger LEDGER or --ledger=LEDGER'],
    [['--ledger', '--', 'x'], '--ledger needs a value'],
    [['--yes=no'], '--yes takes no value'],
    [['-y=no'], '--yes takes no value'],
    [['--ledger=a', '--ledger=b'], '--ledger is given twice'],
    [['-o', 'json', '--format=text'], '--format is given twice'],
    [['-o'], '--format needs a value'],
    [['-x'], 'unknown flag -x for plan'],
    [['-yx'], 'unknown flag -x for plan'],
    [['-format', 'json'], 'unknown flag -format for plan | did you mean --format FORMAT?'],
    [['--wait:20'], 'unknown flag --wait for plan | did you mean --wait TIME?'],
    [['--wait＝20'], 'unknown flag --wait for plan | did you mean --wait TIME?'],
    [['--constructor=x'], 'unknown flag --constructor for plan'],
    [['—yes'], '"—" (U+2014) at the start of a word is not the hyphen of a flag | write --yes'],
    [['－y'], '"－" (U+FF0D) at the start of a word is not the hyphen of a flag | write --yes'],
    [['--sandbox'], 'unknown flag --sandbox for plan | --sandbox belongs to other commands'],
  ])('refuses %j in words', (argv, words) => {
    expect(usageError(...argv)).toContain(words)
  })

  it('repeats nothing of an unknown flag but its name: the rest may be a key', () => {
    for (const word of [
      '--api-key=sk_planted',
      '--x=sk_planted',
      '-k=sk_planted',
      '-ksk_planted',
    ]) {
      expect(usageError(word)).not.toContain('planted')
    }
  })
})
