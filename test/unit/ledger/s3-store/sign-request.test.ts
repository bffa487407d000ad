import { expect, test } from 'vitest'
import { parseS3Address } from '../../../../src/ledger/s3-store/s3-address.ts'
import { urlOf } from '../../../../src/ledger/s3-store/sign-request.ts'

const KEY = 'fleet/lines/000000000001.json'

test.each([
  [
    's3://abc/fleet?region=eu-west-1',
    { key: KEY },
    `https://abc.s3.eu-west-1.amazonaws.com/${KEY}`,
  ],
  [
    's3://a.bc/fleet?region=eu-west-1',
    { key: KEY },
    `https://s3.eu-west-1.amazonaws.com/a.bc/${KEY}`,
  ],
  ['s3://abc/fleet?endpoint=http://localhost:9000', {}, 'http://localhost:9000/abc/'],
  [
    's3://abc/fleet?endpoint=https://s3.example.com:1&addressing=virtual',
    { query: { prefix: 'fleet/lines/', 'continuation-token': 'a+b c=/' } },
    'https://abc.s3.example.com:1/?prefix=fleet%2Flines%2F&continuation-token=a%2Bb%20c%3D%2F',
  ],
])('a request to %s for %j goes to its bucket', (address, request, url) => {
  expect(urlOf(parseS3Address(address), request).href).toBe(url)
})
