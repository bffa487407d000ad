import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseS3Address } from '../../../../src/ledger/s3-store/s3-address.ts'
import { UserError } from '../../../../src/model/user-error.ts'

const hintOf = (text: string): string => {
  try {
    parseS3Address(text)
  } catch (error) {
    if (error instanceof UserError) return `${error.message}: ${error.hint}`
    throw error
  }
  throw new Error('it was read')
}

describe('parseS3Address', () => {
  test('reads a bucket of AWS, named in the host', () => {
    expect(parseS3Address('s3://my-ledgers/team/fleet?region=eu-central-1')).toEqual({
      label: 's3://my-ledgers/team/fleet',
      bucket: 'my-ledgers',
      prefix: 'team/fleet',
      region: 'eu-central-1',
      endpoint: new URL('https://s3.eu-central-1.amazonaws.com'),
      addressing: 'virtual',
    })
  })

  test('reads a bucket of another store, named in the path', () => {
    expect(parseS3Address('s3://ledgers/fleet/?endpoint=https://s3.example.com:9000')).toEqual({
      label: 's3://ledgers/fleet',
      bucket: 'ledgers',
      prefix: 'fleet',
      region: 'us-east-1',
      endpoint: new URL('https://s3.example.com:9000'),
      addressing: 'path',
    })
  })

  test.each([
    ['s3://a.b.c/p?region=eu-west-1', 'path'],
    ['s3://abc/p?region=eu-west-1&addressing=path', 'path'],
    ['s3://abc/p?endpoint=https://s3.example.com&addressing=virtual', 'virtual'],
  ])('%s is asked by %s', (text, addressing) => {
    expect(parseS3Address(text).addressing).toBe(addressing)
  })

  test.each([
    ['s3://abc/p?region=eu-west-1', 'eu-west-1'],
    ['s3://abc/p', 'ap-east-1'],
    ['s3://abc/p?endpoint=https://r2.example.com&region=auto', 'auto'],
  ])('%s is in the region %s, where AWS_REGION is ap-east-1', (text, region) => {
    expect(parseS3Address(text, { AWS_REGION: 'ap-east-1', AWS_DEFAULT_REGION: 'x' }).region).toBe(
      region,
    )
  })

  test('takes AWS_DEFAULT_REGION where AWS_REGION is empty', () => {
    const environment = { AWS_REGION: '', AWS_DEFAULT_REGION: 'cn-north-1' }
    expect(parseS3Address('s3://abc/p', environment).endpoint.host).toBe(
      's3.cn-north-1.amazonaws.com.cn',
    )
  })

  test.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])(
    'takes plain HTTP to this machine: %s',
    (endpoint) => {
      expect(parseS3Address(`s3://abc/p?endpoint=${endpoint}`).endpoint.protocol).toBe('http:')
    },
  )

  test.each([
    ['', 'does not begin with s3://'],
    ['S3://abc/p', 'does not begin with s3://'],
    ['https://abc/p', 'does not begin with s3://'],
    ['s3://abc/p q?region=x', 'space'],
    ['s3://abc/p\u0000?region=x', 'control character'],
    ['s3:///p?region=x', 'does not name a bucket'],
    ['s3://ab/p?region=x', 'does not name a bucket'],
    ['s3://My_Bucket/p?region=x', 'does not name a bucket'],
    ['s3://-abc/p?region=x', 'does not name a bucket'],
    ['s3://a..b/p?region=x', 'does not name a bucket'],
    ['s3://10.0.0.1/p?region=x', 'does not name a bucket'],
    ['s3://abc:9000/p?region=x', 'does not name a bucket'],
    [`s3://${'a'.repeat(64)}/p?region=x`, 'does not name a bucket'],
    ['s3://abc?region=x', 'without a prefix'],
    ['s3://abc/?region=x', 'without a prefix'],
    ['s3://abc/a//b?region=x', 'prefix that cannot be used'],
    ['s3://abc/../b?region=x', 'prefix that cannot be used'],
    ['s3://abc/./b?region=x', 'prefix that cannot be used'],
    ['s3://abc/a+b?region=x', 'prefix that cannot be used'],
    ['s3://abc/a%2Fb?region=x', 'prefix that cannot be used'],
    ['s3://abc/é?region=x', 'prefix that cannot be used'],
    [`s3://abc/${'a'.repeat(201)}?region=x`, 'prefix that cannot be used'],
    ['s3://abc/p', 'names no region'],
    ['s3://abc/p?region=', 'an empty region'],
    ['s3://abc/p?region=EU', 'a region that is not one'],
    ['s3://abc/p?region=a.evil.example', 'a region that is not one'],
    ['s3://abc/p?region=a&region=b', 'region more than once'],
    ['s3://abc/p?region=a?region=b', 'a second query'],
    ['s3://abc/p?region=a#b', 'fragment'],
    ['s3://abc/p?region=a&profile=b', 'the unknown parameter "profile"'],
    ['s3://abc/p?region=a&addressing=dns', 'unknown addressing'],
    ['s3://abc/p?endpoint=https://10.0.0.1&addressing=virtual', 'in front of an address'],
    ['s3://abc/p?endpoint=https://[fd00::1]&addressing=virtual', 'in front of an address'],
    ['s3://abc/p?endpoint=s3.example.com', 'not a URL'],
    ['s3://abc/p?endpoint=ftp://s3.example.com', 'not a URL'],
    ['s3://abc/p?endpoint=http://s3.example.com', 'plain HTTP on another machine'],
    ['s3://abc/p?endpoint=http://127.0.0.1.example.com', 'plain HTTP on another machine'],
    ['s3://abc/p?endpoint=https://s3.example.com/path', 'more than a host and a port'],
  ])('refuses %j: %s', (text, why) => {
    expect(hintOf(text)).toContain(why)
  })

  test.each([
    's3://me:hunter2@abc/p?region=x',
    's3://hunter2@abc/p?region=x',
    's3://abc/p?endpoint=https://me:hunter2@s3.example.com',
    's3://abc/p?endpoint=https://me:hunter2@s3.example.com&x=y',
    's3://abc/p?region=x&secret_access_key=hunter2',
    's3://abc/p?region=hunter2!',
    's3://me:hunter2@',
  ])('refuses %s without repeating its password', (text) => {
    expect(hintOf(text)).not.toContain('hunter2')
  })

  test('gives one address for one place, whatever is behind it, or refuses', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        try {
          const { label, bucket, prefix } = parseS3Address(`s3://${text}`, { AWS_REGION: 'a-1' })
          expect(label).toBe(`s3://${bucket}/${prefix}`)
          expect(parseS3Address(label, { AWS_REGION: 'a-1' }).label).toBe(label)
          expect(new URL(`https://host/${bucket}/${prefix}`).pathname).toBe(`/${bucket}/${prefix}`)
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})
