import type { Sandbox } from '../../../src/sandbox/server.ts'
import type { PrivateParts, StoredInstance } from '../../../src/sandbox/state/stored-instance.ts'

/** What an instance was from some time on. */
export interface Sample {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly instance: StoredInstance
  readonly privates: PrivateParts | undefined
}

/** All that the instances of a service ever were. It is asked at each call: nothing changes in between. */
export function historyOf(sandbox: () => Pick<Sandbox, 'instances' | 'privateParts'>) {
  const kept = new Map<string, Sample[]>()
  return {
    note(): void {
      const at = Date.now()
      for (const instance of sandbox().instances()) {
        const samples = kept.get(instance.id) ?? []
        const privates = sandbox().privateParts(instance.id)
        const last = samples.at(-1)
        const isSame =
          last !== undefined &&
          JSON.stringify([last.instance, last.privates]) === JSON.stringify([instance, privates])
        if (!isSame) kept.set(instance.id, [...samples, { at, instance, privates }])
      }
    },
    /** What an instance was between two times, with the last time of each. */
    between(id: string, from: number, until: number): readonly Sample[] {
      const samples = kept.get(id) ?? []
      return samples.flatMap((sample, nth) => {
        const end = Math.min(samples[nth + 1]?.at ?? until, until)
        return sample.at <= until && end >= from ? [{ ...sample, at: end }] : []
      })
    },
  }
}
