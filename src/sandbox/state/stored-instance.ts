/**
 * An instance as the sandbox keeps it on disk. It holds no secret: env values, command and entrypoint live
 * in memory only (`PrivateParts`), and `imageAuth` is not kept at all. Times are unix milliseconds.
 */
export interface StoredInstance {
  /** 16 hex digits. */
  readonly id: string
  readonly name: string
  readonly kind: 'gpu' | 'cpu'
  readonly productId: string
  readonly productName: string
  readonly clusterId: string
  readonly cpuNum: number
  readonly memory: number
  readonly gpuNum: number
  readonly rootfsSize: number
  readonly imageUrl: string
  readonly imageAuthId: string
  readonly ports: readonly SandboxPort[]
  /** How many ports the tools take; they are not shown but count to the limit. */
  readonly toolPorts: number
  /** Those that are open. */
  readonly tools?: readonly SandboxPort[]
  readonly mounts: readonly { readonly id: string; readonly mountPoint: string }[]
  readonly networkId: string
  readonly month: number
  readonly billingMode: 'onDemand' | 'monthly' | 'spot'
  /** From when its months count; from its creation where nothing is said. */
  readonly paidFrom?: number
  /** For how many months it is renewed by itself; 0 and absent for not at all. Shown by no call. */
  readonly autoRenew?: number
  readonly createdAt: number
  readonly startedAt: number
  readonly stoppedAt: number
  /** The states it passes through since `since`; the last one stays. */
  readonly path: readonly string[]
  readonly since: number
  /** Shown once the last state of the path is reached. */
  readonly error: { readonly state: string; readonly message: string } | undefined
  /** Before that time it does not come to the last state of the path; `undefined` for no such time. */
  readonly stuckUntil: number | undefined
  readonly reclaimedAt: number | undefined
}

export interface SandboxPort {
  readonly port: number
  readonly type: string
}

/** What may be a secret: kept in the memory of the process that was told it, never on disk. */
export interface PrivateParts {
  readonly envs: readonly { readonly key: string; readonly value: string }[]
  readonly command: string
  readonly entrypoint: string
}
