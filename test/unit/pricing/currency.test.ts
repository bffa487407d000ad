import { describe, expect, it } from 'vitest'
import { currencyOf } from '../../../src/pricing/currency.ts'

describe('currencyOf', () => {
  it.each([
    ['api.ppinfra.com', 'CNY'],
    ['api.ppio.com', 'CNY'],
    ['API.PPIO.com:443', 'CNY'],
    ['api.novita.ai', 'USD'],
    ['novita.ai', 'USD'],
    ['127.0.0.1:8080', undefined],
    ['ppio.com.example.org', undefined],
    ['notppio.com', undefined],
  ])('tells the currency of %s: %s', (service, code) => {
    expect(currencyOf(service)).toEqual({ code, pretended: false })
  })

  it('marks the money of the sandbox as pretended', () => {
    expect(currencyOf('sandbox')).toEqual({ code: 'CNY', pretended: true })
  })
})
