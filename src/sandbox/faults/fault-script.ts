import type { Operation } from '../routes/api-operation.ts'
import type { Fault, FaultRule } from './faults.ts'

/** A fault that strikes a call, and the number of its rule. */
export interface Struck {
  readonly rule: number
  readonly fault: Fault
}

/** A fault script at work: it counts calls. */
export interface FaultScript {
  /** Faults of rules that need no name: asked once for each connection or call, when its headers are there. */
  onHeaders(subject: Operation | 'connection'): readonly Struck[]
  /** Faults of rules with a name: asked once for each call, when its body was read. */
  onName(subject: Operation, name: string | undefined): readonly Struck[]
}

/** Numbers the rules from 1, or from `first` where it goes on from an earlier script. */
export function faultScript(rules: readonly FaultRule[], first = 1): FaultScript {
  const counters = rules.map(({ when }) => ({
    seen: 0,
    struck: 0,
    random: randomFrom(when?.seed ?? 0),
  }))

  function strike(fits: (rule: FaultRule) => boolean): Struck[] {
    return rules.flatMap((rule, index) => {
      const counter = counters[index]
      if (counter === undefined || !fits(rule)) return []
      counter.seen += 1
      const { nth, times, probability } = rule.when ?? {}
      if (nth !== undefined && ![nth].flat().includes(counter.seen)) return []
      if (times !== undefined && counter.struck >= times) return []
      if (probability !== undefined && counter.random() >= probability) return []
      counter.struck += 1
      return [{ rule: index + first, fault: rule.do }]
    })
  }

  return {
    onHeaders: (subject) =>
      strike((rule) => rule.when?.name === undefined && isOn(rule.on, subject)),
    onName: (subject, name) =>
      strike(
        (rule) =>
          rule.when?.name !== undefined && rule.when.name === name && isOn(rule.on, subject),
      ),
  }
}

function isOn(on: FaultRule['on'], subject: Operation | 'connection'): boolean {
  if (typeof on !== 'string') return subject !== 'connection' && on.includes(subject)
  return on === subject || (on === '*' && subject !== 'connection')
}

/** Numbers from 0 up to 1 that follow from the seed: the mulberry32 generator. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
