import { parseTemplate } from '../interpolation/template.ts'
import { variablesIn } from '../interpolation/variable-uses.ts'
import type { SourceDocument } from '../yaml/tree.ts'
import { visitSecrets } from './secret-spans.ts'

/**
 * The variables whose values may go into a secret place, anywhere in the files of a run: in an entry that is not
 * selected, under a misspelled key or in a part that is aliased later too. Such a variable is secret wherever else it is
 * used. One that is only asked whether it is set gives no value.
 */
export function secretVariables(documents: readonly SourceDocument[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const document of documents) {
    const { text } = document.file
    if (!text.includes('$') && !text.includes('\\')) continue
    visitSecrets(document, ({ value }) => {
      if (typeof value !== 'string' || !value.includes('$')) return
      for (const { name, how } of variablesIn(parseTemplate(value))) {
        if (how !== 'optional') names.add(name)
      }
    })
  }
  return names
}
