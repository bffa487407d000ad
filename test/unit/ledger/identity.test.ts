import { describe, expect, test } from 'vitest'
import { belongs, fingerprint, refuseForeign } from '../../../src/ledger/identity.ts'
import { UserError } from '../../../src/model/user-error.ts'
import { intent, opened } from '../../support/ledger-records.ts'

const service = 'api.example.com'
const byKey = (apiKey: string, salt = 'salt') =>
  opened({ service, salt, account: fingerprint(salt, apiKey) })

const escaped = (text: string): string => text.replaceAll(/[.[\]]/g, '\\$&')

describe('fingerprint', () => {
  test('is twelve hexadecimal digits that depend on key and salt', () => {
    expect(fingerprint('salt', 'sk_one')).toMatch(/^[0-9a-f]{12}$/)
    expect(fingerprint('salt', 'sk_one')).toBe(fingerprint('salt', 'sk_one'))
    expect(fingerprint('salt', 'sk_two')).not.toBe(fingerprint('salt', 'sk_one'))
    expect(fingerprint('pepper', 'sk_one')).not.toBe(fingerprint('salt', 'sk_one'))
  })
})

describe('belongs', () => {
  test.each([
    ['the same key', [byKey('sk_one')], 'sk_one', 'same'],
    ['another key', [byKey('sk_one')], 'sk_two', 'other-account'],
    ['no key', [byKey('sk_one')], undefined, 'same'],
    ['nothing recorded', [], 'sk_one', 'new'],
    ['nothing recorded and no key', [intent()], undefined, 'new'],
    ['opened without a key', [opened()], 'sk_one', 'new'],
    ['the second key of a rotation', [byKey('sk_one'), byKey('sk_two', 's2')], 'sk_two', 'same'],
    ['the first key of a rotation', [byKey('sk_one'), byKey('sk_two', 's2')], 'sk_one', 'same'],
    ['another host', [opened({ service: 'other' })], 'sk_one', 'other-host'],
    ['another host, no key', [opened({ service: 'other' })], undefined, 'other-host'],
    ['a merge of two hosts', [byKey('sk_one'), opened({ service: 'o' })], 'sk_one', 'other-host'],
  ] as const)('%s', (_, records, apiKey, expected) => {
    expect(belongs(records, { service, apiKey })).toBe(expected)
  })
})

describe('refuseForeign', () => {
  test('names both hosts', () => {
    const refuse = () => refuseForeign('x.jsonl', [opened()], { service: 'b', apiKey: undefined })
    expect(refuse).toThrow('x.jsonl was made with api.example.com, but this run is for b')
  })

  test.each([
    ['api.example.com', '--base-url https://api.example.com'],
    ['127.0.0.1:7106', '--base-url http://127.0.0.1:7106'],
    ['localhost:7106', '--base-url http://localhost:7106'],
    ['[::1]:7106', '--base-url http://[::1]:7106'],
    ['sandbox', '--sandbox'],
  ])('names the flag under which the service %s is reached', (service, flag) => {
    const refuse = () =>
      refuseForeign('x.jsonl', [opened({ service })], { service: 'b', apiKey: undefined })
    expect(refuse).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(new RegExp(`: ${escaped(flag)}$`)) }),
    )
  })

  test('refuses another key without showing it', () => {
    try {
      refuseForeign('x.jsonl', [byKey('sk_one')], { service, apiKey: 'sk_two' })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(UserError)
      expect(error).toMatchObject({ ending: 'ledger', hint: expect.any(String) })
      expect(JSON.stringify(error) + String(error)).not.toContain('sk_')
    }
  })

  test('lets the account itself pass', () => {
    refuseForeign('x.jsonl', [byKey('sk_one')], { service, apiKey: 'sk_one' })
    refuseForeign('x.jsonl', [], { service, apiKey: 'sk_one' })
  })
})
