import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decimalOf } from '../../../../src/pricing/amount-text.ts'
import { faultsOf, NAMES } from '../../../support/schemas.ts'

/** What is measured with fractions in a document, or may be: no amount of money is among it. */
const MEASURED = [
  'freeDisk',
  'from',
  'keepDataDays',
  'maxRootfsSize',
  'memory',
  'minRootfsSize',
  'months',
  'reclaimAt',
  'retryAfterMs',
  'rootfsSize',
  'size',
  'to',
  'vcpus',
  'waitMs',
]

/** The members that a schema lets be numbers with fractions, wherever they are in it. */
const measuredIn = (node: unknown, member = ''): readonly string[] => {
  if (typeof node !== 'object' || node === null) return []
  const type: unknown = Reflect.get(node, 'type')
  const isNumber = [type].flat().includes('number')
  return [
    ...(isNumber ? [member] : []),
    ...Object.entries(node).flatMap(([key, each]) =>
      measuredIn(each, Array.isArray(node) ? member : key),
    ),
  ]
}

describe('money in documents for machines', () => {
  it.each(NAMES)('is no number by the schema of %s', (name) => {
    const path = new URL(`../../../../schemas/${name}.schema.json`, import.meta.url)
    const members = measuredIn(JSON.parse(readFileSync(path, 'utf8')))
    expect(members.filter((member) => !MEASURED.includes(member))).toEqual([])
  })

  it('is a fault of any document where it is a number', () => {
    const faults = faultsOf('plan', { actions: [{ later: { hourly: 1.99, costSoFar: null } }] })
    expect(faults).toContain('/actions/0/later/hourly is money as a number')
  })

  it('is written with two places at least and no noise of the arithmetic', () => {
    expect([1.99, 0.004421, 0, 0.1 + 0.2, 1234.5].map(decimalOf)).toEqual([
      '1.99',
      '0.00442',
      '0.00',
      '0.30',
      '1234.50',
    ])
  })
})
