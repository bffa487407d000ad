import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  ledgerPath,
  SANDBOX_SERVICE,
  serviceOf,
} from '../../../../src/ledger/file-store/ledger-path.ts'

describe('serviceOf', () => {
  test.each([
    ['https://api.ppinfra.com', 'api.ppinfra.com'],
    ['https://API.ppinfra.com:443/gpu/', 'api.ppinfra.com'],
    ['https://api.ppinfra.com./', 'api.ppinfra.com'],
    ['https://api.ppinfra.com:8443', 'api.ppinfra.com:8443'],
    ['http://127.0.0.1:4010', '127.0.0.1:4010'],
    ['http://[::1]:4010', '[::1]:4010'],
    ['https://sandbox/', 'sandbox:443'],
  ])('%s is %s', (url, service) => {
    expect(serviceOf(new URL(url))).toBe(service)
  })
})

describe('ledgerPath', () => {
  test.each([
    ['api.ppinfra.com', 'api.ppinfra.com.ledger.jsonl'],
    ['127.0.0.1:4010', '127.0.0.1_4010.ledger.jsonl'],
    ['[::1]:4010', '___1__4010.ledger.jsonl'],
    [SANDBOX_SERVICE, 'sandbox.ledger.jsonl'],
  ])('%s has %s', (service, name) => {
    expect(ledgerPath('fleet', service)).toBe(join('fleet', '.ppi-apply', name))
  })
})
