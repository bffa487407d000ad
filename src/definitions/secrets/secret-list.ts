import { reveal, secretsIn } from '../../model/secret.ts'
import type { CreateBody } from '../instance-spec.ts'
import { type Scrub, scrubber } from './redact.ts'

/** The secrets that no answer of the service may show: one list for all calls, which may grow. */
export interface SecretList {
  readonly clean: Scrub
  learn(secrets: readonly string[]): void
}

export function secretList(first: readonly string[]): SecretList {
  const secrets = new Set(first)
  let clean = scrubber([...secrets])
  return {
    clean: (text) => clean(text),
    learn(more) {
      const before = secrets.size
      for (const secret of more) secrets.add(secret)
      if (secrets.size > before) clean = scrubber([...secrets])
    },
  }
}

/** Every secret of a body, and the halves of `imageAuth`, of which a service may repeat the password alone. */
export function secretTexts(body: CreateBody): readonly string[] {
  const texts = secretsIn(body).map((secret) => String(secret.reveal()))
  const auth = body.imageAuth === undefined ? undefined : reveal(body.imageAuth)
  if (typeof auth !== 'string') return texts
  return [...texts, auth, auth.slice(auth.indexOf(':') + 1)]
}
