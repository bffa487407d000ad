import type { InstanceId } from '../ledger/record.ts'
import type { Secret } from '../model/secret.ts'

/** What the account holds, as far as this run could learn it. A failed or partial list proves no absence. */
export type Remote =
  | {
      readonly kind: 'complete'
      readonly instances: readonly RemoteInstance[]
      /**
       * What the list left out and a look by its id showed, in words that end a sentence: whatever else is not in it may be
       * there as well. All that is told of known ids holds.
       */
      readonly leftOut?: string | undefined
    }
  /** The walk broke off, or contradicted itself: what was seen is there, what was not seen is unknown. */
  | {
      readonly kind: 'partial'
      readonly instances: readonly RemoteInstance[]
      readonly why: string
      /** The service refused the API key itself (401, 403). */
      readonly keyRefused?: true
      /** What to do about it, where the service could not be asked; not where its list contradicts itself. */
      readonly hint?: string | undefined
    }
  /** The service offers nothing that could be read (`offersNoReads`), so only the ledger can be asked. */
  | { readonly kind: 'not-offered'; readonly why: string }
  /** Nobody asked: `--refresh never`, or no key. */
  | { readonly kind: 'not-asked'; readonly why: string }

/**
 * One instance as the list reports it, normalised: numeric strings are numbers, `""` and absent are `undefined`.
 * Passwords are dropped when it is read; env values are secrets, and so is a command, which may repeat one of them.
 */
export interface RemoteInstance {
  readonly id: InstanceId
  readonly name: string
  /** As reported, e.g. `running`, `toCreate`, `exited`; unknown words are kept as they come. */
  readonly status: string
  readonly statusError: string | undefined
  /** Of a spot instance, e.g. `running`, `terminated`. */
  readonly spotStatus: string | undefined
  readonly kind: string | undefined
  readonly productId: string | undefined
  readonly productName: string | undefined
  readonly clusterId: string | undefined
  readonly gpuNum: number | undefined
  readonly rootfsSize: number | undefined
  readonly imageUrl: string | undefined
  readonly imageAuthId: string | undefined
  readonly command: Secret | undefined
  readonly entrypoint: Secret | undefined
  readonly billingMode: string | undefined
  /** `undefined` where the answer had no such member: "not reported" differs from "none". */
  readonly ports: readonly RemotePort[] | undefined
  readonly envs: readonly { readonly key: string; readonly value: Secret }[] | undefined
  readonly networkStorages:
    | readonly { readonly id: string; readonly mountPoint: string }[]
    | undefined
  readonly networkId: string | undefined
  /** Strings that the answer had, and had empty: an absent one is not told. */
  readonly blank?: readonly BlankField[] | undefined
  /** Unix seconds. */
  readonly createdAt: number | undefined
  /** When what was paid for ends, in Unix seconds; `undefined` for pay as you go. */
  readonly endsAt: number | undefined
  /** When the service takes a spot instance back, in Unix seconds; `undefined` when it has not begun to. */
  readonly spotReclaimAt: number | undefined
  /** How many days the data of a stopped instance is kept; a list does not say, and the service may not either. */
  readonly keepDataDays?: number | undefined
  /**
   * The fields that have a secret of this run in them, as anyone may see them. The fields themselves stay as they came,
   * since they are compared; what is shown of one is `shownField`.
   */
  readonly concealed?: Readonly<Partial<Record<ShownField | 'networkStorages', string>>> | undefined
}

/** Strings of an instance that may well be empty. */
export type BlankField = (typeof BLANK_FIELDS)[number]

export const BLANK_FIELDS = ['imageAuthId', 'command', 'entrypoint'] as const

/** Strings of an instance that are both compared and shown. */
export type ShownField = (typeof SHOWN_FIELDS)[number]

export const SHOWN_FIELDS = [
  'name',
  'kind',
  'productId',
  'clusterId',
  'imageUrl',
  'imageAuthId',
  'billingMode',
  'networkId',
] as const

/** Whether an answer told a field at all: an empty string is told, an absent one may be anything. */
export const isTold = (instance: RemoteInstance, field: keyof RemoteInstance): boolean =>
  instance[field] !== undefined || (instance.blank ?? []).some((blank) => blank === field)

/** A field as anyone may see it: never a secret that the service repeats there. */
export const shownField = (instance: RemoteInstance, field: ShownField): string | undefined =>
  instance.concealed?.[field] ?? instance[field]

/**
 * One instance as the get call reports it: what the list says, and how to reach it. By the documents neither call is
 * complete, so views merge both. A `Secret` here shows the same text without its password.
 */
export interface InstanceDetails extends RemoteInstance {
  readonly keepDataDays: number | undefined
  readonly ssh:
    | {
        readonly command: Secret
        readonly password: Secret | undefined
        readonly isRunning: boolean | undefined
      }
    | undefined
  /** Pages of the platform such as `Jupyter` and `web terminal`. */
  readonly tools: readonly RemoteTool[]
}

export interface RemoteTool {
  readonly name: string
  /** The port of the instance that it listens on, where the service tells it. */
  readonly port?: number | undefined
  /** May carry a token in its query. */
  readonly address: Secret
  readonly username: string | undefined
  readonly password: Secret | undefined
  readonly isRunning: boolean | undefined
}

export interface RemotePort {
  readonly port: number
  readonly type: string
  readonly endpoint: string | undefined
}

/** States of a record that is on its way out or gone: made once, alive no more. Facts §2.4. */
const GONE: ReadonlySet<string> = new Set(['toremove', 'removing', 'removed'])

export const isLive = (instance: RemoteInstance): boolean =>
  !GONE.has(instance.status.toLowerCase())

/** The account shows that it is paid for in advance, by the month. */
export const isMonthly = (instance: RemoteInstance | undefined): boolean =>
  instance?.billingMode?.toLowerCase() === 'monthly'

export const isSpot = ({ billingMode }: RemoteInstance): boolean =>
  billingMode?.toLowerCase() === 'spot'

/** Without a GPU. */
export const isCpu = ({ kind }: RemoteInstance): boolean => kind?.toLowerCase() === 'cpu'

/** Whether what it does not show is not there; of what was asked for by its id, any look tells. */
export const provesAbsence = (remote: Remote): boolean =>
  remote.kind === 'complete' && remote.leftOut === undefined

/** Why it proves no absence, in words that end a sentence; `undefined` where it does. */
export const whyNotWhole = (remote: Remote): string | undefined =>
  remote.kind === 'complete' ? remote.leftOut : remote.why

/** How much of the account was seen, as it is told. */
export const seenOf = (remote: Remote): Remote['kind'] =>
  remote.kind === 'complete' && !provesAbsence(remote) ? 'partial' : remote.kind

/** What a refresh saw, whatever it proves. */
export const instancesOf = (remote: Remote): readonly RemoteInstance[] =>
  remote.kind === 'complete' || remote.kind === 'partial' ? remote.instances : []
