/** What stands in the place of a secret. */
export const MASK = '(secret)'

/** Below this length a secret is masked only where it stands as a word of its own: else `1` would eat every number. */
const WORD_ONLY_BELOW = 4

/** From this length the beginning of a secret is masked as well: services cut long values when they quote them. */
const PREFIX_FROM = 12

/** A stretch of base64 shorter than this says too little and would match by chance. */
const BASE64_FROM = 8

/**
 * Masks every known secret in a text that came from the service, which may quote what we sent: raw, escaped
 * as JSON, HTML or URL, in base64, or cut short. Overlapping finds become one mask.
 */
export function scrub(text: string, secrets: readonly string[]): string {
  const found: Stretch[] = []
  for (const secret of new Set(secrets)) {
    // One by one: there may be more than a call can have arguments.
    for (const form of formsOf(secret)) for (const each of occurrences(text, form)) found.push(each)
    for (const each of beginnings(text, secret)) found.push(each)
  }
  if (found.length === 0) return text
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  let clean = ''
  let done = 0
  for (const { start, end } of found) {
    // A find that begins where the last mask ended, or before, belongs to that mask.
    if (start > done || clean === '') clean += text.slice(done, start) + MASK
    done = Math.max(done, end)
  }
  return clean + text.slice(done)
}

interface Stretch {
  readonly start: number
  readonly end: number
}

function formsOf(secret: string): ReadonlySet<string> {
  const forms = new Set<string>()
  for (const value of valuesOf(secret)) {
    forms.add(value)
    if (value.length < WORD_ONLY_BELOW) continue
    const json = JSON.stringify(value).slice(1, -1)
    forms.add(json)
    forms.add(json.replaceAll('/', '\\/'))
    forms.add(goJson(json))
    forms.add(asciiJson(json))
    forms.add(asciiJson(goJson(json)))
    forms.add(html(value))
    forms.add(html(value).replaceAll('&#34;', '&quot;'))
    for (const url of urlForms(value)) forms.add(url)
    for (const base64 of base64Forms(value)) forms.add(base64)
  }
  return forms
}

/** The secret, without the blanks that a service trims, and each long line of a secret of several lines. */
function valuesOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.trim().length >= BASE64_FROM)
  return [secret, secret.trim(), ...lines].filter((value) => value.trim() !== '')
}

/** The service is written in Go, whose JSON also escapes what HTML would read. */
const goJson = (json: string): string =>
  json.replaceAll('&', '\\u0026').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')

const asciiJson = (json: string): string =>
  json.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const html = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;')

function urlForms(value: string): readonly string[] {
  // A lone surrogate has no URL form, and `encodeURIComponent` throws on it.
  const whole = encodeURIComponent(value.replace(/\p{Cs}/gu, '\ufffd'))
  const strict = whole.replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const forms = [whole, strict, whole.replaceAll('%20', '+'), strict.replaceAll('%20', '+')]
  return [
    ...forms,
    ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())),
  ]
}

/** The secret in base64, alone or inside a longer text: three alignments, without the ends that depend on the neighbours. */
function base64Forms(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  const whole = bytes.toString('base64').replace(/=+$/, '')
  const inner = [0, 1, 2].map((shift) => {
    const base64 = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const tail = (bytes.length + shift) % 3 === 0 ? 0 : 1
    return base64.slice(Math.ceil((shift * 4) / 3), base64.length - tail)
  })
  const forms = [whole, ...inner.filter((form) => form.length >= BASE64_FROM)]
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))]
}

function occurrences(text: string, form: string): readonly Stretch[] {
  const found: Stretch[] = []
  for (let start = text.indexOf(form); start !== -1; start = text.indexOf(form, start + 1)) {
    const end = start + form.length
    if (form.length >= WORD_ONLY_BELOW || isWord(text, start, end)) found.push({ start, end })
  }
  return found
}

const isWord = (text: string, start: number, end: number): boolean =>
  !/[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, start - 2), start)) &&
  !/^[\p{L}\p{N}_]/u.test(text.slice(end, end + 2))

function beginnings(text: string, secret: string): readonly Stretch[] {
  if (secret.length <= PREFIX_FROM) return []
  const prefix = secret.slice(0, PREFIX_FROM)
  const found: Stretch[] = []
  for (let start = text.indexOf(prefix); start !== -1; start = text.indexOf(prefix, start + 1)) {
    let length = PREFIX_FROM
    while (length < secret.length && text[start + length] === secret[length]) length += 1
    found.push({ start, end: start + length })
  }
  return found
}
