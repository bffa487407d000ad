import { describe, expect, it } from 'vitest'
import { plan } from '../../../../src/plan/make-plan.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../support/builders.ts'

/** What is planned for entries of these names where the ledger has `a` and `b`, made alike. */
const planned = (...names: readonly string[]) =>
  plan({
    specs: names.map((name) => aSpec(name)),
    state: aState(
      entryOf(aSpec('a'), [owned('1', aSpec('a'))]),
      entryOf(aSpec('b'), [owned('2', aSpec('b'))]),
    ),
    remote: { kind: 'complete', instances: [anInstance('1', 'a'), anInstance('2', 'b')] },
    coversAll: true,
    now: Date.parse('2026-11-24T12:00:00Z'),
  }).map(({ name, reason }) => ({ name, ...reason }))

describe('withRenames', () => {
  it('takes each instance that is in no file for one entry at most', () => {
    expect(planned('c', 'd', 'e')).toMatchObject([
      { name: 'c', code: 'looks-renamed', id: '1', from: 'a' },
      { name: 'd', code: 'looks-renamed', id: '2', from: 'b' },
      { name: 'e', code: 'not-in-ledger' },
      { code: 'in-no-file' },
      { code: 'in-no-file' },
    ])
  })

  it('takes nothing for renamed that is in a file still', () => {
    expect(planned('b', 'c', 'd')).toMatchObject([
      { name: 'b', code: 'as-applied' },
      { name: 'c', code: 'looks-renamed', from: 'a' },
      { name: 'd', code: 'not-in-ledger' },
      { code: 'in-no-file' },
    ])
  })

  it('finds among many what it finds among few', () => {
    const MANY = 300
    const rootfsSizes = [60, 70, 80]
    const specOf = (name: string, nth: number) =>
      aSpec(name, { rootfsSize: rootfsSizes[nth % rootfsSizes.length] ?? 60 })
    const old = Array.from({ length: MANY }, (_none, nth) => specOf(`old-${nth}`, nth * nth))
    const fresh = Array.from({ length: MANY }, (_none, nth) => specOf(`new-${nth}`, nth + 1))
    const entries = old.map((spec, nth) => {
      const instance = owned(`i-${nth}`, spec)
      // As of one that was adopted: what the ledger holds of it is not what its digest is of.
      return entryOf(spec, [nth % 7 === 0 ? { ...instance, spec: {} } : instance])
    })
    const free = [...old]
    const expected = fresh.map((spec) => {
      const at = free.findIndex(({ body }) => body.rootfsSize === spec.body.rootfsSize)
      return at < 0 ? undefined : free.splice(at, 1)[0]?.name
    })
    const actions = plan({
      specs: fresh,
      state: aState(...entries),
      remote: {
        kind: 'complete',
        instances: old.map(({ name }, nth) => anInstance(`i-${nth}`, name ?? '')),
      },
      coversAll: true,
      now: Date.parse('2026-11-24T12:00:00Z'),
    })
    const found = actions
      .slice(0, MANY)
      .map(({ reason }) => (reason.code === 'looks-renamed' ? reason.from : undefined))
    expect(new Set(found).size).toBeGreaterThan(100)
    expect(found).toEqual(expected)
  })
})
