import { phaseOf } from '../../../../api/instance-phase.ts'
import type { CommandLine } from '../../../../config/flags.ts'
import { unreachable } from '../../../../model/unreachable.ts'
import type { BlockedAction } from '../../../../plan/action.ts'
import { plain } from '../../../terminal/terminal-text.ts'
import {
  adopt,
  allOwned,
  apply,
  applyAllowing,
  forget,
  onlyThis,
  status,
} from './typed-commands.ts'
import { type Way, way } from './way.ts'
import { wordsOfChanges } from './ways-of-change.ts'
import { waysOfSeveral } from './ways-of-conflict.ts'
import { destroyThis, waysOfPrepaid, waysOfProtected } from './ways-to-end.ts'

/** What a person can do about something that was asked for and is not done. */
export function waysOfBlocked(action: BlockedAction, commandLine: CommandLine): readonly Way[] {
  const { reason, owned, remote, changes = [] } = action
  const allowed = (words: readonly string[] = []) =>
    applyAllowing(wordsOfChanges(changes), commandLine, words)
  switch (reason.code) {
    case 'protected':
      return waysOfProtected(action, commandLine)
    case 'protected-as-it-is':
      return [
        way`to replace it: write protect: false into the file, then ${apply([], commandLine)}, then ${allowed()}`,
        TO_KEEP,
      ]
    case 'replaced-but-protected':
      return [
        way`to end ${plain(reason.id)}: write protect: false into the file, then ${apply([], commandLine)}, then ${applyAllowing(['replace'], commandLine)}`,
        way`to let it run, no longer ours: ${forget(action, [reason.id], commandLine)}`,
      ]
    case 'replaced-while-stopped': {
      const stop =
        remote !== undefined && phaseOf(remote) === 'running'
          ? onlyThis('stop', action, commandLine)
          : undefined
      return [
        ...(stop === undefined ? [] : [way`to stop it as it is: ${stop}`]),
        way`to replace it: write desiredStatus: running into the file, then ${allowed()}`,
        TO_KEEP,
      ]
    }
    case 'successor-not-running': {
      const successor = plain(reason.successor)
      return [
        way`to end ${plain(reason.id)} once ${successor} runs: ${applyAllowing(['replace'], commandLine)}`,
        way`to keep ${plain(reason.id)} instead: remove ${successor} in the console, then ${forget(action, [reason.successor], commandLine)}, and write what is there into the file`,
      ]
    }
    case 'replaced-is-meant': {
      const [id, successor] = [plain(reason.id), plain(reason.successor)]
      const end = destroyThis(action, commandLine)
      const gone = forget(action, [reason.successor], commandLine)
      const release = forget(action, [reason.id], commandLine)
      return [
        end === undefined
          ? way`to keep ${id}: remove ${successor} in the console, then ${gone}`
          : way`to keep ${id}, with all data on the disk of ${successor} lost: ${release}, then ${end}, then ${adopt(action, reason.id, commandLine)}`,
        way`to go on with ${successor}: write what is there into the file, then ${applyAllowing(['replace'], commandLine)}`,
      ]
    }
    case 'not-monthly':
      return [
        way`to pay by the month: write billingMode: monthly and month into the file, then ${applyAllowing(['pay'], commandLine)}`,
        way`to go on as it is: take paidUntil, autoRenew and autoRenewMonth out of the file`,
      ]
    case 'prepaid':
      return waysOfPrepaid(action, reason.until ?? remote?.endsAt, commandLine)
    case 'not-ours':
    case 'not-recorded':
      return [
        way`if ${plain(reason.id)} is this entry: ${adopt(action, reason.id, commandLine)}, then this again`,
        way`if not: nothing is done to it; to end it, remove it in the console`,
      ]
    case 'became-another':
    case 'marked-for-another-entry':
      return [
        way`look at ${plain(reason.id)} in the console, and end it there if it is not needed; then ${forget(action, [reason.id], commandLine)}`,
      ]
    case 'marked-by-another-ledger': {
      const release = forget(action, [reason.id], commandLine)
      return [
        way`to end it: destroy it from the folder or machine of that ledger, or in the console; then ${release}`,
        way`if that ledger was lost: ${release}, then recover takes it over (--ledger-id ${reason.ledger})`,
      ]
    }
    case 'defined-elsewhere':
      return [
        way`to end it: name ${plain(reason.file)} as well, without errors in it: ${allOwned(reason.file, commandLine)}`,
      ]
    case 'not-there':
      return [
        owned === undefined
          ? way`to create it: ${apply([], commandLine)}`
          : way`to see what is there: ${status(commandLine)}`,
      ]
    case 'not-unique':
      return waysOfSeveral(action, reason.ids.length, commandLine)
    case 'change-open':
      return [
        way`the next run looks at it first, and ends it where that settles it: ${destroyThis(action, commandLine) ?? apply([], commandLine)}`,
        way`to go on from what is there now: ${adopt(action, reason.id, commandLine)}, then this again`,
      ]
    case 'foreign-envs':
      return [
        way`to keep them: write them into envs of the file`,
        way`to drop them: ${allowed(['--drop-foreign-envs'])}`,
      ]
    case 'not-shown':
      return [
        // An adoption of what is ours leaves what nobody shows as the ledger has it.
        way`to apply the file: change it in the console, then ${forget(action, [reason.id], commandLine)}, then ${adopt(action, reason.id, commandLine)}`,
        TO_KEEP,
      ]
    case 'disk-larger':
      return [way`to keep it: write rootfsSize: ${String(reason.size)} into the file`]
    case 'inline-credential':
      return [
        way`to do it: save the credential in the account, and write its id as imageAuthId instead of imageAuth into the file, then ${allowed()}`,
        TO_KEEP,
      ]
    case 'not-running': {
      const start =
        remote !== undefined && phaseOf(remote) === 'stopped'
          ? onlyThis('start', action, commandLine)
          : undefined
      return [
        start === undefined
          ? way`to do it once it is there: ${allowed()}`
          : way`to do it: ${start}, then ${allowed()}`,
        TO_KEEP,
      ]
    }
    default:
      return unreachable(reason)
  }
}

const TO_KEEP = way`to keep what is there: write it into the file`
