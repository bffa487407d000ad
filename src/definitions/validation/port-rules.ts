import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts'
import type { Location } from '../../model/location.ts'
import { nearest } from '../../model/nearest.ts'
import { unreachable } from '../../model/unreachable.ts'
import { PORT_RULES } from '../../schema/fields.generated.ts'
import type { Path } from '../value-path.ts'
import type { UnvalidatedEntry } from './cast.ts'
import {
  type PortFault,
  type PortPart,
  readPort,
  readPortNumber,
  splitPorts,
  trimmed,
} from './port.ts'
import { describeAt, isList, itemsOf, piece, type Report, type Rule, textMember } from './rule.ts'
import { locationAt, locationWithin } from './value-location.ts'

/** `ports` and the ports of `tools` together: each well-formed and allowed, none twice, not too many. */
export const portsAreOpenable: Rule = (draft, report) => {
  const tools = toolPorts(draft)
  const ports = writtenPorts(draft)
  const written = tools === NONE ? ports : [...ports, ...tools]
  if (written.length === 0) return
  checkCount(draft, written, report)
  const first = new Map<number, WrittenPort>()
  for (const port of written.slice(0, MAX_JUDGED)) {
    const number = readWritten(draft, port, report)
    if (number === undefined) continue
    const earlier = first.get(number)
    if (earlier === undefined) first.set(number, port)
    else reportTwice(draft, { number, port, earlier }, report)
  }
}

/** That there are too many is said already, and one mistake in a loop must not become thousands of findings. */
const MAX_JUDGED = 100

interface WrittenPort {
  readonly path: Path
  readonly part: PortPart
  readonly tool: boolean
  /** Which one of its list it is, from 0. */
  readonly index: number
}

/** As people find it: `ports` entry 3, or `tools[0].port`. */
const labelOf = ({ tool, index }: WrittenPort): string =>
  tool ? `\`tools[${index}].port\`` : `\`ports\` entry ${index + 1}`

function writtenPorts(draft: UnvalidatedEntry): readonly WrittenPort[] {
  const value = draft.value.ports
  if (typeof value === 'string') {
    const ports: WrittenPort[] = []
    for (const part of splitPorts(value)) {
      ports.push({ path: PORTS, part, tool: false, index: ports.length })
    }
    return ports
  }
  if (!isList(value)) return []
  return value.flatMap((item, index) =>
    // An empty item is told by the schema.
    typeof item === 'string' && item !== ''
      ? [{ path: ['ports', index], part: trimmed(item), tool: false, index }]
      : [],
  )
}

const PORTS: Path = ['ports']

const NONE: readonly WrittenPort[] = []

function toolPorts(draft: UnvalidatedEntry): readonly WrittenPort[] {
  const tools = itemsOf(draft, 'tools')
  if (tools.length === 0) return NONE
  return tools.flatMap((item, index) => {
    const text = textMember(item, 'port')
    if (text === undefined || text === '') return []
    const part = { text, from: 0, to: text.length }
    return [{ path: ['tools', index, 'port'], part, tool: true, index }]
  })
}

function readWritten(
  draft: UnvalidatedEntry,
  written: WrittenPort,
  report: Report,
): number | undefined {
  const { text } = written.part
  const read = written.tool ? readPortNumber(text) : readPort(text)
  if (typeof read === 'number') return read
  if (!('kind' in read)) return read.port
  report(faultOf(draft, written, read))
  return undefined
}

function faultOf(draft: UnvalidatedEntry, written: WrittenPort, fault: PortFault): Diagnostic {
  const { part, tool } = written
  const label = labelOf(written)
  const { text } = part
  const { from } = describeAt(draft, written.path)
  const slash = tool ? text.length : text.indexOf('/')
  const digits = text.slice(0, slash)
  const atNumber = (): Location => within(draft, written, 0, slash)
  switch (fault.kind) {
    case 'empty':
      return diagnose('port-empty', within(draft, written, 0, 0), { label })
    case 'malformed': {
      const place = within(draft, written, 0, text.length)
      return diagnose('port-malformed', place, { label, text, from, tool, meant: fault.meant })
    }
    case 'type': {
      const place = within(draft, written, slash + 1, text.length)
      const meant = nearest(fault.type, PORT_RULES.types)
      return diagnose('port-type-unknown', place, { label, type: fault.type, from, meant })
    }
    case 'leading-zero':
      return diagnose('port-leading-zero', atNumber(), { label, digits, from, meant: fault.meant })
    case 'range':
      return diagnose('port-out-of-range', atNumber(), { label, digits, from })
    case 'reserved':
      return diagnose('port-reserved', atNumber(), { label, digits, from })
    default:
      return unreachable(fault)
  }
}

function within(
  draft: UnvalidatedEntry,
  { path, part }: WrittenPort,
  from: number,
  to: number,
): Location {
  return locationWithin(draft.definition, path, draft.expansions, {
    from: part.from + from,
    to: part.from + to,
  })
}

function reportTwice(
  draft: UnvalidatedEntry,
  twice: { number: number; port: WrittenPort; earlier: WrittenPort },
  report: Report,
): void {
  const { number, port, earlier } = twice
  const wholeOf = (written: WrittenPort) => within(draft, written, 0, written.part.text.length)
  report(
    diagnose(
      'port-duplicate',
      wholeOf(port),
      {
        label: labelOf(port),
        number: piece(draft, port.path, piece(draft, earlier.path, String(number))),
        first: labelOf(earlier),
      },
      [{ message: 'first opened here', place: wholeOf(earlier) }],
    ),
  )
}

function checkCount(
  draft: UnvalidatedEntry,
  written: readonly WrittenPort[],
  report: Report,
): void {
  if (written.length <= PORT_RULES.together) return
  const tools = written.filter(({ tool }) => tool).length
  const path: Path = [tools === written.length ? 'tools' : 'ports']
  report(
    diagnose('ports-too-many', locationAt(draft.definition, path), {
      ports: written.length - tools,
      tools,
      most: PORT_RULES.together,
    }),
  )
}
