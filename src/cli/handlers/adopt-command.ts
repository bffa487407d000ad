import type { CommandLine } from '../../config/flags.ts'
import { loadSettings } from '../../config/settings.ts'
import type { InstanceId } from '../../ledger/record.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { UserError } from '../../model/user-error.ts'
import { adoptInstance } from '../../operations/adopt-instance.ts'
import { adoptedJson } from '../../output/json/ledger-edit-json.ts'
import { shellWord } from '../../output/terminal/shell-word.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { adoptNotes } from '../../output/text/adopt-text.ts'
import type { Context } from '../context.ts'
import { readDefinitions } from '../input/definitions.ts'
import { openService } from '../input/open-target.ts'
import { editOptions } from '../input/run-options.ts'
import { lookReporter } from '../talk/look-reporter.ts'
import { documentText } from '../talk/output-format.ts'

/** Records an instance as the one that an entry means, and settles the entry's open attempts as made. */
export async function adoptCommand(
  context: Context,
  line: CommandLine,
  format: 'text' | 'json',
): Promise<ExitStatus> {
  const { flags } = line
  const [name, id, ...files] = line.args
  if (name === undefined || id === undefined || id.trim() === '') {
    throw new UserError('adopt takes the name of an entry and the id of an instance', {
      ending: 'usage',
      hint: 'as in: ppi-apply adopt trainer 3f2a9c; ppi-apply status lists names and ids',
    })
  }
  const settings = await loadSettings({ flags, args: files }, context)
  const definitions = await readDefinitions(context, settings)
  const service = await openService({ context, settings, flags, secrets: definitions.secrets })
  try {
    const adoption = await adoptInstance(
      { name, id: id as InstanceId },
      { specs: definitions.kind === 'read' ? definitions.specs : [], cwd: context.cwd },
      service,
      {
        ...editOptions('adopt', { context, settings, service, flags }),
        holderIsGone: flags['holder-is-gone'] === true,
      },
      lookReporter(context, 'changes'),
    )
    const notes = adoptNotes(adoption, {
      definitions: definitions.kind,
      commandLine: { flags, args: [] },
    })
    context.stdout.write(
      format === 'json'
        ? documentText(adoptedJson(adoption, notes))
        : `${plain(id)} is recorded as ${shellWord(name)} ${adoption.recorded}.\n`,
    )
    for (const note of notes) context.stderr.write(`${note}\n`)
    return 'done'
  } finally {
    await service.close()
  }
}
