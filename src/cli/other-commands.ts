import { meaningOf, type WordTable } from '../model/words.ts'
import type { CommandName } from './commands.ts'

/** What a command of another tool is here: advice in words that can be behind `hint:`. Nothing is ever run for it. */
export function commandMeant(word: string): string | undefined {
  const typed = word.toLowerCase()
  const name = meaningOf(typed, Object.entries(COMMAND_WORDS)) as CommandName | undefined
  return name === undefined
    ? meaningOf(typed, ADVICE_WORDS)
    : `it is called ${name} here${BESIDE[name] ?? ''}`
}

/** Each command of ours, with what other tools call it. */
const COMMAND_WORDS = {
  apply: 'up deploy create launch run add sync provision converge install submit',
  plan: 'diff preview dry-run dryrun what-if whatif refresh update edit patch upgrade',
  destroy: 'down delete del rm remove terminate teardown kill uninstall',
  stop: 'pause suspend halt shutdown poweroff',
  start: 'resume unpause wake poweron',
  reap: 'expire gc cleanup',
  status: 'list ls ps get show describe state top inspect ll info watch',
  cost: 'costs billing bill spend spending spent usage invoice',
  products: 'product gpus gpu offers offer market search find types flavors price prices pricing',
  clusters: 'regions zones region zone datacenters',
  storages: 'storage volumes volume disks',
  networks: 'vpc vpcs network',
  auths: 'registry registries credentials',
  import: 'pull dump reverse generate',
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
  destroy: '; ppi-apply plan --destroy shows first what it would end',
  reap: ', which destroys what has expired and nothing else',
}

const ADVICE_WORDS: WordTable<string> = [
  [
    'ppi-apply apply --prune ends what is in no file any more; plan --prune shows it first',
    'prune',
  ],
  ['"ppi-apply stop" and then "ppi-apply start" do it, in two steps', 'restart reboot'],
  ['write replicas into the file, then ppi-apply plan', 'scale'],
  [
    '"ppi-apply status" shows how to connect to each instance',
    'ssh ssh-config connect attach exec port-forward',
  ],
  [
    'the console of the service shows the log of an instance; "ppi-apply status" shows its id',
    'logs log',
  ],
  ['"ppi-apply plan" names the word with which apply creates an instance again', 'taint recreate'],
  [
    '"ppi-apply apply --allow replace" makes a new instance where no call can change the one that is there',
    'replace',
  ],
  [
    '"ppi-apply apply --allow pay" pays for the months of a file, and until its paidUntil',
    'renew subscribe pay',
  ],
  ['write protect: true into the file, then ppi-apply apply', 'protect lock'],
  ['set the API key in the environment: PPIO_API_KEY', 'login auth configure'],
]
