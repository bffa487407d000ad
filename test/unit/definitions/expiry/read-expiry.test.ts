import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readExpiry } from '../../../../src/definitions/expiry/read-expiry.ts'
import { expiresAt } from '../../../../src/definitions/life.ts'

const editorTakes = (() => {
  const schema = JSON.parse(readFileSync('schemas/instances.schema.json', 'utf8')) as object
  const validate = new Ajv({ strict: true }).compile(schema)
  const gpu = { productId: 'p', gpuNum: 1, rootfsSize: 60, imageUrl: 'i', kind: 'gpu' }
  return (expires: string): boolean => validate({ instances: [{ ...gpu, expires }] })
})()

/** The point in time that a string names; what is wrong with it where it names none. */
function pointOf(text: string): number | string {
  const expiry = readExpiry(text)
  if (typeof expiry === 'string') return expiry
  return expiresAt(expiry, Number.NaN)
}

const pad = (number: number, size = 2): string => String(number).padStart(size, '0')

/** Seconds from 1970 to 2099, in milliseconds. */
const second = fc.integer({ min: 0, max: 4_102_444_799 }).map((seconds) => seconds * 1000)

const PIECES = [
  ...['0', '1', '8', '30', '365', '4000', 'd', 'h', 'm', 's', 'w', 'H', '.', '-', '+', ' ', 'T'],
  ...['2026-12-31', '2026-02-30', '18:00', '8:00', '25:00', ':00', '.5', 'Z', 'z', '+08:00'],
  ...['+8', '-0330', '+25', 'UTC', 'utc', 'CST', 'Asia/Shanghai', 'Asia/Nowhere', 'x', '\n', '８'],
]

const nearlyExpiry = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(''))

describe('readExpiry', () => {
  it('adds up the parts of a duration', () => {
    const parts = fc.tuple(...[9, 99, 999, 9999].map((max) => fc.nat({ max })))
    fc.assert(
      fc.property(parts, fc.integer(), ([d = 0, h = 0, m = 0, s = 0], createdAt) => {
        const ms = (((d * 24 + h) * 60 + m) * 60 + s) * 1000
        fc.pre(ms > 0)
        const expiry = readExpiry(`${d}d${h}h${m}m${s}s`)
        if (typeof expiry === 'string') throw new Error(expiry)
        expect(expiresAt(expiry, createdAt)).toBe(createdAt + ms)
      }),
    )
  })

  it('reads a point in time back, whatever its offset', () => {
    const minutes = fc.integer({ min: -14 * 60, max: 14 * 60 })
    fc.assert(
      fc.property(second, minutes, (at, offset) => {
        const clock = new Date(at + offset * 60_000).toISOString().slice(0, 19)
        const size = Math.abs(offset)
        const zone = `${offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
        expect(pointOf(`${clock}${zone}`)).toBe(at)
        expect(pointOf(new Date(at).toISOString())).toBe(at)
      }),
    )
  })

  it('reads back what the clocks of a zone show, or says that they show it twice', () => {
    const zones = fc
      .constantFrom(...Intl.supportedValuesOf('timeZone'))
      .filter((zone) => zone.includes('/'))
    fc.assert(
      fc.property(second, zones, (at, zone) => {
        const clock = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(at)
        expect([at, 'twice']).toContain(pointOf(`${clock} ${zone}`))
      }),
    )
  })

  it('takes nothing that an editor marks, and an editor marks each wrong form', () => {
    fc.assert(
      fc.property(nearlyExpiry, (text) => {
        const expiry = readExpiry(text)
        if (typeof expiry !== 'string') expect(editorTakes(text)).toBe(true)
        if (expiry === 'malformed' || expiry === 'without-zone' || expiry === 'too-short') {
          expect(editorTakes(text)).toBe(false)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
