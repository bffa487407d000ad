import { describe, expect, it } from 'vitest'
import { toFleet } from '../../../../src/definitions/fleet.ts'
import { checkLives } from '../../../../src/plan/decide/life-check.ts'
import { parse } from '../../../support/parse.ts'

const NOW = Date.parse('2026-11-01T11:00:00.000Z')

/** What is found in entries with these lines, all of which are to be created. */
function found(...entries: readonly (readonly string[])[]) {
  const text = [
    'defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "a/b:1" }',
    'instances:',
    ...entries.flatMap((lines, nth) => [
      `  - name: n${nth}`,
      ...lines.map((line) => `    ${line}`),
    ]),
    '',
  ].join('\n')
  const { documents, diagnostics } = parse({ path: 'instances.yaml', text })
  const fleet = toFleet(documents, { lookup: () => undefined })
  expect([...diagnostics, ...fleet.diagnostics]).toEqual([])
  return checkLives(fleet.specs, NOW).map(({ code, severity, message, place }) => ({
    code,
    severity,
    message,
    at: place.pointer,
    written: text.slice(place.span.start, place.span.end),
  }))
}

describe('checkLives', () => {
  it('finds a time that is over, at its place', () => {
    expect(found(['expires: 2026-11-01T10:59:59Z'])).toEqual([
      {
        code: 'expires-in-the-past',
        severity: 'error',
        message:
          '`expires` is 2026-11-01T10:59:59.000Z, which is in the past, and the entry would be created now',
        at: '/instances/0/expires',
        written: '2026-11-01T10:59:59Z',
      },
    ])
    expect(found(['expires: 2026-11-01 12:00 +01:00'])).toMatchObject([{ severity: 'error' }])
  })

  it('finds nothing in a time to come, or one that counts from the creation', () => {
    expect(found(['expires: 2026-11-01T11:00:01Z'], ['expires: 1s'], [])).toEqual([])
  })

  it('finds what is to be stopped before it is there, at its place', () => {
    expect(found(['desiredStatus: running'], ['desiredStatus: stopped'])).toMatchObject([
      {
        code: 'stopped-before-created',
        severity: 'error',
        at: '/instances/1/desiredStatus',
        written: 'stopped',
      },
    ])
  })

  it('tells a mistake once, however many replicas have it, and both where there are two', () => {
    const codes = found(['replicas: 3', 'desiredStatus: stopped', 'expires: 2020-01-01 00:00 Z'])
    expect(codes.map(({ code }) => code)).toEqual(['expires-in-the-past', 'stopped-before-created'])
  })
})
