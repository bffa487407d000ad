import type { LosingProxy, Loss } from '../../../support/losing-proxy.ts'
import type { Trouble } from './place.ts'

/** Messages that are lost on their way: each kind of loss for a message that holds one of these. */
export const losses = (proxy: LosingProxy, holding: readonly string[]): readonly Trouble[] =>
  LOSSES.flatMap((loss) =>
    holding.map((each) => ({
      name: `a message is lost: ${loss}`,
      weight: 1,
      strike: async () => proxy.lose(loss, each),
    })),
  )

const LOSSES: readonly Loss[] = ['before', 'after', 'late']
