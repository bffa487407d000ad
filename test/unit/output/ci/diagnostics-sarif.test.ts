import { describe, expect, test } from 'vitest'
import { diagnosticsSarif, uriOf } from '../../../../src/output/ci/diagnostics-sarif.ts'
import { emptyReference, inCommand, placeOf, saying } from '../../view/findings.ts'

describe('diagnosticsSarif', () => {
  test('is a log of one run with rules, results and regions', () => {
    const related = [{ message: 'see', place: placeOf('imageAuth') }]
    const found = [inCommand(), saying('x', placeOf('${}'), related)]
    expect(diagnosticsSarif(found, { version: '1.2.3' })).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          columnKind: 'utf16CodeUnits',
          tool: {
            driver: {
              name: 'ppi-apply',
              version: '1.2.3',
              rules: [
                { id: 'reference-in-command', defaultConfiguration: { level: 'warning' } },
                {
                  id: 'variable-required',
                  shortDescription: {
                    text: 'The definition requires this variable with `?` or `:?`, and gives the reason.',
                  },
                  defaultConfiguration: { level: 'error' },
                },
              ],
            },
          },
          results: [
            {
              ruleId: 'variable-required',
              ruleIndex: 1,
              level: 'error',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'fleet/instances.yaml' },
                    region: { startLine: 3, startColumn: 15, endLine: 3, endColumn: 18 },
                  },
                  logicalLocations: [{ fullyQualifiedName: '/instances/0' }],
                },
              ],
              relatedLocations: [{ id: 0, message: { text: 'see' } }],
            },
            { ruleId: 'reference-in-command', ruleIndex: 0, level: 'warning' },
          ],
        },
      ],
    })
  })

  test('is a log without results when nothing was found', () => {
    expect(diagnosticsSarif([], { version: '1.2.3' })).toMatchObject({ runs: [{ results: [] }] })
  })

  test('is cut where a service would refuse it, errors last, and counts the rest', () => {
    const warnings = Array.from({ length: 20_000 }, () => inCommand())
    const errors = Array.from({ length: 10_000 }, () => emptyReference())
    const log = diagnosticsSarif([...warnings, ...errors], { version: '1' }) as {
      runs: [{ results: { level: string }[]; invocations?: unknown }]
    }
    const [{ results, invocations }] = log.runs
    expect(results).toHaveLength(25_000)
    expect(results.filter(({ level }) => level === 'error')).toHaveLength(10_000)
    expect(invocations).toEqual([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          {
            level: 'warning',
            message: { text: '… and 5000 more findings (--format json lists all)' },
          },
        ],
      },
    ])
    const whole = diagnosticsSarif(errors, { version: '1' })
    expect(whole).toMatchObject({ runs: [{ results: { length: 10_000 } }] })
    expect(whole).not.toHaveProperty('runs.0.invocations')
  })

  test('holds no piece of a file', () => {
    const log = JSON.stringify(
      diagnosticsSarif([emptyReference(placeOf('hunter2'))], { version: '1' }),
    )
    expect(log).not.toContain('hunter2')
  })
})

describe('uriOf', () => {
  test.each([
    ['instances.yaml', 'instances.yaml'],
    ['./a/../b c.yaml', 'a/../b%20c.yaml'],
    ['a:b#c?d%.yaml', 'a%3Ab%23c%3Fd%25.yaml'],
    ['训练.yaml', '%E8%AE%AD%E7%BB%83.yaml'],
    ['/srv/a b.yaml', 'file:///srv/a%20b.yaml'],
    ['C:\\fleet\\a.yaml', 'file:///C:/fleet/a.yaml'],
    ['<stdin>', '%3Cstdin%3E'],
    ['\ud800', '%EF%BF%BD'],
  ])('of %s is %s', (path, uri) => {
    expect(uriOf(path)).toBe(uri)
  })
})
