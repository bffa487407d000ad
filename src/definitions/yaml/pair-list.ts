import type { Pair } from './tree.ts'

/** Pairs in order that can be found by key; most maps are so small that looking through them is cheapest. */
export class PairList {
  readonly all: Pair[] = []
  #index: Map<string, Pair> | undefined

  get(key: string): Pair | undefined {
    if (this.#index !== undefined) return this.#index.get(key)
    return this.all.find((pair) => pair.key === key)
  }

  add(pair: Pair): void {
    this.all.push(pair)
    if (this.#index !== undefined) this.#index.set(pair.key, pair)
    else if (this.all.length > 12) {
      this.#index = new Map(this.all.map((earlier) => [earlier.key, earlier]))
    }
  }
}
