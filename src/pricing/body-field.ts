import type { CreateBody } from '../definitions/instance-spec.ts'
import { type Json, reveal, Secret } from '../model/secret.ts'

/** How an instance is paid. */
export type Billing = 'onDemand' | 'spot' | 'monthly'

/** How an entry is paid: months force paying in advance, whatever `billingMode` says. Facts §1. */
export function billingOf(body: CreateBody): Billing {
  if (monthsOf(body) > 0) return 'monthly'
  const billingMode = plainOf(body, 'billingMode')
  return billingMode === 'spot' || billingMode === 'monthly' ? billingMode : 'onDemand'
}

/** Months that are paid in advance; 0 is none. */
export const monthsOf = (body: CreateBody): number => {
  const month = plainOf(body, 'month')
  return typeof month === 'number' ? month : 0
}

/** The list price of a GPU product is most likely that of one GPU; a CPU product is priced as a whole. Facts §4. */
export const unitsOf = (body: CreateBody): number => {
  const gpus = plainOf(body, 'gpuNum')
  return plainOf(body, 'kind') !== 'cpu' && typeof gpus === 'number' ? gpus : 1
}

/** A string field as it may be compared with what the service lists; an empty one means the same as absent. */
export function textOf(body: CreateBody, field: string): string | undefined {
  const value = plainOf(body, field)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The same as anyone may see it. */
export function shownOf(body: CreateBody, field: string): string | undefined {
  const value = body[field]
  return value instanceof Secret ? value.shown : textOf(body, field)
}

/** What a field is sent as, secret or not: to compare, never to show. */
export const plainOf = (body: CreateBody, field: string): Json | undefined => {
  const value = body[field]
  return value === undefined ? undefined : reveal(value)
}
