import fc from 'fast-check'

/** Texts of any code points, halves of surrogate pairs included. */
export const anyCharacter = fc.oneof(
  fc.nat({ max: 0xff }).map((code) => String.fromCharCode(code)),
  fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)),
  fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
)

export const anyText = fc.string({ unit: anyCharacter })
