import type { Json, Secret } from '../model/secret.ts'
import type { CreateBody } from './instance-spec.ts'

/** A body as JSON has it, such as the masked one in a ledger; an empty one for what is none. */
export const toBody = (json: Json | undefined): CreateBody =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as CreateBody) : {}

/** The variables that a body sets, in order. */
export const envsIn = ({
  envs,
}: CreateBody): readonly { readonly key: string; readonly value: string | Secret }[] =>
  Array.isArray(envs) ? (envs as never) : []
