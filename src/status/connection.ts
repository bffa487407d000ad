import type { InstanceDetails, RemoteInstance } from '../api/remote.ts'
import type { InstanceId } from '../ledger/record.ts'
import type { Secret } from '../model/secret.ts'

/** How to reach an instance, or why that is not known. Strings may hold passwords. */
export type Connection =
  | {
      readonly kind: 'known'
      readonly ways: readonly Way[]
      /** How many days its data is kept while it is stopped, where the service says so. */
      readonly keepDataDays: number | undefined
    }
  | { readonly kind: 'failed'; readonly why: string }

/** One way in: `ssh`, `8080/http`, `Jupyter`. */
export interface Way {
  readonly name: string
  readonly address: string | Secret
  readonly username: string | undefined
  readonly password: Secret | undefined
  /** False when the service says that nothing answers there. */
  readonly isRunning: boolean | undefined
}

/** By instance; what is not in it was not asked. */
export type Connections = ReadonlyMap<InstanceId, Connection>

/** The ways that a get call tells, with the ports of the list where the get call does not have them. */
export function toWays(
  details: InstanceDetails,
  instance: RemoteInstance | undefined,
): readonly Way[] {
  const ssh =
    details.ssh === undefined
      ? []
      : [
          {
            name: 'ssh',
            address: details.ssh.command,
            username: undefined,
            password: details.ssh.password,
            isRunning: details.ssh.isRunning,
          },
        ]
  return [
    ...ssh,
    ...portWays(details.ports ?? []).concat(
      portWays(instance?.ports ?? []).filter(
        ({ name }) =>
          !(details.ports ?? []).some((port) => portName(port) === name && port.endpoint),
      ),
    ),
    ...details.tools,
  ]
}

const portName = ({ port, type }: { readonly port: number; readonly type: string }): string =>
  type === '' ? String(port) : `${port}/${type}`

const portWays = (ports: NonNullable<RemoteInstance['ports']>): Way[] =>
  ports.flatMap((port) =>
    port.endpoint === undefined || port.endpoint === ''
      ? []
      : [
          {
            name: portName(port),
            address: port.endpoint,
            username: undefined,
            password: undefined,
            isRunning: undefined,
          },
        ],
  )
