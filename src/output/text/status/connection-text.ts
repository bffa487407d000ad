import { Secret } from '../../../model/secret.ts'
import { unreachable } from '../../../model/unreachable.ts'
import type { Connection, Connections, Way } from '../../../status/connection.ts'
import { columns } from '../../terminal/columns.ts'
import type { Style } from '../../terminal/style.ts'
import { plain } from '../../terminal/terminal-text.ts'

/** How to connect, one way a line. */
export function connectionLines(
  connection: Connection,
  showSecrets: boolean,
  style: Style,
): readonly string[] {
  switch (connection.kind) {
    case 'known':
      return columns(connection.ways.map((way) => wayRow(way, showSecrets)))
    case 'failed':
      return [style.yellow(`how to connect is not known: ${plain(connection.why)}`)]
    default:
      return unreachable(connection)
  }
}

/** Whether a password is among the ways, so that a reader may want to see it. */
export const hidesPassword = (connections: Connections): boolean =>
  [...connections.values()].some(
    (connection) =>
      connection.kind === 'known' && connection.ways.some(({ password }) => password !== undefined),
  )

function wayRow({ name, address, username, password, isRunning }: Way, show: boolean): string[] {
  const text = (value: string | Secret): string =>
    plain(value instanceof Secret ? (show ? value.reveal() : value.shown) : value)
  const more = [
    ...(username === undefined ? [] : [`user ${plain(username)}`]),
    ...(password === undefined ? [] : [show ? `password ${text(password)}` : 'password hidden']),
    ...(isRunning === false ? ['not running'] : []),
  ]
  return [plain(name), text(address), more.join(', ')]
}
