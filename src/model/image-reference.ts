/** Why no registry takes a reference of an image. The offsets are those of the text. */
export type ImageFault =
  /** A blank, a control character or any other that is not of ASCII. */
  | { readonly kind: 'character'; readonly at: number }
  | { readonly kind: 'scheme'; readonly scheme: string; readonly meant: string }
  | { readonly kind: 'empty-tag' }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'digest'; readonly digest: string }
  /** There is no repository, or a part of its path is empty. */
  | { readonly kind: 'empty-part' }
  | { readonly kind: 'upper-case'; readonly meant: string }
  | { readonly kind: 'part'; readonly part: string }

/**
 * What is wrong with a reference of an image, `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`; `undefined` for nothing. Only the form
 * is looked at, by the grammar of the reference package of the distribution project, which Docker and containerd follow;
 * one thing is stricter: a first part with capitals and no dot is taken for a repository, not for a host.
 */
export function imageFault(text: string): ImageFault | undefined {
  const at = text.search(/[^!-~]/)
  if (at >= 0) return { kind: 'character', at }
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0]
  if (scheme !== undefined) return { kind: 'scheme', scheme, meant: text.slice(scheme.length) }
  const [named = '', digest] = halves(text, text.indexOf('@'))
  if (digest !== undefined && !isDigest(digest)) return { kind: 'digest', digest }
  const colon = named.lastIndexOf(':')
  const [path = '', tag] = halves(named, colon > named.lastIndexOf('/') ? colon : -1)
  const parts = path.split('/')
  const [first = ''] = parts
  const hasHost = parts.length > 1 && (/[.:]/.test(first) || first === 'localhost')
  const repository = hasHost ? parts.slice(1) : parts
  if (repository.some((part) => part === '')) return { kind: 'empty-part' }
  if (tag === '') return { kind: 'empty-tag' }
  if (repository.some((part) => /[A-Z]/.test(part))) {
    const host = hasHost ? `${first}/` : ''
    const meant = `${host}${repository.join('/').toLowerCase()}${text.slice(path.length)}`
    return { kind: 'upper-case', meant }
  }
  const wrong = repository.find((part) => !PART.test(part))
  if (wrong !== undefined) return { kind: 'part', part: wrong }
  if (hasHost && !isHost(first)) return { kind: 'part', part: first }
  // Docker takes it for the id of an image, and asks no registry.
  if (/^[0-9a-f]{64}$/.test(path)) return { kind: 'part', part: path }
  return tag === undefined || TAG.test(tag) ? undefined : { kind: 'tag', tag }
}

/** The text before and after a character; no second half where there is none. */
const halves = (text: string, at: number): readonly string[] =>
  at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]

const PART = /^[a-z0-9]+(?:(?:[.]|_{1,2}|-+)[a-z0-9]+)*$/

const HOST = /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?$/

const isHost = (host: string): boolean => {
  const [, port] = /:(\d+)$/.exec(host) ?? []
  return HOST.test(host) && (port === undefined || (Number(port) > 0 && Number(port) <= 65_535))
}

const TAG = /^\w[\w.-]{0,127}$/

/** Of the algorithms that registries know the length is fixed, and the digits are small. */
const isDigest = (digest: string): boolean => {
  const [algorithm = '', digits = ''] = halves(digest, digest.indexOf(':'))
  const length = LENGTHS[algorithm]
  return length === undefined
    ? DIGEST.test(digest)
    : new RegExp(`^[0-9a-f]{${length}}$`).test(digits)
}

const LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }

const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}$/
