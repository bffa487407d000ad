import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Loopback, loopback } from './loopback.ts'

/**
 * How a message to the server is lost: it never arrives, its answer does not, or it arrives only when the client is gone.
 */
export type Loss = 'before' | 'after' | 'late'

/** A way to a server on loopback that loses what it is told to lose, and ends the connection each time. */
export interface LosingProxy extends Loopback {
  /** The next message that holds these bytes is lost. */
  readonly lose: (loss: Loss, holding: string) => void
  /** Resolves when what was late has arrived, and the server has answered it. */
  readonly arrived: () => Promise<void>
}

/** `lateMs`: how long after the end of its client what is late arrives. */
export async function losingProxy(port: number, { lateMs = 0 } = {}): Promise<LosingProxy> {
  let next: { readonly loss: Loss; readonly holding: string } | undefined
  let late: Promise<void> = Promise.resolve()
  const proxy = await loopback((client) => {
    const server = connect(port, '127.0.0.1')
    server.on('error', () => client.destroy())
    client.on('close', () => {
      if (!server.destroyed && !isLosing) server.end()
    })
    let isLosing = false
    server.on('data', (answer) => {
      if (!isLosing) client.write(answer)
    })
    server.on('close', () => client.destroy())
    client.on('data', (message: Buffer) => {
      if (next === undefined || !message.includes(next.holding)) {
        server.write(message)
        return
      }
      const { loss } = next
      next = undefined
      isLosing = true
      switch (loss) {
        case 'before':
          server.destroy()
          client.destroy()
          break
        case 'after':
          server.write(message)
          server.once('data', () => {
            server.destroy()
            client.destroy()
          })
          break
        case 'late':
          late = new Promise((resolve) => {
            client.once('close', async () => {
              if (lateMs > 0) await pause(lateMs)
              server.write(message)
              server.once('data', () => {
                server.destroy()
                resolve()
              })
            })
          })
          client.destroy()
          break
      }
    })
  })
  return {
    ...proxy,
    lose(loss, holding) {
      next = { loss, holding }
    },
    arrived: () => late,
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  }
}
