import type { Environment } from '../../config/environment.ts'
import { UserError } from '../../model/user-error.ts'
import { containerCredentials } from './container-credentials.ts'
import { type CredentialSource, toCredentials } from './credentials.ts'

/**
 * The credentials that the environment names: the variables that OIDC actions and `aws configure export-credentials` set,
 * else those of the container. `environment` is that of the process, never of a file: who fills it says what the ledger is
 * written with. Throws a `UserError` where it names none.
 */
export function credentialSource(environment: Environment): CredentialSource {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: key = '' } = environment
  if (id === '' && key === '') {
    const source = containerCredentials(environment)
    if (source !== undefined) return source
    throw new UserError('there are no credentials for the S3 store of the ledger', {
      ending: 'ledger',
      hint: 'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, if they are temporary, AWS_SESSION_TOKEN. In CI an OIDC action sets them; from a profile: eval "$(aws configure export-credentials --format env)"',
    })
  }
  if (id === '' || key === '') {
    const [set, missing] = id === '' ? [KEY, ID] : [ID, KEY]
    throw new UserError(`${set} is set, but ${missing} is not`, {
      ending: 'ledger',
      hint: 'The S3 store of the ledger needs both.',
    })
  }
  const token = environment.AWS_SESSION_TOKEN ?? ''
  const credentials = toCredentials(
    { id, key, token: token === '' ? undefined : token },
    { id: ID, key: KEY, token: 'AWS_SESSION_TOKEN' },
  )
  return { name: ID, current: async () => credentials, renew: () => false }
}

const ID = 'AWS_ACCESS_KEY_ID'
const KEY = 'AWS_SECRET_ACCESS_KEY'
