import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { credentialSource } from '../../../../src/ledger/s3-store/credential-source.ts'
import { UserError } from '../../../../src/model/user-error.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'hunter2' }

/** An endpoint of a container: answers in turn, the last again and again. */
async function container(
  ...answers: readonly (object | string | number)[]
): Promise<{ readonly url: string; readonly asked: readonly IncomingMessage[] }> {
  const asked: IncomingMessage[] = []
  const server: Server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? {}
    asked.push(request)
    response.statusCode = typeof answer === 'number' ? answer : 200
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked }
}

const given = (number: number, minutes: number) => ({
  AccessKeyId: `AKIA${number}`,
  SecretAccessKey: `hunter${number}`,
  Token: `token${number}`,
  Expiration: new Date(Date.now() + minutes * 60_000).toISOString(),
})

describe('credentials of the environment', () => {
  test('are its variables first', async () => {
    const source = credentialSource({
      ...KEYS,
      AWS_SESSION_TOKEN: 'token',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://localhost',
    })
    const { accessKeyId, secretAccessKey, sessionToken } = await source.current()
    expect([accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal()]).toEqual([
      'AKIA1',
      'hunter2',
      'token',
    ])
    expect(source.renew()).toBe(false)
  })

  test('have no session token where it is empty, and show nothing', async () => {
    const credentials = await credentialSource({ ...KEYS, AWS_SESSION_TOKEN: '' }).current()
    expect(credentials.sessionToken).toBeUndefined()
    expect(JSON.stringify(credentials)).not.toContain('hunter2')
  })

  test.each([
    [{}, 'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY'],
    [{ AWS_ACCESS_KEY_ID: 'a' }, 'AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not'],
    [
      { AWS_SECRET_ACCESS_KEY: 'hunter2' },
      'AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not',
    ],
    [{ ...KEYS, AWS_SECRET_ACCESS_KEY: 'hunter2\n' }, 'AWS_SECRET_ACCESS_KEY holds a space'],
    [{ ...KEYS, AWS_SESSION_TOKEN: 'hunter2 x' }, 'AWS_SESSION_TOKEN holds a space'],
    [{ ...KEYS, AWS_ACCESS_KEY_ID: 'é' }, 'AWS_ACCESS_KEY_ID holds a space or a character'],
    [{ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '@evil.example/x' }, 'is not an address'],
    [{ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '.evil.example/x' }, 'is not an address'],
    [
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.169.254/x' },
      'unencrypted from another machine',
    ],
    [{ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://me:hunter2@localhost/x' }, 'is not an address'],
    [{ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'file:///etc/passwd' }, 'unencrypted'],
    [{ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'nonsense' }, 'is not an address'],
  ])('%j are refused: %s', (environment, why) => {
    const run = () => credentialSource(environment)
    expect(run).toThrow(UserError)
    try {
      run()
    } catch (error) {
      const { message, hint, ending } = error as UserError
      expect(`${message} ${hint}`).toContain(why)
      expect(`${message} ${hint}`).not.toContain('hunter2')
      expect(ending).toBe('ledger')
    }
  })
})

describe('credentials of the container', () => {
  test.each([
    'http://169.254.170.2/x',
    'http://169.254.170.23/v1/credentials',
    'http://[fd00:ec2::23]/v1/credentials',
    'https://credentials.example.com/x',
  ])('may come from %s', (AWS_CONTAINER_CREDENTIALS_FULL_URI) => {
    const source = credentialSource({ AWS_CONTAINER_CREDENTIALS_FULL_URI })
    expect(source.name).toBe('AWS_CONTAINER_CREDENTIALS_FULL_URI')
  })

  test('are asked for once, and again shortly before they end', async () => {
    const { url, asked } = await container(given(1, 4), given(2, 60), given(3, 60))
    const source = credentialSource({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url })
    const ids = []
    for (let round = 0; round < 3; round += 1) ids.push((await source.current()).accessKeyId)
    expect(ids).toEqual(['AKIA1', 'AKIA2', 'AKIA2'])
    expect(source.renew()).toBe(true)
    expect((await source.current()).accessKeyId).toBe('AKIA3')
    expect(asked).toHaveLength(3)
  })

  test('are asked for once by all who need them at the same time', async () => {
    const { url, asked } = await container(given(1, 60))
    const source = credentialSource({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url })
    await Promise.all(Array.from({ length: 16 }, () => source.current()))
    expect(asked).toHaveLength(1)
  })

  test('are asked for with the token of the variable or of the file', async () => {
    const { url, asked } = await container(given(1, 60))
    const folder = tempDir({ token: 'from-file\n' })
    const environment = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'from-variable',
    }
    await credentialSource(environment).current()
    await credentialSource({
      ...environment,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: join(folder, 'token'),
    }).current()
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      'from-variable',
      'from-file',
    ])
  })

  test.each([
    [403, 'gives no credentials: HTTP 403'],
    ['<html>', 'an answer that is not understood'],
    [{ AccessKeyId: 'a' }, 'an answer that is not understood'],
    [{ ...given(1, 1), Expiration: 'soon' }, 'an answer that is not understood'],
    [{ ...given(1, 1), SecretAccessKey: 'hunter2 ' }, 'holds a space'],
  ])('%j is not taken for them', async (answer, why) => {
    const { url } = await container(answer)
    const asking = credentialSource({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }).current()
    await expect(asking).rejects.toThrow(UserError)
    await expect(asking).rejects.toThrow(why)
    await expect(asking).rejects.not.toThrow('hunter2')
  })

  test.each(['token', 'missing/token'])(
    'refuse a token in %s',
    async (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE) => {
      const { url, asked } = await container(given(1, 60))
      const path = AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
      const file = path === 'token' ? path : join(tempDir(), path)
      const source = credentialSource({
        AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
      })
      await expect(source.current()).rejects.toThrow('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE')
      expect(asked).toHaveLength(0)
    },
  )
})
