import type { InstanceSpec } from '../../definitions/instance-spec.ts'

/** What every action of an entry says of whose it is. */
export const identity = (spec: InstanceSpec) => ({ key: spec.key, name: spec.name, spec })
