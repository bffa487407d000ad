import fc from 'fast-check'
import { expect } from 'vitest'
import {
  type LockId,
  type Position,
  position,
  type Store,
  type Timing,
} from '../../src/ledger/store.ts'

/** Opens the same ledger each time, which is new and empty at first: two openings are two processes. */
export type OpenStore = () => Promise<Store>

interface Check {
  readonly name: string
  /** `numRuns`: for a law, how often it is tried; fewer where each opening takes its time. */
  readonly check: (newLedger: () => Promise<OpenStore>, numRuns?: number) => Promise<void>
}

const line = (text: string): Uint8Array => Buffer.from(text)

const linesIn = async (store: Store, from = 0): Promise<readonly (readonly [number, string])[]> =>
  (await store.read(position(from))).map((each) => [
    each.position,
    Buffer.from(each.bytes).toString(),
  ])

async function filled(store: Store, ...texts: readonly string[]): Promise<void> {
  for (const [index, text] of texts.entries()) {
    expect(await store.put(position(index + 1), line(text), 'after-call')).toBe('put')
  }
}

/** What every store of a ledger has to hold, whatever it is made of. */
export const STORE_CHECKS: readonly Check[] = [
  {
    name: 'is empty at first',
    check: async (newLedger) => {
      const store = await (await newLedger())()
      expect(await linesIn(store)).toEqual([])
      await store.close()
    },
  },
  {
    name: 'gives every line after a position, in order, byte for byte',
    check: async (newLedger) => {
      const store = await (await newLedger())()
      const texts = ['{"a":1}', '{"b":"é😀\\u2028"}', `{"c":"${'x'.repeat(20_000)}"}`]
      await filled(store, ...texts)
      expect(await linesIn(store)).toEqual(texts.map((text, index) => [index + 1, text]))
      expect(await linesIn(store, 2)).toEqual([[3, texts[2]]])
      expect(await linesIn(store, 3)).toEqual([])
      await store.close()
    },
  },
  {
    name: 'takes no second line at a position, not even the same, and keeps the first',
    check: async (newLedger) => {
      const store = await (await newLedger())()
      await filled(store, '{"a":1}', '{"b":2}')
      for (const text of ['{"b":2}', '{"b":3}', '{}']) {
        for (const at of [1, 2]) {
          expect(await store.put(position(at), line(text), 'before-call')).toBe('taken')
        }
      }
      expect(await linesIn(store)).toEqual([
        [1, '{"a":1}'],
        [2, '{"b":2}'],
      ])
      await store.close()
    },
  },
  {
    name: 'leaves no gap',
    check: async (newLedger) => {
      const store = await (await newLedger())()
      await filled(store, '{"a":1}')
      // Refused or said to be taken: what matters is that nothing stands there.
      await store.put(position(3), line('{"c":3}'), 'after-call').catch(() => undefined)
      expect(await linesIn(store)).toEqual([[1, '{"a":1}']])
      await store.close()
    },
  },
  {
    name: 'shows a line to every other process as soon as it is put',
    check: async (newLedger) => {
      const open = await newLedger()
      const [one, other] = [await open(), await open()]
      for (const [index, timing] of (['before-call', 'after-call'] as const).entries()) {
        expect(await one.put(position(index + 1), line(`{"n":${index}}`), timing)).toBe('put')
        expect(await linesIn(other, index)).toEqual([[index + 1, `{"n":${index}}`]])
      }
      await one.close()
      await other.close()
    },
  },
  {
    name: 'refuses a writer that has not read what another process put',
    check: async (newLedger) => {
      const open = await newLedger()
      const [one, other] = [await open(), await open()]
      expect(await one.put(position(1), line('{"one":1}'), 'before-call')).toBe('put')
      expect(await other.put(position(1), line('{"other":1}'), 'before-call')).toBe('taken')
      expect(await linesIn(other)).toEqual([[1, '{"one":1}']])
      expect(await other.put(position(2), line('{"other":2}'), 'before-call')).toBe('put')
      expect(await linesIn(one)).toEqual([
        [1, '{"one":1}'],
        [2, '{"other":2}'],
      ])
      await one.close()
      await other.close()
    },
  },
  {
    name: 'keeps its lines beyond the end of its writer',
    check: async (newLedger) => {
      const open = await newLedger()
      const store = await open()
      expect(await store.put(position(1), line('{"a":1}'), 'before-call')).toBe('put')
      await store.close()
      const later = await open()
      expect(await linesIn(later)).toEqual([[1, '{"a":1}']])
      expect(await later.put(position(2), line('{"b":2}'), 'after-call')).toBe('put')
      await later.close()
    },
  },
  {
    name: 'is a list to which only its end can be added, whoever writes',
    check: async (newLedger, numRuns = 40) => {
      const put = fc.record({
        by: fc.constantFrom(0, 1),
        at: fc.integer({ min: 1, max: 8 }),
        text: fc.integer().map((n) => `{"n":${n}}`),
        timing: fc.constantFrom<Timing>('before-call', 'after-call'),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(put, { maxLength: 12 }), async (puts) => {
          const open = await newLedger()
          const stores = [await open(), await open()]
          const model: string[] = []
          for (const { by, at, text, timing } of puts) {
            const store = stores[by]
            if (store === undefined || at > model.length + 1) continue
            await store.read(position(0))
            const result = await store.put(position(at), line(text), timing)
            expect(result).toBe(at === model.length + 1 ? 'put' : 'taken')
            if (result === 'put') model.push(text)
          }
          for (const store of stores) {
            expect((await linesIn(store)).map(([, text]) => text)).toEqual(model)
            await store.close()
          }
        }),
        { numRuns },
      )
    },
  },
  {
    name: 'proves that it is fit, and changes nothing by it',
    check: async (newLedger) => {
      const store = await (await newLedger())()
      await filled(store, '{"a":1}')
      expect(await store.prove()).toEqual({ fit: true })
      expect(await linesIn(store)).toEqual([[1, '{"a":1}']])
      await store.close()
    },
  },
  {
    name: 'never calls a sign of life older than it is',
    check: async (newLedger) => {
      const store = await (await newLedger())()
      const before = performance.now()
      await store.beat('0123456789ab' as LockId)
      const age = await store.lastBeat('0123456789ab' as LockId)
      if (age !== undefined) {
        expect(age).toBeGreaterThanOrEqual(0)
        expect(age).toBeLessThanOrEqual(Math.ceil(performance.now() - before) + 1000)
      }
      expect(await store.lastBeat('ba9876543210' as LockId)).toBeUndefined()
      await store.close()
    },
  },
  {
    name: 'takes nothing once it is closed, and may be closed again',
    check: async (newLedger) => {
      const open = await newLedger()
      const store = await open()
      await filled(store, '{"a":1}')
      await store.close()
      await store.close()
      await expect(store.put(position(2), line('{"b":2}'), 'after-call')).rejects.toThrow()
      const other = await open()
      expect(await linesIn(other)).toEqual([[1, '{"a":1}']])
      await other.close()
    },
  },
]

/** The simplest store that is right. `spoil` replaces a part of it, to see which check notices. */
export function memoryLedger(
  spoil: (lines: Uint8Array[]) => Partial<Store> = () => ({}),
): OpenStore {
  const lines: Uint8Array[] = []
  return async () => {
    let isClosed = false
    const put = async (at: Position, bytes: Uint8Array): Promise<'put' | 'taken'> => {
      if (isClosed) throw new Error('closed')
      if (at <= lines.length) return 'taken'
      if (at > lines.length + 1) throw new Error('a gap')
      lines.push(bytes)
      return 'put'
    }
    return {
      label: 'memory',
      agesFrom: 'its clock',
      read: async (from) =>
        lines.slice(from).map((bytes, index) => ({ position: position(from + index + 1), bytes })),
      put,
      beat: async () => {},
      lastBeat: async () => undefined,
      prove: async () => ({ fit: true }),
      close: async () => {
        isClosed = true
      },
      ...spoil(lines),
    }
  }
}
