import { Document, isMap, isNode, isScalar, isSeq } from 'yaml'
import { unreachable } from '../../../model/unreachable.ts'
import type { ImportedEntry, ImportRemark } from '../../../plan/importing/imported-entry.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { yamlText } from '../render-yaml.ts'

/** The entries as a definition file. Empty for none. */
export function importYaml(entries: readonly ImportedEntry[]): string {
  if (entries.length === 0) return ''
  const document = new Document(
    { instances: entries.map(({ fields }) => Object.fromEntries(fields)) },
    { aliasDuplicateObjects: false },
  )
  document.commentBefore = [MODELINE, ...HEADER].join('\n')
  const list = document.get('instances')
  if (isSeq(list)) {
    list.items.forEach((item, at) => {
      const entry = entries[at]
      if (entry === undefined || !isMap(item)) return
      item.commentBefore = [
        ` id ${plain(entry.id)}`,
        ...entry.remarks.map((remark) => ` ${remarkText(remark)}`),
      ].join('\n')
      item.spaceBefore = at > 0
      for (const pair of item.items) {
        const key = isScalar(pair.key) ? pair.key.value : undefined
        if (isNode(pair.value) && (key === 'ports' || key === 'tools')) flowing(pair.value)
      }
    })
  }
  return yamlText(document)
}

const MODELINE =
  ' yaml-language-server: $schema=./node_modules/ppi-apply/schemas/instances.schema.json'

const HEADER = [
  ' Imported by ppi-apply from what the account has. The service tells nothing of imageAuth, minCudaVersion, month and autoRenew,',
  ' and does not tell its own variables from yours: take out what you did not set. A command is as the account has it: look for secrets in it.',
]

function flowing(node: unknown): void {
  if (isSeq(node) || isMap(node)) node.flow = true
}

function remarkText(remark: ImportRemark): string {
  switch (remark.code) {
    case 'paid-until':
      return `paid until ${new Date(remark.until * 1000).toISOString()}`
    case 'tool-inferred':
      return 'tools: inferred from the port that Jupyter listens on'
    case 'details-unknown':
      return `the service did not tell all of it${remark.why === undefined ? '' : `: ${plain(remark.why)}`}`
    default:
      return unreachable(remark)
  }
}
