import { PORT_RULES } from '../../schema/fields.generated.ts'

/** One entry of a `ports` text: its own text without the spaces around it, and where that is in the whole. */
export interface PortPart {
  readonly text: string
  readonly from: number
  readonly to: number
}

/** Why a string is not a port, with what was probably meant where that is clear. */
export type PortFault =
  | { readonly kind: 'empty' }
  | { readonly kind: 'malformed'; readonly meant: string | undefined }
  | { readonly kind: 'type'; readonly type: string }
  | { readonly kind: 'leading-zero'; readonly meant: string }
  | { readonly kind: 'range' }
  | { readonly kind: 'reserved' }

export interface Port {
  readonly port: number
  readonly type: string
}

/** Cuts a `ports` text at its commas. An empty string has no entries; a blank one has an empty entry. */
export function splitPorts(text: string): readonly PortPart[] {
  if (text === '') return []
  const parts: PortPart[] = []
  let start = 0
  for (const piece of text.split(',')) {
    parts.push(trimmed(piece, start))
    start += piece.length + 1
  }
  return parts
}

/** A string without the spaces around it; `start` is where it is in the whole. */
export function trimmed(piece: string, start = 0): PortPart {
  const text = piece.trim()
  const blanks = text === '' ? piece.length : piece.indexOf(text)
  const from = start + blanks
  return { text, from, to: from + text.length }
}

/** Reads one `PORT/TYPE`. */
export function readPort(text: string): Port | PortFault {
  if (text === '') return { kind: 'empty' }
  const match = /^(\d+)\/(\w+)$/.exec(text)
  const digits = match?.[1]
  const type = match?.[2]
  if (digits === undefined || type === undefined) {
    return { kind: 'malformed', meant: meantPort(text) }
  }
  const number = readPortNumber(digits)
  if (typeof number !== 'number') {
    return number.kind === 'leading-zero' ? { ...number, meant: `${number.meant}/${type}` } : number
  }
  if (!PORT_RULES.types.includes(type)) return { kind: 'type', type }
  return { port: number, type }
}

/** Reads a port number alone, as `tools[].port` has it. */
export function readPortNumber(digits: string): number | PortFault {
  if (digits === '') return { kind: 'empty' }
  if (!/^\d+$/.test(digits)) {
    return { kind: 'malformed', meant: /^(\d+)\/(?:tcp|http)$/i.exec(digits)?.[1] }
  }
  const significant = digits.startsWith('0') ? digits.replace(/^0+(?=\d)/, '') : digits
  const port = Number(significant)
  if (port < PORT_RULES.minimum || port > PORT_RULES.maximum) return { kind: 'range' }
  if (significant !== digits) return { kind: 'leading-zero', meant: significant }
  if (PORT_RULES.reserved.includes(port)) return { kind: 'reserved' }
  return port
}

/** The common other spellings: a bare number, `http/80`, `80:http`, and the pair of ports of other tools. */
function meantPort(text: string): string | undefined {
  const list = /^(\d+\/(?:tcp|http))(?:[;\s]+\d+\/(?:tcp|http))+$/.exec(text)
  if (list !== null) return text.split(/[;\s]+/).join(', ')
  // The patterns below look twice at spaces, and nobody means one port by so much.
  if (text.length > MAX_MEANT) return undefined
  const bare = /^(\d+)\/?$/.exec(text)
  if (bare !== null) return withUsualType(bare[1] ?? '')
  const swapped = /^(tcp|http)\s*[/:]\s*(\d+)$/i.exec(text)
  if (swapped !== null) return `${swapped[2]}/${swapped[1]?.toLowerCase()}`
  const other = /^(\d+)\s*[:/ -]\s*(tcp|http)$/i.exec(text)
  if (other !== null) return `${other[1]}/${other[2]?.toLowerCase()}`
  const pair = /^\d+:(\d+)(?:\/(tcp|http))?$/i.exec(text)
  if (pair !== null) {
    const [, inner = '', type] = pair
    return type === undefined ? withUsualType(inner) : `${inner}/${type.toLowerCase()}`
  }
  return undefined
}

const MAX_MEANT = 100

/** A bare number with the type that it most likely has: `http` for what is known to serve web pages, `tcp` for any other. */
export const withUsualType = (digits: string): string =>
  `${digits}/${WEB_PORTS.has(Number(digits)) ? 'http' : 'tcp'}`

/** Web servers and proxies, Gradio, Streamlit, ComfyUI, Stable Diffusion, Jupyter, TensorBoard, Ray, Ollama, vLLM. */
const WEB_PORTS: ReadonlySet<number> = new Set([
  80, 443, 3000, 4000, 5000, 6006, 7860, 7861, 8000, 8001, 8008, 8080, 8081, 8188, 8265, 8443, 8501,
  8787, 8888, 8889, 9000, 9090, 11434, 30000,
])
