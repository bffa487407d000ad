import type { CommandName } from './commands.ts'

/** What a command of another tool is here: advice in words that can be behind `hint:`. Nothing is ever run for it. */
export const commandMeant = (word: string): string | undefined => MEANT.get(word.toLowerCase())

/** Each command of ours, with what other tools call it. */
const COMMAND_WORDS = {
  apply: 'up deploy create launch run add sync provision converge install submit',
  plan: 'diff preview dry-run dryrun what-if whatif refresh update edit patch upgrade',
  status: 'list ls ps get show describe state top inspect ll info watch',
  validate: 'check lint verify test fmt format',
  render: 'config template print build export synth',
  vars: 'env variables inputs',
  unlock: 'force-unlock',
  init: 'new setup scaffold',
  completion: 'completions autocomplete',
} as const satisfies Partial<Record<CommandName, string>>

/** What is to be said of ours beside its name. */
const BESIDE: Partial<Record<CommandName, string>> = {
  apply: '; ppi-apply plan shows first what it would do',
  plan: ', which says what apply would do with the files as they are now',
}

const END_IT =
  'ppi-apply only creates so far. To end an instance: "ppi-apply status" shows its id, the console of the service ends it and its cost, and "ppi-apply forget NAME" then drops it from the ledger'

const STOP_IT =
  'ppi-apply only creates so far. Stop or start an instance in the console of the service; "ppi-apply status" shows its id and its state'

const ADVICE_WORDS: readonly (readonly [advice: string, words: string])[] = [
  [END_IT, 'destroy down delete del rm remove terminate teardown kill prune uninstall reap'],
  [STOP_IT, 'stop start restart pause resume reboot'],
  ['write replicas into the file, then ppi-apply plan', 'scale'],
  [
    '"ppi-apply status" shows how to connect to each instance',
    'ssh ssh-config connect attach exec port-forward',
  ],
  [
    'the console of the service shows the log of an instance; "ppi-apply status" shows its id',
    'logs log',
  ],
  ['"ppi-apply adopt NAME ID" records an instance that exists as the one an entry means', 'import'],
  [
    '"ppi-apply status" shows the cost so far, and "ppi-apply plan" the prices',
    'cost costs price prices billing',
  ],
  [
    'the console of the service lists what there is; "ppi-apply plan" shows price and stock of what a file names',
    'products clusters images storages networks auths gpus offers',
  ],
  [
    '"ppi-apply plan" names the word with which apply creates an instance again',
    'taint replace recreate',
  ],
  ['set the API key in the environment: PPIO_API_KEY', 'login auth configure'],
  ['the ledger is repaired with adopt, forget, recover and unlock', 'ledger'],
]

const MEANT: ReadonlyMap<string, string> = new Map([
  ...Object.entries(COMMAND_WORDS).flatMap(([name, words]) => {
    const beside = BESIDE[name as CommandName] ?? ''
    return words
      .split(' ')
      .map((word): [string, string] => [word, `it is called ${name} here${beside}`])
  }),
  ...ADVICE_WORDS.flatMap(([advice, words]) =>
    words.split(' ').map((word): [string, string] => [word, advice]),
  ),
])
