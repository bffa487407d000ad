import type { Trouble } from './trouble.ts'

/** The service says the same in other words: that is no difference, and nothing is to be done about it. */
export const IN_FULL: readonly Trouble[] = (['list', 'get'] as const).map(
  (on): Trouble => ({
    name: `${on} with images in full`,
    rule: { on, do: { fault: 'full-images' } },
  }),
)

/** The ports of tools are among the others, and those that the service opened for itself; an edit has the whole set. */
export const TOOL_PORTS: readonly Trouble[] = (['list', 'get', 'edit'] as const).map(
  (on): Trouble => ({
    name: `${on} with ports of tools`,
    rule: { on, do: { fault: 'tool-ports', own: ['2022/ssh'] } },
  }),
)
