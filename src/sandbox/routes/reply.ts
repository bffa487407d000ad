import type { Json } from '../../model/secret.ts'

/** What an operation answers, before any fault touches it. */
export interface Reply {
  readonly status: number
  /** `undefined` for an empty body. */
  readonly body: Json | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** The reason of a refusal, for the log. */
  readonly reason?: string
}

/** A refusal in the shape that the vendor's console reads: `metadata` holds the message's values by position. Facts §6. */
export function refusal(
  status: number,
  reason: string,
  message: string,
  values: readonly string[] = [],
): Reply {
  const metadata = Object.fromEntries(values.map((value, index) => [String(index), value]))
  return { status, reason, body: { code: status, reason, message, metadata } }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
