import type { SandboxPort } from '../state/stored-instance.ts'

/** Ports and tools together, at most. Create page, field `ports`. */
export const MAX_PORTS = 15

/** Reads create's text form, `80/http, 3306/tcp`; a string when it is wrong. Create page, field `ports`. */
export function readPorts(text: string): readonly SandboxPort[] | string {
  if (text.trim() === '') return []
  const ports: SandboxPort[] = []
  for (const part of text.split(',')) {
    const match = /^([1-9][0-9]{0,4})\/([a-z]+)$/.exec(part.trim())
    if (match === null) return `ports: "${part.trim()}" is not PORT/TYPE`
    ports.push({ port: Number(match[1]), type: match[2] ?? '' })
  }
  return portsProblem(ports) ?? ports
}

/** What is wrong with a set of ports, also with edit's list form; `undefined` when nothing is. */
export function portsProblem(ports: readonly SandboxPort[]): string | undefined {
  const seen = new Set<number>()
  for (const { port, type } of ports) {
    if (!Number.isInteger(port) || port < 1 || port > 65535) return `ports: ${port} is out of range`
    if (RESERVED.has(port)) return `ports: ${port} is reserved`
    if (type !== 'tcp' && type !== 'http') return `ports: the type of ${port} is not tcp or http`
    if (seen.has(port)) return `ports: ${port} is there twice`
    seen.add(port)
  }
  return undefined
}

/** Internal ports of the platform. Create page, field `ports`. */
const RESERVED: ReadonlySet<number> = new Set([2222, 2223, 2224])
