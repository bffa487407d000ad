import { debuglog } from 'node:util'
import { UserError } from '../model/user-error.ts'

/**
 * The sections of NODE_DEBUG in which Node prints what goes through a connection or a pipe, or may come to: headers,
 * options, chunks.
 */
const PIPES = [
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

/** What hands a secret on: a request, or a program that we start. */
export type Talk = 'request' | 'program'

/** In which sections Node prints it; of a program that is also its whole environment. */
const PRINTING = {
  request: PIPES,
  program: ['child_process', ...PIPES],
} as const satisfies Record<Talk, readonly string[]>

const WORDS = {
  request: {
    each: 'request',
    instead: '; --verbose shows each request without its secrets',
  },
  program: { each: 'program that it starts', instead: '' },
} as const satisfies Record<Talk, { readonly each: string; readonly instead: string }>

/**
 * Refuses to talk to a service, or to start a program, while Node prints what it gets, the Authorization header among it.
 * NODE_DEBUG is read before any program starts, so nobody but Node can say what it switched on, and nobody can switch it
 * off. `secret` is what Node would show.
 */
export function refuseDebugOutput(secret: string, talk: Talk = 'request'): void {
  const sections = PRINTING[talk].filter((section) => debuglog(section).enabled)
  if (sections.length === 0) return
  const { each, instead } = WORDS[talk]
  throw new UserError(
    `NODE_DEBUG is set for ${sections.join(', ')}: Node would print ${secret} with each ${each}`,
    {
      nothingDone: 'sent',
      hint: `Unset NODE_DEBUG, or leave these sections out of it${instead}`,
    },
  )
}
