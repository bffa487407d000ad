import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { checkApiKey, parseBaseUrl } from '../../../src/api/base-url.ts'
import { UserError } from '../../../src/model/user-error.ts'

const API = '/gpu-instance/openapi/v1'

const refusalOf = (run: () => unknown): UserError => {
  try {
    run()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('parseBaseUrl', () => {
  test.each([
    ['https://api.ppinfra.com', `https://api.ppinfra.com${API}`],
    ['https://api.ppinfra.com/', `https://api.ppinfra.com${API}`],
    [`https://api.ppinfra.com${API}`, `https://api.ppinfra.com${API}`],
    [`https://api.ppinfra.com${API}/`, `https://api.ppinfra.com${API}`],
    ['https://gate.example:8443/ppio//', `https://gate.example:8443/ppio${API}`],
    ['HTTPS://API.ppinfra.com:443', `https://api.ppinfra.com${API}`],
    ['http://127.0.0.1:3000', `http://127.0.0.1:3000${API}`],
    ['http://127.1:3000', `http://127.0.0.1:3000${API}`],
    ['http://[::1]:3000/x', `http://[::1]:3000/x${API}`],
    ['http://localhost:3000', `http://localhost:3000${API}`],
  ])('%s is %s', (text, root) => {
    expect(parseBaseUrl(text).root).toBe(root)
  })

  test('knows host and port, and this machine from others', () => {
    expect(parseBaseUrl('https://api.ppinfra.com')).toMatchObject({
      host: 'api.ppinfra.com',
      isLoopback: false,
    })
    expect(parseBaseUrl('http://localhost:3000')).toMatchObject({
      host: 'localhost:3000',
      isLoopback: true,
    })
    expect(parseBaseUrl('https://127.0.0.1.example.com').isLoopback).toBe(false)
  })

  test.each([
    ['', /empty/],
    ['api.ppinfra.com', /no scheme/],
    ['localhost:3000', /no scheme/],
    ['https://', /not a URL/],
    ['https://a b', /space/],
    ['https://a\nb', /space/],
    ['ftp://a', /scheme ftp/],
    ['https://a/?x=1', /query/],
    ['https://a/#', /fragment/],
    ['http://api.ppinfra.com', /unencrypted/],
    ['http://10.0.0.5:3000', /unencrypted/],
    ['http://localhost.example.com', /unencrypted/],
  ])('%j is refused', (text, why) => {
    expect(refusalOf(() => parseBaseUrl(text)).message).toMatch(why)
  })

  test.each([
    'https://me:hunter2@api.ppinfra.com',
    'https://hunter2@api.ppinfra.com',
    'me:hunter2@api.ppinfra.com',
    'https://me:hunter2@a b',
    'ftp://me:hunter2@a',
  ])('a password is never quoted, whatever is wrong', (text) => {
    const error = refusalOf(() => parseBaseUrl(text))
    expect(error.message + (error.hint ?? '')).not.toContain('hunter2')
  })
})

describe('checkApiKey', () => {
  test('a good key can be revealed but not printed', () => {
    const key = checkApiKey('sk_abc-DEF.123')
    expect(key.reveal()).toBe('sk_abc-DEF.123')
    expect(`${key}${JSON.stringify({ key })}${inspect(key)}`).not.toContain('sk_abc')
  })

  test.each([
    ['', /empty/],
    ['  ', /empty/],
    ['sk_hunter2\n', /line break/],
    ['sk_hunter2 x', /space/],
    ['Bearer sk_hunter2', /Bearer/],
    ['"sk_hunter2"', /quotes/],
    ['sk_hunter2é', /no key has/],
    ['sk_hunter2\u0000', /no key has/],
  ])('%j is refused, naming where it came from and never itself', (key, why) => {
    const error = refusalOf(() => checkApiKey(key, 'MY_KEY'))
    expect(error.message).toMatch(why)
    expect(error.message).toContain('MY_KEY')
    expect(error.message + (error.hint ?? '')).not.toContain('hunter2')
  })
})
