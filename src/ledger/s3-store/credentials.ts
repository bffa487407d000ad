import { Secret } from '../../model/secret.ts'
import { UserError } from '../../model/user-error.ts'

/** What requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken: Secret | undefined
}

/** Where credentials come from. */
export interface CredentialSource {
  /** Such as `AWS_ACCESS_KEY_ID`, for messages. */
  readonly name: string
  /** Those to sign with now, new ones where the last are about to end. Throws a `UserError` where there are none. */
  current(): Promise<Credentials>
  /** The store says that the last have ended. Gives false where there are no others to be had. */
  renew(): boolean
}

interface Parts<Text> {
  readonly id: Text
  readonly key: Text
  readonly token: Text | undefined
}

/** Checks the parts before they go into a header, where Node's own error would quote them. `names`: of each part. */
export function toCredentials(parts: Parts<string>, names: Parts<string>): Credentials {
  for (const part of ['id', 'key', 'token'] as const) {
    const text = parts[part]
    if (text !== undefined && !/^[\x21-\x7e]+$/.test(text)) {
      throw new UserError(`${names[part]} holds a space or a character that no credential has`, {
        ending: 'ledger',
        hint: 'Set it to the value alone, without quotes and line breaks.',
      })
    }
  }
  const { id, key, token } = parts
  return {
    accessKeyId: id,
    secretAccessKey: new Secret(key, SHOWN),
    sessionToken: token === undefined ? undefined : new Secret(token, SHOWN),
  }
}

const SHOWN = '(secret)'
