import type { Json } from '../../model/secret.ts'
import type { DestroyAction } from '../../plan/action.ts'
import type { Seen } from '../text/plan/details/instance-words.ts'
import { diskOf, storagesOf } from '../text/plan/details/loss-words.ts'
import { removalDrift } from '../text/plan/details/removal-lines.ts'
import { compact } from './compact.ts'

/** What the end of an instance takes away, what stays of it, and how it differs from what was applied. */
export const lossJson = (action: DestroyAction): { readonly [member: string]: Json } => ({
  ...lostJson(action),
  drift: removalDrift(action).map((note) => compact({ ...note })),
})

/** What the end of an instance takes away, and what stays of it. */
export const lostJson = (seen: Seen): { readonly [member: string]: Json } => ({
  lost: { systemDiskGb: diskOf(seen) ?? null },
  stays: { networkStorages: storagesOf(seen) },
})
