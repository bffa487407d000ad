import type { Dice } from './dice.ts'

/** How a start comes about. */
export interface Way {
  /** The root of the project, or a folder in it. */
  readonly from: 'root' | 'folder'
  /** The host of the service, or another name of the same machine. */
  readonly host: 'address' | 'alias'
}

export const HOME_WAY: Way = { from: 'root', host: 'address' }

/** Mostly always the same; else one start comes from a folder, or by another name of the host than those around it. */
export function drawWays({ chance, pick }: Dice, isEmbedded: boolean): readonly Way[] {
  if (chance(0.7)) return [HOME_WAY]
  const other: Way = {
    from: pick(['root', 'folder', 'folder'] as const),
    host: isEmbedded ? 'address' : pick(['address', 'alias'] as const),
  }
  return chance(0.5) ? [other, HOME_WAY, other] : [HOME_WAY, other, HOME_WAY]
}
