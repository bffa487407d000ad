import { Document, isMap, isNode, isScalar, isSeq } from 'yaml'
import { unreachable } from '../../../model/unreachable.ts'
import type { ImportRemark } from '../../../plan/importing/imported-entry.ts'
import type { ImportedGroups } from '../../../plan/importing/imported-groups.ts'
import { plain } from '../../terminal/terminal-text.ts'
import { yamlText } from '../render-yaml.ts'

/** What was imported as a definition file. Empty for nothing. */
export function importYaml({ defaults, groups }: ImportedGroups): string {
  if (groups.length === 0) return ''
  const document = new Document(
    {
      ...(defaults.length === 0 ? {} : { defaults: Object.fromEntries(defaults) }),
      instances: groups.map(({ fields }) => Object.fromEntries(fields)),
    },
    { aliasDuplicateObjects: false },
  )
  document.commentBefore = [MODELINE, ...HEADER].join('\n')
  const list = document.get('instances')
  if (isSeq(list)) {
    list.items.forEach((item, at) => {
      const group = groups[at]
      if (group === undefined || !isMap(item)) return
      item.commentBefore = [
        ` ${group.ids.length === 1 ? 'id' : 'ids'} ${group.ids.map(plain).join(', ')}`,
        ...group.remarks.map((remark) => ` ${remarkText(remark)}`),
      ].join('\n')
      item.spaceBefore = at > 0
      flowingIn(item)
    })
  }
  flowingIn(document.get('defaults'))
  return yamlText(document)
}

const MODELINE =
  ' yaml-language-server: $schema=./node_modules/ppi-apply/schemas/instances.schema.json'

const HEADER = [
  ' Imported by ppi-apply from what the account has. The service tells nothing of imageAuth, minCudaVersion, month and autoRenew,',
  ' and does not tell its own variables from yours: take out what you did not set. A command is as the account has it: look for secrets in it.',
]

/** Short lists on one line. */
function flowingIn(map: unknown): void {
  if (!isMap(map)) return
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? key.value : undefined
    if (isNode(value) && (name === 'ports' || name === 'tools')) flowing(value)
  }
}

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
