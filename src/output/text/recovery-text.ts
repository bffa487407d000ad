import type { CommandLine } from '../../config/flags.ts'
import { invocation } from '../../model/invocation.ts'
import type { Json } from '../../model/secret.ts'
import { differingFrom } from '../../plan/adoption.ts'
import type { RecoveryReport } from '../../plan/recovery.ts'
import { compact } from '../json/plan-json.ts'
import { shellWord } from '../terminal/shell-word.ts'
import type { Style } from '../terminal/style.ts'
import { plain } from '../terminal/terminal-text.ts'
import { nextCommand } from './next-command.ts'

/** What each entry gets back, and what nobody could place. `again`: what a command to type repeats of this one. */
export function recoveryText(
  { ledgerId, recovery, unseen }: RecoveryReport,
  commandLine: CommandLine,
  style: Style,
): string {
  const { found, doubled, unplaced } = recovery
  const { flags } = commandLine
  const adopt = (word: string, id: string) => nextCommand('adopt', [word, id], { flags, args: [] })
  const lines = [
    ...(ledgerId === undefined ? [] : [`By the markers of the ledger ${plain(ledgerId)}:`]),
    ...found.flatMap(({ spec, instance }) => {
      const fields = differingFrom(spec, instance)
      return [
        `${style.green('=')} ${plain(spec.name ?? spec.key)}  ${plain(instance.id)} (${plain(instance.status)})`,
        ...(fields.length === 0
          ? []
          : [
              style.yellow(
                `    it differs from the definition in ${fields.join(', ')}; ${invocation()} plan shows how`,
              ),
            ]),
      ]
    }),
    ...doubled.flatMap(({ spec, ids }) => [
      style.red(
        `! ${plain(spec.name ?? spec.key)}  ${ids.map(plain).join(', ')}: all made for it, and each costs money`,
      ),
      style.dim(`    the one to keep: ${adopt(shellWord(spec.name ?? spec.key), 'ID')}`),
    ]),
    ...unplaced.map((instance) =>
      style.yellow(
        `? ${plain(instance.id)} (${plain(instance.status)}, named ${shellWord(instance.name)}) was made for an entry that is in no file of this run`,
      ),
    ),
    ...(unseen === 0
      ? []
      : [
          style.yellow(
            `The account does not show the variables of ${unseen} of its instances: whose they are cannot be told.`,
          ),
        ]),
    ...(found.length + doubled.length + unplaced.length === 0
      ? [
          'No instance carries a marker that this ledger does not know: there is nothing to recover.',
        ]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

/** The same for machines. What is in `recovered` is recorded. */
export const recoveryJson = ({ ledgerId, recovery, unseen }: RecoveryReport): Json =>
  compact({
    formatVersion: '1.0',
    ledgerId,
    recovered: recovery.found.map(({ spec, instance }) => ({
      name: spec.name ?? null,
      key: spec.key,
      id: instance.id,
      status: instance.status,
      differs: differingFrom(spec, instance),
    })),
    doubled: recovery.doubled.map(({ spec, ids }) => ({
      name: spec.name ?? null,
      key: spec.key,
      ids,
    })),
    unplaced: recovery.unplaced.map(({ id, name, status }) => ({ id, name, status })),
    unseen,
  })

/** How many were recorded. */
export const recoveredText = ({ recovery: { found } }: RecoveryReport): string =>
  `${found.length === 1 ? '1 instance is' : `${found.length} instances are`} recorded.\n`
