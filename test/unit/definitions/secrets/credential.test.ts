import { describe, expect, it } from 'vitest'
import { isCredentialName } from '../../../../src/definitions/secrets/credential.ts'

describe('isCredentialName', () => {
  it.each([
    'HF_TOKEN',
    'hf_token',
    'hfToken',
    'TOKEN',
    'GITHUB_TOKEN_2',
    'PASSWORD',
    'DB_PASSWD',
    'PGPASSWORD',
    'MYSQL_PWD',
    'API_KEY',
    'APIKEY',
    'apiKey',
    'OPENAI_KEY',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'SSH_PRIVATE_KEY',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'BASIC_AUTH',
    'REDISCLI_AUTH',
    'CLIENT_SECRET',
    'SENTRY_DSN',
    'KEY_PASSPHRASE',
    'x-api-key',
    'JWT',
    'DB_CONNECTION_STRING',
    'ACCESS_KEY_V2',
  ])('takes %s for a credential', (name) => {
    expect(isCredentialName(name)).toBe(true)
  })

  it.each([
    '',
    'MODE',
    'PATH',
    'PWD',
    'MAX_TOKENS',
    'TOKENIZERS_PARALLELISM',
    'SSH_PUBLIC_KEY',
    'KEYBOARD',
    'MONKEY',
    'AUTHOR',
    'PASSIVE',
    'CONNECTION_LIMIT',
    '训练',
    '_',
  ])('takes %s for an ordinary name', (name) => {
    expect(isCredentialName(name)).toBe(false)
  })
})
