import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  readPort,
  readPortNumber,
  splitPorts,
} from '../../../../src/definitions/validation/port.ts'

describe('splitPorts', () => {
  it('gives each entry without its blanks, and where it stands', () => {
    expect(splitPorts('80/http ,  22/tcp')).toEqual([
      { text: '80/http', from: 0, to: 7 },
      { text: '22/tcp', from: 11, to: 17 },
    ])
    expect(splitPorts('')).toEqual([])
    expect(splitPorts(',')).toEqual([
      { text: '', from: 0, to: 0 },
      { text: '', from: 1, to: 1 },
    ])
  })

  it('gives pieces that are found again at their offsets', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(',', ' ', '8', '/', 't') }), (text) => {
        for (const { text: piece, from, to } of splitPorts(text)) {
          expect(text.slice(from, to)).toBe(piece)
        }
      }),
    )
  })
})

describe('readPort', () => {
  it('reads exactly the ports that the platform opens', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 70000 }),
        fc.constantFrom('tcp', 'http', 'udp'),
        (number, type) => {
          const open =
            number >= 1 && number <= 65535 && (number < 2222 || number > 2224) && type !== 'udp'
          const read = readPort(`${number}/${type}`)
          expect('port' in read).toBe(open)
        },
      ),
    )
  })

  it.each([
    ['8080', '8080/http'],
    ['http/80', '80/http'],
    ['TCP:22', '22/tcp'],
    ['80:http', '80/http'],
    ['8080:80', '80/http'],
    ['22:22', '22/tcp'],
    ['8080:80/http', '80/http'],
    ['80/http; 22/tcp', '80/http, 22/tcp'],
    ['x', undefined],
  ])('guesses what %s was meant to be', (text, meant) => {
    expect(readPort(text)).toEqual({ kind: 'malformed', meant })
  })
})

describe('readPortNumber', () => {
  it('takes digits alone', () => {
    expect(readPortNumber('8888')).toBe(8888)
    expect(readPortNumber('')).toEqual({ kind: 'empty' })
    expect(readPortNumber('8888/http')).toEqual({ kind: 'malformed', meant: '8888' })
    expect(readPortNumber('0x1F')).toEqual({ kind: 'malformed', meant: undefined })
    expect(readPortNumber('9'.repeat(400))).toEqual({ kind: 'range' })
  })
})
