import { describe, expect, it } from 'vitest'
import type { Price } from '../../../../../src/api/product.ts'
import type { CreateBody } from '../../../../../src/definitions/instance-spec.ts'
import { styleOf } from '../../../../../src/output/terminal/style.ts'
import { moneyLines, spentWords } from '../../../../../src/output/text/plan/money-text.ts'
import { type Catalog, unavailableCatalog } from '../../../../../src/pricing/catalog.ts'
import { quoteAll } from '../../../../../src/pricing/quote.ts'
import { aCreation, withFallback } from '../../../../support/builders.ts'
import { aCatalog, aProduct, known } from '../../../../support/catalog-of.ts'

const moneyOf = (catalog: Catalog, service: string, ...bodies: readonly CreateBody[]) =>
  quoteAll(
    bodies.map((body, index) => aCreation(`e${index}`, body)),
    catalog,
    service,
  )

const linesOf = (catalog: Catalog, ...bodies: readonly CreateBody[]) =>
  moneyLines(moneyOf(catalog, 'api.novita.ai', ...bodies), styleOf(false))

const cellsOf = (line: string): readonly string[] => line.trim().split(/ {2,}/)

describe('moneyLines', () => {
  it('says nothing when nothing is to be created', () => {
    expect(linesOf(aCatalog())).toEqual([])
  })

  it('shows the arithmetic, folds what is billed alike, and sums', () => {
    const lines = linesOf(aCatalog(), { gpuNum: 8 }, {}, {}, {}, { month: 6 })
    expect(lines[0]).toBe('Cost in USD, by the list prices of 2026-11-24 05:40 UTC')
    expect(lines.slice(1, 6).map(cellsOf)).toEqual([
      ['price', 'per hour', 'per 30 days', 'charged now', 'stock'],
      ['e0', '1.99 × 8 GPUs', '15.92', '11,462.40', '–', 'high'],
      ['e1 … e3 (3)', '1.99 × 3', '5.97', '4,298.40', '–', 'high'],
      ['e4', 'monthly 900.00 × 6 months', '–', '–', '5,400.00', 'high'],
      ['total', '21.89', '15,760.80', '5,400.00'],
    ])
    expect(new Set(lines.slice(1, 5).map((line) => line.search(/stock|high/))).size).toBe(1)
    expect(lines.slice(6).join('\n')).toContain('Not included: disk beyond the free size')
  })

  it('never shows an unknown price as a number, and says why once', () => {
    const catalog = aCatalog({ gpu: known(aProduct('other')) })
    const lines = linesOf(catalog, {}, {}, { kind: 'cpu', productId: 'cpu.4c8g' })
    expect(cellsOf(lines[2] ?? '')).toEqual([
      'e0, e1',
      'unknown',
      'unknown',
      'unknown',
      '–',
      'unknown',
    ])
    expect(lines.find((line) => line.startsWith('  total'))).toContain('0.36 + unknown')
    expect(lines.filter((line) => line.includes('not in the price list'))).toHaveLength(1)
  })

  it('says why an amount is not known where no body of an entry is tried', () => {
    const catalog = aCatalog({
      gpu: known(aProduct('dear'), aProduct('other', { price: undefined })),
    })
    const { spec, ...creation } = aCreation('a', { productId: 'dear' })
    const entry = { ...withFallback(spec, { productId: 'other' }), maxHourly: 1 }
    const lines = moneyLines(
      quoteAll([{ ...creation, spec: entry }], catalog, 'sandbox'),
      styleOf(false),
    )
    expect(lines).toEqual(['Cost: unknown, the service names no price (other)'])
  })

  it('is one line when nothing is known for one reason', () => {
    expect(linesOf(unavailableCatalog('no API key is set', ''), {}, {})).toEqual([
      'Cost: unknown, no API key is set (4090.18c.60g)',
    ])
  })

  it('keeps fractions of a cent', () => {
    const catalog = aCatalog({ gpu: known(aProduct('4090.18c.60g', { price: 35_001 as Price })) })
    expect(linesOf(catalog, {}).join('\n')).toContain('0.35001')
  })
})

describe('spentWords', () => {
  it('keeps apart what is billed by the hour and what was charged', () => {
    const { quotes, currency } = moneyOf(aCatalog(), 'api.ppio.com', {}, {}, { month: 1 })
    expect(spentWords(quotes, currency)).toBe('3.98 CNY an hour, 1,000.00 CNY in advance')
  })

  it('counts what is unknown, and says nothing when all is', () => {
    const { quotes, currency } = moneyOf(aCatalog(), '127.0.0.1:80', {}, { productId: 'x' })
    expect(spentWords(quotes, currency)).toBe('1.99 an hour and 1 unknown')
    const none = moneyOf(unavailableCatalog('no key', ''), 'sandbox', {})
    expect(spentWords(none.quotes, none.currency)).toBeUndefined()
  })
})
