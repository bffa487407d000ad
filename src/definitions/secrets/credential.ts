/** Words that mark the value of a variable as a credential wherever they are in its name. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'AUTH AUTHORIZATION BEARER COOKIE CRED CREDENTIAL CREDENTIALS CREDS DSN JWT PASS PASSPHRASE ' +
    'PASSWD PASSWORD PASSWORDS SECRET SECRETS TOKEN'
  ).split(' '),
)

/** Ends of words that are written together, such as `PGPASSWORD` or `APIKEY`. */
const ENDS =
  /(?:ACCESSKEY|APIKEY|AUTHTOKEN|PASSPHRASE|PASSWD|PASSWORD|PRIVATEKEY|SECRET|SECRETKEY)$/

/**
 * Whether a name says that its value is a credential, word by word and in any case: `HF_TOKEN`, `apiKey`,
 * `PGPASSWORD`, `SSH_PRIVATE_KEY`, `OPENAI_KEY`. In doubt it is one: a masked setting is a nuisance, a shown key
 * a loss. `MAX_TOKENS`, `TOKENIZERS_PARALLELISM`, `SSH_PUBLIC_KEY` and a bare `PWD` are none.
 */
export function isCredentialName(name: string): boolean {
  // Most names are far from it, and a large fleet has many.
  if (!NEAR.test(name)) return false
  const words = wordsOf(name)
  const last = words.at(-1)
  if (last === undefined) return false
  if (words.some((word) => WORDS.has(word) || ENDS.test(word))) return true
  if (last === 'KEY' || last === 'KEYS') return words.at(-2) !== 'PUBLIC'
  // `PWD` alone is the working directory.
  if (words.length > 1 && (last === 'PWD' || last === 'PW')) return true
  return PAIRS.test(words.join(' '))
}

/** Two words that mark a credential wherever they are, as in `AWS_ACCESS_KEY_ID`. */
const PAIRS = /\b(?:(?:ACCESS|API|ENCRYPTION|PRIVATE|SIGNING) KEY|CONNECTION STRING)\b/

const NEAR = /auth|bearer|cookie|cred|dsn|jwt|pass|pw|secret|token|key|connection/i

/** `hfToken2_Value` → HF, TOKEN, VALUE. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word !== '')
}
