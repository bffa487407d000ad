import { sourceOf, type View, viewsOf } from './decoded-view.ts'

/** What is in the place of a secret. */
export const MASK = '(secret)'

/**
 * A secret below this length is masked only where it is as a word of its own, and only as it is: else `1` would eat
 * every number and `a` every word. So short a value is hardly a secret, and a string that is all masks helps nobody.
 */
const WORD_ONLY_BELOW = 4

/** From this length a secret is found in capitals and small letters alike. */
const ANY_CASE_FROM = 8

/** From this length the beginning of a secret is masked as well: services cut long values when they quote them. */
const PREFIX_FROM = 12

/** A line of a secret of several lines is one by itself from this length. */
const LINE_FROM = 8

/** Masks what is secret in a string. */
export type Scrub = (text: string) => string

/**
 * Masks every known secret in a string that came from the service, which may quote what we sent: raw, in other case,
 * escaped as JSON, HTML or URL, in base64, or cut short. Overlapping finds become one mask.
 */
export const scrub = (text: string, secrets: readonly string[]): string => scrubber(secrets)(text)

/** The same for many strings. */
export function scrubber(secrets: readonly string[]): Scrub {
  const needles = [...new Set(secrets.flatMap(valuesOf))].map(toNeedle)
  if (needles.length === 0) return (text) => text
  return (text) => {
    const found = viewsOf(text).flatMap((view) => stretchesIn(view, needles))
    return found.length === 0 ? text : masked(text, found)
  }
}

interface Stretch {
  readonly start: number
  readonly end: number
}

interface Needle {
  readonly text: string
  /** In small letters; `undefined` where the case counts. */
  readonly lower: string | undefined
  /** What base64 has for it, alone or inside a longer text. */
  readonly base64: readonly string[]
}

/** The secret, without the spaces that a service trims, and each long line of a secret of several lines. */
function valuesOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.trim().length >= LINE_FROM)
  return [secret, secret.trim(), ...lines].filter((value) => value.trim() !== '')
}

function toNeedle(text: string): Needle {
  const lower = text.toLowerCase()
  return {
    text,
    // Where a small letter has another length, places would not fit.
    lower: text.length >= ANY_CASE_FROM && lower.length === text.length ? lower : undefined,
    base64: text.length < WORD_ONLY_BELOW ? [] : base64Of(text),
  }
}

function stretchesIn(view: View, needles: readonly Needle[]): readonly Stretch[] {
  const { text } = view
  const lower = text.toLowerCase()
  const found: Stretch[] = []
  for (const needle of needles) {
    const isLoose = needle.lower !== undefined && lower.length === text.length
    const [where, what] = isLoose ? [lower, needle.lower ?? ''] : [text, needle.text]
    for (const start of placesOf(where, what)) {
      const end = start + what.length
      if (what.length >= WORD_ONLY_BELOW || isWord(text, start, end)) found.push({ start, end })
    }
    for (const each of beginnings(where, what)) found.push(each)
    for (const form of needle.base64) {
      for (const start of placesOf(text, form)) found.push(withEnds(text, start, form.length))
      for (const each of beginnings(text, form)) found.push(each)
    }
  }
  return found.map(({ start, end }) => sourceOf(view, start, end))
}

function* placesOf(text: string, needle: string): Generator<number> {
  for (let start = text.indexOf(needle); start !== -1; start = text.indexOf(needle, start + 1)) {
    yield start
  }
}

const isWord = (text: string, start: number, end: number): boolean =>
  !/[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, start - 2), start)) &&
  !/^[\p{L}\p{N}_]/u.test(text.slice(end, end + 2))

function beginnings(text: string, secret: string): readonly Stretch[] {
  if (secret.length <= PREFIX_FROM) return []
  const found: Stretch[] = []
  for (const start of placesOf(text, secret.slice(0, PREFIX_FROM))) {
    let length = PREFIX_FROM
    while (length < secret.length && text[start + length] === secret[length]) length += 1
    found.push({ start, end: start + length })
  }
  return found
}

/**
 * What base64 has for a string, however many bytes are before it: three alignments, without the ends that depend on the
 * neighbours, in both alphabets.
 */
function base64Of(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const forms = [0, 1, 2].map((shift) => {
    const base64 = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const tail = (bytes.length + shift) % 3 === 0 ? 0 : 1
    return base64.slice(Math.ceil((shift * 4) / 3), base64.length - tail)
  })
  const url = forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))
  return [...new Set([...forms, ...url])]
}

/** With the one sign on each side that may hold some bits of it. */
function withEnds(text: string, start: number, length: number): Stretch {
  const end = start + length
  const isSign = (at: number): boolean => /[A-Za-z0-9+/_=-]/.test(text[at] ?? '')
  return { start: isSign(start - 1) ? start - 1 : start, end: isSign(end) ? end + 1 : end }
}

function masked(text: string, found: readonly Stretch[]): string {
  let clean = ''
  let done = 0
  for (const { start, end } of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    // A find that begins where the last mask ended, or before, belongs to that mask.
    if (start > done || clean === '') clean += text.slice(done, start) + MASK
    done = Math.max(done, end)
  }
  return clean + text.slice(done)
}
