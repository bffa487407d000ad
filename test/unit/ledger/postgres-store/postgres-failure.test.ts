import fc from 'fast-check'
import { DatabaseError } from 'pg'
import { describe, expect, test } from 'vitest'
import {
  explainPostgres,
  TimeLimit,
} from '../../../../src/ledger/postgres-store/postgres-failure.ts'
import { UserError } from '../../../../src/model/user-error.ts'

/** As the client gives an error of the server. */
function fromServer(code: string, message = 'what it says'): DatabaseError {
  return Object.assign(new DatabaseError(message, message.length, 'error'), {
    code,
    severity: 'ERROR',
  })
}

const fromNode = (code: string, message = code): Error =>
  Object.assign(new Error(message), { code })

describe('a failure in words', () => {
  test.each<readonly [string, Error, string]>([
    ['a full disk', fromServer('53100'), 'the disk of the server is full (53100: what it says)'],
    ['too many connections', fromServer('53300'), 'the server has no connection left'],
    ['a shutdown', fromServer('57P01'), 'the server shuts down'],
    ['a start', fromServer('57P03'), 'the server starts or shuts down'],
    ['missing tables', fromServer('42P01'), 'the tables of the ledger are not there'],
    ['a code of a known class', fromServer('53999'), 'the server is short of something (53999: '],
    ['an unknown code', fromServer('ZZ123'), 'the server refused (ZZ123: what it says)'],
    ['an unknown host', fromNode('ENOTFOUND'), 'the host name is unknown (ENOTFOUND)'],
    ['another error of the network', fromNode('ENOTCONN'), 'the connection failed (ENOTCONN)'],
    ['a broken pipe', fromNode('EPIPE'), 'closed while a statement was being sent (EPIPE)'],
    [
      'several addresses of a host',
      new AggregateError([fromNode('ECONNREFUSED')]),
      'nothing listens at that address (ECONNREFUSED)',
    ],
    ['an old certificate', fromNode('CERT_HAS_EXPIRED'), 'the certificate has expired'],
    ['other trouble with TLS', fromNode('ERR_SSL_X'), 'no trusted TLS session (ERR_SSL_X): '],
    ['a limit', new TimeLimit(15), 'no answer within 15 s'],
    [
      'a closed connection',
      new Error('Connection terminated unexpectedly'),
      'closed by the server',
    ],
    ['a server without the password', new Error('SASL: no'), 'could not prove that it knows'],
    ['anything else', new Error('odd'), 'the connection failed: odd'],
  ])('says what %s means, and what to do', (_, error, why) => {
    const told = explainPostgres('read the ledger x', error)
    expect(told).toMatchObject({
      message: expect.stringContaining(`cannot read the ledger x: `),
      hint: expect.stringMatching(/\.$/),
      ending: 'ledger',
      cause: error,
    })
    expect(told.message).toContain(why)
  })

  test('is left as it is where it is one already', () => {
    const error = new UserError('as it is')
    expect(explainPostgres('read the ledger x', error)).toBe(error)
  })

  test('is one bounded line without anything that acts on a terminal, whatever the server says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (message) => {
        for (const error of [fromServer('XX000', message), new Error(message)]) {
          const told = explainPostgres('read the ledger x', error).message
          expect(told).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
          expect(told.length).toBeLessThan(500)
        }
      }),
    )
  })
})
