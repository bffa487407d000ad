import type { Operation } from '../routes/api-operation.ts'

/**
 * When in a call a fault strikes. `accept`: the connection was just taken, nothing was read. `unread`: the request line
 * and headers are there, the body was not looked at. `before`: read in full, nothing done. `after`: done, and on disk,
 * but not answered.
 */
export type Moment = 'accept' | 'unread' | 'before' | 'after'

/** One thing that goes wrong. */
export type Fault =
  /** The connection ends with a reset, or is closed in good form, or nothing more ever comes. */
  | { readonly fault: 'reset' | 'close' | 'hang'; readonly at: Moment }
  | { readonly fault: 'delay'; readonly at: 'unread' | 'before' | 'after'; readonly ms: number }
  | AnswerFault
  | CutFault
  /** A create's 2xx answer that does not say which instance was made. */
  | { readonly fault: 'garble'; readonly how: Garble }
  | ListFault
  /** The call is answered as if it were done, and nothing is done. */
  | { readonly fault: 'ignore' }
  | LateFault
  | TwiceFault
  /** The change is accepted and begun, and waits in the state before its last: a delete in `removing`. */
  | {
      readonly fault: 'stuck'
      /** How long after the call it goes on; never if not given. */
      readonly ms?: number
    }
  /** The creation, start, restart or upgrade is accepted, and fails later with a `statusError`. */
  | {
      readonly fault: 'fail-later'
      readonly message?: string
      /** The state it ends in; `exited` if not given. */
      readonly status?: string
    }
  /** The upgrade shows its settings at once, and the container begins to reset only later. */
  | {
      readonly fault: 'begin-late'
      /** How much later, at least. */
      readonly ms: number
    }
  /** An image is shown with its registry, its owner and its tag, however it was written. */
  | { readonly fault: 'full-images' }
  /** The ports of tools are among those of an instance: they are shown there, and an edit that does not name one closes it. */
  | {
      readonly fault: 'tool-ports'
      /** Ports that the service has opened for itself, as `22/ssh`: they are shown as well, and no edit is about them. */
      readonly own?: readonly string[]
    }
  /** Somebody else changes the account while the call is under way. */
  | { readonly fault: 'meanwhile'; readonly at: 'before' | 'after'; readonly change: Change }
  /** From this call's answer on, no connection is taken for a while: they are refused. */
  | { readonly fault: 'deaf'; readonly ms: number }
  | SoldOutFault
  | OffersFault

/** Another answer instead of the true one. At `unread` it comes before the body was read. */
export interface AnswerFault {
  readonly fault: 'answer'
  readonly at: 'unread' | 'before' | 'after'
  readonly status: number
  /** With `message`: an error body as the service writes it. Without `reason` and `body`: what the status is known for. */
  readonly reason?: string
  readonly message?: string
  /** The exact body. */
  readonly body?: string
  /** A page as a gateway sends it. */
  readonly html?: boolean
  /** The error message repeats the request's body, secrets and all. */
  readonly echo?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** A `Retry-After` in seconds, or as a date so far from the answer's own `Date`. */
  readonly retryAfter?: number
  readonly retryAfterAs?: 'seconds' | 'date'
  /** For 3xx. If not given: this very path for 307 and 308, the list for the others. */
  readonly location?: string
}

/** The answer is lost, and what was asked for is tried later: it finds the account as it is by then. */
export interface LateFault {
  readonly fault: 'late'
  /** How much later; 5000 if not given. */
  readonly ms?: number
  /** How the connection ends; `close` if not given. A fault `after` gives another answer. */
  readonly ending?: 'reset' | 'close' | 'hang'
}

/** Two instances are made by one create call, as where something on the way repeats it; the answer tells of one. */
export interface TwiceFault {
  readonly fault: 'twice'
  /** Of which instance; of the last one if not given. */
  readonly tells?: 'first' | 'last'
}

/** The true answer, cut short. Without a length, a cut body looks whole to the client. */
export interface CutFault {
  readonly fault: 'cut'
  readonly in: 'status-line' | 'headers' | 'body'
  readonly length?: 'given' | 'none' | 'chunked'
  readonly ending?: 'close' | 'reset'
}

/** There is no stock: of this product, in this cluster, or of all. What is told of it agrees with what can be had. */
export interface SoldOutFault {
  readonly fault: 'sold-out'
  /** Any product if not given. */
  readonly productId?: string
  /** Any cluster if not given. */
  readonly clusterId?: string
}

export const OFFERS_FAULTS = ['number-prices', 'region-ids', 'null-list', 'many'] as const

/** What is sold is told in another form. */
export interface OffersFault {
  readonly fault: 'offers'
  readonly how: (typeof OFFERS_FAULTS)[number]
  /** `many`: how many products there are; 5000 if not given. */
  readonly by?: number
}

export const GARBLES = [
  'no-id',
  'empty-id',
  'null-id',
  'numeric-id',
  'blank-id',
  'known-id',
  'broken-json',
  'json-array',
  'html',
  'content-type',
  'huge',
  'empty',
  'no-content',
  'business-error',
  'bad-gzip',
  'bad-http',
  'huge-headers',
] as const

/** How a 2xx answer of a create can fail to name the instance. `content-type` alone keeps the true body. */
export type Garble = (typeof GARBLES)[number]

export const LIST_FAULTS = [
  'empty',
  'missing',
  'null',
  'not-array',
  'null-record',
  'repeated-page',
  'short-page',
  'wrong-total',
  'no-total',
  'text-total',
  'first-page-one',
  'lag',
  'lingering',
  'unstable-order',
  'stale',
  'odd-types',
  'no-envs',
  'small-page',
  'page-total',
  'untold',
] as const

/** Those that the get call can have too. */
export const GET_FAULTS: readonly ListFault['how'][] = ['no-envs', 'lingering', 'untold']

/** How the list can mislead. Those that hide or repeat records do so with a `total` that fits or not, as named. */
export interface ListFault {
  readonly fault: 'list'
  readonly how: (typeof LIST_FAULTS)[number]
  /**
   * `short-page`: how many records are left out of each page; `wrong-total`: what is added to it; `small-page`: the
   * most records of a page, whatever size was asked for.
   */
  readonly by?: number
  /** `lag`: how long a new instance stays invisible … */
  readonly ms?: number
  /** … or for how many walks of the list. */
  readonly lists?: number
  /** `untold`: the members of an instance that are left out, as the service calls them. */
  readonly fields?: readonly string[]
}

/** What somebody else does to the account. Which instance: by exact name, or by id. */
export type Change =
  | {
      readonly change: 'stop' | 'start' | 'delete' | 'vanish' | 'reclaim'
      readonly name?: string
      readonly id?: string
    }
  | {
      readonly change: 'freeze'
      readonly name?: string
      readonly id?: string
      /** The state it is in from now on; `freezing` if not given. */
      readonly status?: 'freezing' | 'frozen'
    }
  | {
      readonly change: 'ports'
      readonly name?: string
      readonly id?: string
      /** In create's text form. */
      readonly ports: string
    }
  | {
      readonly change: 'resize'
      readonly name?: string
      readonly id?: string
      readonly rootfsSize: number
    }
  | {
      readonly change: 'image'
      readonly name?: string
      readonly id?: string
      readonly imageUrl: string
    }
  /** A variable of its container. */
  | {
      readonly change: 'env'
      readonly name?: string
      readonly id?: string
      readonly key: string
      readonly value: string
    }
  /** What its container runs, or a storage more that it has. */
  | {
      readonly change: 'container'
      readonly name?: string
      readonly id?: string
      readonly command?: string
      readonly entrypoint?: string
      readonly storageId?: string
    }
  | { readonly change: 'rename'; readonly name?: string; readonly id?: string; readonly to: string }
  /**
   * A stranger makes an instance of this name: like the newest one that has it, else a plain one; in any case with what
   * is named here, and so much older.
   */
  | {
      readonly change: 'twin'
      readonly name: string
      readonly productId?: string
      readonly gpuNum?: number
      readonly rootfsSize?: number
      readonly imageUrl?: string
      /** In create's text form. */
      readonly ports?: string
      /** For how many months it is paid in advance. */
      readonly month?: number
      readonly networkId?: string
      readonly command?: string
      readonly entrypoint?: string
      /** Its variables, for whoever tests in the same process: a script of faults holds no values of variables. */
      readonly envs?: readonly { readonly key: string; readonly value: string }[]
      readonly agoMs?: number
    }

/** When a rule strikes; all conditions have to hold, and none means always. */
export interface When {
  /** Which of the calls that fit `on` and `name`, from 1. */
  readonly nth?: number | readonly number[]
  /** The exact name of the instance that the call is about; of the filter for a list. */
  readonly name?: string
  /** How often it strikes at most. */
  readonly times?: number
  /** From 0 to 1, drawn with `seed`: the same seed strikes the same calls. */
  readonly probability?: number
  readonly seed?: number
}

/** One line of a fault script: data, as a YAML or JSON file may hold it. */
export interface FaultRule {
  readonly on: Operation | 'connection' | '*' | readonly Operation[]
  readonly when?: When
  readonly do: Fault
}
