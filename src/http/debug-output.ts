import { debuglog } from 'node:util'
import { UserError } from '../model/user-error.ts'

/** The sections of NODE_DEBUG in which Node prints what goes over the line, or may come to: headers, options, chunks. */
const PRINTING = [
  'http',
  'https',
  'http2',
  'net',
  'tls',
  'stream',
  'undici',
  'fetch',
  'websocket',
] as const

/**
 * Refuses to talk to a service while Node prints what is sent, the Authorization header among it. NODE_DEBUG is read
 * before any program starts, so nobody but Node can say what it switched on, and nobody can switch it off. `secret` is
 * what Node would show.
 */
export function refuseDebugOutput(secret: string): void {
  const sections = PRINTING.filter((section) => debuglog(section).enabled)
  if (sections.length === 0) return
  throw new UserError(
    `NODE_DEBUG is set for ${sections.join(', ')}: Node would print ${secret} with each request`,
    {
      nothingDone: 'sent',
      hint: 'Unset NODE_DEBUG, or leave these sections out of it; --verbose shows each request without its secrets',
    },
  )
}
