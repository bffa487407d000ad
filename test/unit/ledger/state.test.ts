import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AttemptId, InstanceId, LedgerRecord } from '../../../src/ledger/record.ts'
import { type EntryState, type State, toState } from '../../../src/ledger/state.ts'
import { anyRecord } from '../../support/any-ledger-record.ts'
import {
  adopted,
  attempt,
  created,
  digest,
  ended,
  file,
  forgotten,
  id,
  intent,
  key,
  opened,
  operation,
  protection,
  settled,
  time,
} from '../../support/ledger-records.ts'

/** One entry of the state, as plain lists of ids. */
function holds(records: readonly LedgerRecord[], name = 'web') {
  const entry = toState(records).entries.get(key(name))
  return {
    ids: entry?.instances.map((instance) => instance.id) ?? [],
    open: entry?.open.map((open) => open.attempt) ?? [],
  }
}

const only = (records: readonly LedgerRecord[]): EntryState | undefined =>
  toState(records).entries.get(key('web'))

/** A state as lists, so that the order in it is compared as well. */
const entriesOf = (state: State) => [...state.entries]

const openAttempts = (state: State): readonly AttemptId[] =>
  [...state.entries.values()].flatMap((entry) => entry.open.map((open) => open.attempt))

const ownedIds = (state: State): readonly InstanceId[] =>
  [...state.entries.values()].flatMap((entry) => entry.instances.map((instance) => instance.id))

describe('toState', () => {
  test('knows nothing at the start', () => {
    expect(toState([]).entries.size).toBe(0)
    expect(toState([opened()]).entries.size).toBe(0)
  })

  test('knows the file that defined an entry when it was last applied or adopted', () => {
    const lines = [
      intent({ file: file('dev.yaml') }),
      created(),
      adopted({ time: time(5), file: file('moved/dev.yaml') }),
      intent({ time: time(6), attempt: attempt('a2') }),
    ]
    expect(only(lines.slice(0, 2))?.file).toBe('dev.yaml')
    expect(only(lines)?.file).toBe('moved/dev.yaml')
    expect(only([...lines].reverse())?.file).toBe('moved/dev.yaml')
    expect(only([intent()])?.file).toBeUndefined()
  })

  test('keeps an intent without an outcome open, with all that is needed to settle it', () => {
    expect(only([intent({ seen: [id('old')] })])).toEqual({
      key: 'web',
      name: 'web',
      instances: [],
      open: [
        {
          attempt: 'a1',
          since: time(1),
          digest: 'd1',
          spec: { gpuNum: 1 },
          name: 'web',
          seen: ['old'],
          reason: undefined,
          refused: false,
        },
      ],
    })
  })

  test('keeps what was refused open until a look has borne that out', () => {
    const refused = { ...ended('unknown', { reason: 'HTTP 400' }), refused: true } as LedgerRecord
    expect(only([intent(), refused])?.open).toMatchObject([{ refused: true, reason: 'HTTP 400' }])
    expect(only([intent(), refused, ended('rejected')])).toBeUndefined()
    expect(only([intent(), refused, created()])).toMatchObject({
      open: [],
      instances: [{ id: 'i1' }],
    })
  })

  test('owns what was created, with what was applied', () => {
    expect(only([intent({ hourly: 2.5 }), created()])).toEqual({
      key: 'web',
      name: 'web',
      open: [],
      instances: [
        {
          id: 'i1',
          since: time(2),
          how: 'answered',
          digest: 'd1',
          spec: { gpuNum: 1 },
          hourly: 2.5,
          answered: { attempt: 'a1', since: time(1), until: time(2) },
          protect: false,
          open: undefined,
        },
      ],
    })
  })

  test('what was answered for an attempt and disowned is not its own, in whatever order', () => {
    const disowning: LedgerRecord = {
      type: 'unknown',
      time: time(3),
      attempt: attempt('a1'),
      key: key('web'),
      reason: 'another',
      disowns: id('i1'),
    }
    for (const lines of [
      [intent(), created(), disowning],
      [disowning, created(), intent()],
    ]) {
      expect(only(lines)).toMatchObject({ instances: [], open: [{ attempt: 'a1' }] })
    }
    const other = created({ time: time(4), id: id('i2'), how: 'found' })
    expect(only([intent(), created(), disowning, other])).toMatchObject({
      instances: [{ id: 'i2' }],
      open: [],
    })
  })

  describe('what was replaced', () => {
    const second = { time: time(5), attempt: attempt('a2') }
    const replacing = intent({ ...second, replaces: [id('i1')] })
    const lines = [
      intent({ file: file('prod.yaml'), protect: true }),
      created(),
      replacing,
      created({ ...second, id: id('i2') }),
    ]
    const departed = (all: readonly LedgerRecord[]) => toState(all).departed.get(id('i1'))

    test('stays known, with whose it was and what it was', () => {
      expect(departed(lines)).toMatchObject({
        key: 'web',
        file: 'prod.yaml',
        departure: { kind: 'replaced', at: time(5), by: 'i2' },
        owned: { id: 'i1', protect: true },
      })
      expect(departed(lines.slice(0, 3))).toBeUndefined()
    })

    test('is known, too, where a person said what took its place', () => {
      const said = adopted({ time: time(6), id: id('i2'), settles: [attempt('a2')] })
      expect(departed([...lines.slice(0, 3), said])).toMatchObject({
        departure: { kind: 'replaced', by: 'i2' },
      })
    })

    test('counts as destroyed once it was ended, is ours again once it is adopted, and nobody’s once it is forgotten', () => {
      const end = settled({ time: time(7), end: 'gone', because: 'destroy' })
      expect(departed([...lines, end])).toMatchObject({ departure: { kind: 'destroyed' } })
      const back = [...lines, adopted({ time: time(7) })]
      expect(departed(back)).toBeUndefined()
      expect(only(back)?.instances.map((each) => each.id)).toEqual(['i1', 'i2'])
      expect(departed([...lines, forgotten({ time: time(7), ids: [id('i1')] })])).toBeUndefined()
    })
  })

  describe('changes of an instance', () => {
    const ours = [intent(), created()]
    const instance = (lines: readonly LedgerRecord[]) => only(lines)?.instances[0]

    test('an operation is open until a line ends it, and "unknown" ends nothing', () => {
      const open = { attempt: 'o1', operation: 'delete', because: 'destroy', since: time(5) }
      expect(instance([...ours, operation()])?.open).toMatchObject(open)
      const doubt = settled({ result: 'unknown', reason: 'cut' })
      expect(instance([...ours, operation(), doubt])?.open).toMatchObject({
        ...open,
        reason: 'cut',
      })
      for (const result of ['rejected', 'not-sent', 'given-up'] as const) {
        expect(instance([...ours, operation(), settled({ result })])?.open).toBeUndefined()
      }
    })

    test('a deletion that was seen done ends the instance, and says whose it was', () => {
      const state = toState([...ours, operation(), settled({ end: 'gone', because: 'destroy' })])
      expect([...state.entries]).toEqual([])
      expect(state.departed.get(id('i1'))).toMatchObject({
        key: 'web',
        departure: { kind: 'destroyed', at: time(6), because: 'destroy' },
        owned: { id: 'i1' },
      })
    })

    test('an operation counts from the last line before a call: it may have been sent again', () => {
      const second = operation({ time: time(20) })
      const lines = [...ours, operation(), settled({ result: 'unknown' }), second]
      expect(instance(lines)?.open).toMatchObject({ attempt: 'o1', since: time(20) })
      const done = settled({ time: time(21), end: 'gone' })
      expect(toState([...lines, done]).entries.size).toBe(0)
    })

    test('what was ended belongs to the file that defined it', () => {
      const defined = intent({ file: file('prod.yaml') })
      const state = toState([defined, created(), operation(), settled({ end: 'gone' })])
      expect(state.departed.get(id('i1'))?.file).toBe('prod.yaml')
    })

    test('a start that was done ends nothing', () => {
      const lines = [
        ...ours,
        operation({ operation: 'start' }),
        settled({ operation: 'start', result: 'done' }),
      ]
      expect(instance(lines)).toMatchObject({ id: 'i1', open: undefined })
    })

    test('an adoption brings back what was ended, and settles what was open', () => {
      const ended = [...ours, operation(), settled({ end: 'gone' })]
      const second = adopted({ time: time(8) })
      expect(instance([...ended, second])).toMatchObject({ id: 'i1', open: undefined })
      expect(instance([...ours, operation(), second])?.open).toBeUndefined()
    })

    test('who forgets what was ended does not hear of it again', () => {
      const lines = [
        ...ours,
        settled({ end: 'was-gone' }),
        forgotten({ time: time(9), ids: [id('i1')] }),
      ]
      expect(toState(lines).departed.size).toBe(0)
    })

    test('what was sent about it after its end is open, and what was sent before is not', () => {
      const lines = [...ours, operation({ time: time(4), attempt: attempt('o0') }), operation()]
      const gone = [...lines, settled({ end: 'gone' })]
      const openIn = (all: readonly LedgerRecord[]) =>
        toState(all).departed.get(id('i1'))?.owned.open
      expect(openIn(gone)).toBeUndefined()
      const again = operation({ time: time(9), attempt: attempt('o2') })
      expect(openIn([...gone, again])).toMatchObject({ attempt: 'o2' })
    })

    test('the last word on protection counts, and outlives the intent', () => {
      expect(instance([intent({ protect: true }), created()])?.protect).toBe(true)
      const off = protection({ protect: false })
      expect(instance([intent({ protect: true }), created(), off])?.protect).toBe(false)
      const on = protection({ time: time(9), protect: true })
      expect(instance([...ours, off, on])?.protect).toBe(true)
      expect(instance([...ours, on, adopted({ time: time(10) })])?.protect).toBe(false)
    })
  })

  test.each(['rejected', 'not-sent'] as const)(
    'knows nothing of an attempt that was %s',
    (type) => {
      expect(toState([intent(), ended(type)]).entries.size).toBe(0)
    },
  )

  test('keeps an unknown attempt open, with the reason', () => {
    expect(only([intent(), ended('unknown', { reason: 'cut off' })])?.open).toMatchObject([
      { attempt: 'a1', digest: 'd1', reason: 'cut off' },
    ])
    expect(holds([intent(), ended('unknown'), created({ how: 'found' })])).toEqual({
      ids: ['i1'],
      open: [],
    })
  })

  test('counts lines whose intent is lost', () => {
    expect(only([created()])?.instances).toMatchObject([{ id: 'i1', digest: undefined }])
    expect(only([created()])?.name).toBe('web')
    expect(only([ended('unknown')])?.open).toMatchObject([{ attempt: 'a1', digest: undefined }])
    expect(
      toState([created({ key: key('~d1#1') })]).entries.get(key('~d1#1'))?.name,
    ).toBeUndefined()
  })

  test('keeps both instances when two branches each made one', () => {
    const other = { attempt: attempt('a2'), time: time(1) }
    const lines = [intent(), created(), intent(other), created({ ...other, id: id('i2') })]
    expect(holds(lines).ids).toEqual(['i2', 'i1'])
  })

  test('keeps one instance when two branches found the same', () => {
    const lines = [intent(), created({ how: 'found' }), created({ how: 'found', time: time(5) })]
    expect(only(lines)?.instances).toMatchObject([{ id: 'i1', since: time(2) }])
  })

  test('forgets attempts and instances that a person named, and no others', () => {
    const lines = [intent(), created(), intent({ attempt: attempt('a2') })]
    expect(holds([...lines, forgotten({ attempts: [attempt('a2')] })])).toEqual({
      ids: ['i1'],
      open: [],
    })
    expect(holds([...lines, forgotten({ ids: [id('i1')] })])).toEqual({ ids: [], open: ['a2'] })
    expect(holds([...lines, forgotten({ key: key('db'), ids: [id('i1')] })]).ids).toEqual(['i1'])
  })

  test('knows what a person forgot until somebody adopts it, and what only counted as gone apart', () => {
    const released = (lines: readonly LedgerRecord[]) => [...(toState(lines).released ?? [])]
    const letGo = forgotten({ time: time(2), ids: [id('i1')] })
    const lines = [intent(), created(), letGo]
    expect(released([intent(), created()])).toEqual([])
    expect(released([intent(), forgotten({ attempts: [attempt('a1')] })])).toEqual([])
    expect(released(lines)).toEqual(['i1'])
    expect(released([...lines, adopted({ time: time(3), id: id('i1') })])).toEqual([])
  })

  test('owns an instance that turned up although its attempt was forgotten', () => {
    const lines = [intent(), forgotten({ attempts: [attempt('a1')] }), created({ how: 'found' })]
    expect(holds(lines)).toEqual({ ids: ['i1'], open: [] })
  })

  test('takes a later adoption for the last word, and a later forgetting too', () => {
    const dropped = forgotten({ ids: [id('i1')] })
    const second = adopted({ time: time(5) })
    expect(holds([intent(), created(), dropped]).ids).toEqual([])
    expect(holds([intent(), created(), dropped, second]).ids).toEqual(['i1'])
    const end = forgotten({ ids: [id('i1')], time: time(6) })
    expect(holds([intent(), created(), dropped, second, end]).ids).toEqual([])
  })

  test('believes the number of a line more than its clock', () => {
    const dropped = { ...forgotten({ ids: [id('i1')], time: time(9) }), seq: 3 }
    const second = { ...adopted({ time: time(1) }), seq: 4 }
    expect(holds([dropped, second]).ids).toEqual(['i1'])
  })

  test('settles an attempt by an adoption, which keeps what was applied', () => {
    const lines = [intent({ hourly: 1 }), adopted({ settles: [attempt('a1')] })]
    expect(only(lines)).toMatchObject({
      open: [],
      instances: [{ id: 'i1', how: 'adopted', digest: 'd1', hourly: 1, since: time(3) }],
    })
    const other = adopted({ settles: [attempt('a1')], digest: digest('d2'), spec: { gpuNum: 2 } })
    expect(only([intent(), other])?.instances).toMatchObject([
      { digest: 'd2', spec: { gpuNum: 2 } },
    ])
  })

  test('moves an instance to the entry that adopts it', () => {
    const lines = [intent(), created(), adopted({ key: key('db'), name: 'db' })]
    expect(holds(lines, 'web').ids).toEqual([])
    expect(holds(lines, 'db').ids).toEqual(['i1'])
    const late = [...lines, forgotten({ ids: [id('i1')] })]
    expect(holds(late, 'db').ids).toEqual(['i1'])
  })

  describe('of an attempt that replaces an instance', () => {
    const before = [intent(), created()]
    const next = intent({ attempt: attempt('a2'), time: time(5), replaces: [id('i1')] })
    const at = { attempt: attempt('a2'), time: time(6) }

    test('keeps the old one while it is open, and when it made nothing', () => {
      expect(holds([...before, next])).toEqual({ ids: ['i1'], open: ['a2'] })
      expect(holds([...before, next, ended('rejected', at)])).toEqual({ ids: ['i1'], open: [] })
      const given = forgotten({ attempts: [attempt('a2')], time: time(6) })
      expect(holds([...before, next, given])).toEqual({ ids: ['i1'], open: [] })
    })

    test('retires the old one once it made another', () => {
      expect(holds([...before, next, created({ ...at, id: id('i2') })]).ids).toEqual(['i2'])
      const found = adopted({ settles: [attempt('a2')], id: id('i2'), time: time(6) })
      expect(holds([...before, next, found]).ids).toEqual(['i2'])
    })

    test('keeps the old one when a person says afterwards that it is the one', () => {
      const back = adopted({ settles: [attempt('a2')], time: time(6) })
      expect(holds([...before, next, back])).toEqual({ ids: ['i1'], open: [] })
    })
  })

  test('is the same for every order of the lines, and with lines twice', () => {
    const lists = fc.array(anyRecord(), { maxLength: 14 })
    fc.assert(
      fc.property(
        lists.chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(list, { minLength: list.length }),
            fc.subarray(list),
          ),
        ),
        ([list, shuffled, repeated]) => {
          expect(entriesOf(toState([...repeated, ...shuffled]))).toEqual(entriesOf(toState(list)))
        },
      ),
      { numRuns: 500 },
    )
  })

  test('never loses an intent: at every moment each is open, or a line says what became of it', () => {
    fc.assert(
      fc.property(fc.array(anyRecord(), { maxLength: 20 }), (list) => {
        for (let end = 0; end <= list.length; end += 1) {
          const prefix = list.slice(0, end)
          const settled = new Set(prefix.flatMap(settledBy))
          const intents = prefix.flatMap((line) => (line.type === 'intent' ? line.attempt : []))
          const unsettled = intents.filter((each) => !settled.has(each))
          expect(openAttempts(toState(prefix))).toEqual(expect.arrayContaining(unsettled))
        }
      }),
    )
  })

  test('never loses an instance that no line gives up', () => {
    fc.assert(
      fc.property(fc.array(anyRecord(), { maxLength: 20 }), (list) => {
        const given = new Set(list.flatMap((line) => dropsOf(line)))
        const made = list.flatMap((line) =>
          line.type === 'created' || line.type === 'adopted' ? line.id : [],
        )
        const kept = made.filter((each) => !given.has(each))
        expect(ownedIds(toState(list))).toEqual(expect.arrayContaining(kept))
      }),
    )
  })

  test('gives two merged branches one state, whichever is merged into which', () => {
    const branch = fc.array(anyRecord(), { maxLength: 8 })
    fc.assert(
      fc.property(branch, branch, branch, (common, ours, theirs) => {
        const one = number([...common, ...ours])
        const other = number([...common, ...theirs])
        const merged = [...one, ...other.slice(common.length)]
        const inverse = [...other, ...one.slice(common.length)]
        expect(entriesOf(toState(merged))).toEqual(entriesOf(toState(inverse)))
        // What both branches know to be open or ours, and neither settles, stays so.
        expect(openAttempts(toState(merged))).toEqual(
          expect.arrayContaining(
            openAttempts(toState(one)).filter(
              (each) => !new Set(merged.flatMap(settledBy)).has(each),
            ),
          ),
        )
      }),
    )
  })
})

/** The instances that a line takes from an entry. */
function dropsOf(line: LedgerRecord): readonly InstanceId[] {
  switch (line.type) {
    case 'forgotten':
      return line.ids
    case 'intent':
      return line.replaces
    case 'settled':
      return [line.id]
    default:
      return []
  }
}

const number = (lines: readonly LedgerRecord[]): readonly LedgerRecord[] =>
  lines.map((line, seq) => ({ ...line, seq }))

function settledBy(line: LedgerRecord): readonly AttemptId[] {
  switch (line.type) {
    case 'created':
    case 'rejected':
    case 'not-sent':
      return [line.attempt]
    case 'adopted':
      return line.settles
    case 'forgotten':
      return line.attempts
    default:
      return []
  }
}
