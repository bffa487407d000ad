import { meaningOf, type WordTable } from '../model/words.ts'
import { CLUSTER_ADVICE, type FlagName } from './flags.ts'

/** What a flag of another tool is here. */
export type FlagMeant =
  | {
      readonly kind: 'flag'
      readonly flag: FlagName
      /** Where the other flag says by its name what ours says by its value. */
      readonly value?: string | undefined
    }
  | { readonly kind: 'advice'; readonly advice: string }

/** What the name of a flag means in other tools; `undefined` for a name that none of them has. */
export function flagMeant(name: string): FlagMeant | undefined {
  const word = name.toLowerCase()
  const advice = meaningOf(word, ADVICE_WORDS)
  if (advice !== undefined) return { kind: 'advice', advice }
  const ours = meaningOf(word, Object.entries(FLAG_WORDS))
  if (ours === undefined) return undefined
  const [flag, value] = ours.split(' ') as [FlagName, string | undefined]
  return { kind: 'flag', flag, value }
}

/** Each flag of ours, with what other tools call it. */
const FLAG_WORDS = {
  yes: 'auto-approve approve assume-yes no-input non-interactive no-confirm noconfirm auto-confirm skip-confirmation batch no-prompt',
  only: 'target targets t select filter include limit name tags selector l',
  exclude: 'skip except ignore',
  format: 'output output-format out-format',
  'format json': 'json',
  'format yaml': 'yaml',
  'format markdown': 'markdown',
  'format sarif': 'sarif',
  'format curl': 'curl',
  file: 'filename files manifest file-name input template',
  'var-file': 'dotenv envfile vars-file values variables',
  ledger: 'state state-file statefile backend',
  verbose: 'debug trace log-level loglevel',
  quiet: 'silent s',
  'plan-id': 'plan plan-file planfile',
  'json-into': 'out output-file outfile',
  'no-color': 'no-colors nocolor no-ansi no-colour',
  'detailed-exitcode': 'detailed-exit-code exit-code exitcode fail-on-changes',
  'base-url': 'endpoint endpoint-url api-url url host server',
  wait: 'wait-for wait-timeout atomic',
  'refresh never': 'no-refresh offline',
  'max-hourly': 'budget max-price max-cost',
  'allow recreate': 'recreate force-recreate',
  'allow replace': 'replace',
  'allow pay': 'renew subscribe',
  prune: 'remove-orphans prune-orphans',
  since: 'from after start-date',
  by: 'group-by groupby granularity',
  config: 'c conf configuration config-file settings',
  'fail-fast': 'abort-on-error bail',
} as const satisfies Partial<Record<FlagName | `${FlagName} ${string}`, string>>

const KEY_ADVICE =
  'a key on a command line can be read by every user of the machine. Set PPIO_API_KEY, or name the variable that holds it: --api-key-env NAME'

const VARIABLE_ADVICE =
  'set variables in the environment, as in MODE=prod ppi-apply plan, or in a file that --var-file FILE names'

const ORDER_ADVICE =
  'there is no such flag: instances are created one after the other, in file order'

const ADVICE_WORDS: WordTable<string> = [
  [
    'ppi-apply plan shows what apply would do, and touches nothing',
    'dry-run dryrun diff what-if whatif preview noop n',
  ],
  [KEY_ADVICE, 'api-key apikey key token access-key secret password k'],
  [VARIABLE_ADVICE, 'var set env e set-string'],
  [ORDER_ADVICE, 'parallelism parallel concurrency jobs j workers'],
  [
    'nothing is forced here. --yes skips the question, and plan names the word that lets apply go ahead with what waits',
    'force overwrite',
  ],
  [
    '"ppi-apply destroy" ends instances, and "ppi-apply apply --prune" what is in no file any more',
    'delete cleanup',
  ],
  [
    'apply does not wait for what it creates unless --wait is given',
    'detach d no-wait async background',
  ],
  ['"ppi-apply status" reads the account again and changes nothing', 'refresh-only'],
  ['write replicas into the file', 'scale replicas count'],
  [CLUSTER_ADVICE, 'region zone cluster-id'],
]
