import { describe, expect, test } from 'vitest'
import { OWN_PROCESS } from '../../../../src/cli/this-process.ts'
import { parseS3Address } from '../../../../src/ledger/s3-store/s3-address.ts'
import { s3Ledger } from '../../../../src/ledger/s3-store/s3-ledger.ts'

const labelOf = (address: string): string =>
  s3Ledger(
    { kind: 'shared', address, password: undefined, isPasswordShown: false },
    {
      folder: '/p',
      cwd: '/p',
      service: 'sandbox',
      environment: { AWS_REGION: 'ap-east-1' },
      apiKeyVariable: 'PPIO_API_KEY',
      own: OWN_PROCESS,
      warn: () => {},
    },
  ).label

const ADDRESSES = [
  's3://abc/p?region=eu-west-1',
  's3://abc/p',
  's3://abc/p?region=eu-west-1&addressing=path',
  's3://a.b.c/p?region=eu-west-1',
  's3://abc/p?endpoint=https://s3.example.com:9000',
  's3://abc/p?region=eu-west-1&endpoint=https://s3.example.com&addressing=virtual',
  's3://abc/p?region=eu-west-1&endpoint=https://other.example.com',
]

describe('what a ledger in S3 is called', () => {
  test.each(ADDRESSES)('names it on its own, without the variables of the run: %s', (address) => {
    const { label: _label, ...meant } = parseS3Address(address, { AWS_REGION: 'ap-east-1' })
    expect(parseS3Address(labelOf(address))).toMatchObject(meant)
  })

  test('is another name for each place', () => {
    expect(new Set(ADDRESSES.map(labelOf)).size).toBe(ADDRESSES.length)
  })
})
