import { expect, test } from 'vitest'
import { parseBaseUrl } from '../../../src/api/base-url.ts'
import { isKnownHost } from '../../../src/api/known-host.ts'

test.each([
  ['https://api.ppinfra.com', true],
  ['https://api.ppio.com/', true],
  ['https://api.novita.ai:443/prefix', true],
  ['https://API.PPINFRA.COM', true],
  ['https://api.ppio.com.', true],
  ['https://api.ppio.com:8443', true],
  ['https://eu.api.novita.ai', true],
  ['https://api.example.com', false],
  ['https://notppio.com', false],
  ['https://ppio.com.example.com', false],
  ['http://127.0.0.1:8080', false],
])('%s is a host of the vendor: %s', (base, isKnown) => {
  expect(isKnownHost(parseBaseUrl(base))).toBe(isKnown)
})
