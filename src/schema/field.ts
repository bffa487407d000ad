/** What the service and we know of one scalar: its type and limits. Lengths are in characters (code points). */
export interface Scalar {
  readonly type: ScalarType
  /** Plain text: one or two sentences. */
  readonly description: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly string[]
  /** A second form that a definition may use: a whole number, which `minimum` and `maximum` are then about. */
  readonly also?: 'integer'
}

export type ScalarType = 'string' | 'integer' | 'number' | 'boolean'

/** A key of an entry that is ours and never sent. */
export interface OwnField extends Omit<Scalar, 'type'> {
  readonly type: ScalarType | 'array'
  readonly maxItems?: number
  /** Of a list of maps: the fields of the create body that each of them may lay over the entry. */
  readonly over?: readonly string[]
}

/**
 * One field of the create body: its type and limits as the strict schema has them, and what we know as well.
 * The table of all fields is `fields.generated.ts`; its sources are `schemas/openapi.yaml` and `schemas/overlay.yaml`.
 */
export interface Field extends Omit<Scalar, 'type' | 'also'> {
  readonly type: ScalarType | 'array'
  /** `gpu`: unless the entry is of another kind. */
  readonly required: 'always' | 'gpu' | 'never'
  /** `later`: not on the reference page of the create call but on later pages of the same call. */
  readonly generation: 'reference' | 'later'
  /** Its value is never shown. Values in `envs`, `command` and `entrypoint` may be secret too: product contract §2.2. */
  readonly secret: boolean
  /** Whether the list gives the field back, in whatever spelling. */
  readonly readBack: boolean
  /**
   * What a change of a running instance takes: in place, in place with a reset of the container, a call that is charged at
   * once, a new instance.
   */
  readonly change: 'edit' | 'upgrade' | 'pay' | 'replace'
  /** What `change` leaves out: a clause without capital and full stop. */
  readonly changeNote?: string
  readonly maxItems?: number
  /** A second form that a definition may use: a list of strings, or a map from key to value. */
  readonly also?: 'list' | 'map'
  /** The fields of a list's items, all of them required. */
  readonly inner?: Readonly<Record<string, Scalar>>
}

/** The grammar of `ports` and `tools[].port`, as the reference page gives it in words. */
export interface PortRules {
  readonly minimum: number
  readonly maximum: number
  /** Ports of the platform's own. */
  readonly reserved: readonly number[]
  readonly types: readonly string[]
  /** How many ports `ports` and `tools` use at most together. */
  readonly together: number
}
