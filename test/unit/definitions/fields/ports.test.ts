import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, findsWithoutVariables, wordsOf } from '../../../support/fleet-of.ts'

describe('ports', () => {
  it.each([
    ['80/http, 3306/tcp', '80/http, 3306/tcp'],
    ['80/http,3306/tcp', '80/http,3306/tcp'],
    ['1/tcp', '1/tcp'],
    ['65535/http', '65535/http'],
    ['""', ''],
    ['[8080/http, 22/tcp]', '8080/http, 22/tcp'],
    ['[" 22/tcp "]', '22/tcp'],
    ['[]', ''],
  ])('takes %s', (written, sent) => {
    expect(findsIn(exampleFile({ ports: written }))).toEqual([])
    expect(bodiesOf(exampleFile({ ports: written }))).toMatchObject([{ ports: sent }])
  })

  it.each([
    ['80/http, 22/tcp, 2222/tcp', 'port-reserved «2222»'],
    ['2223/tcp', 'port-reserved «2223»'],
    ['2224/http', 'port-reserved «2224»'],
    ['0/tcp', 'port-out-of-range «0»'],
    ['65536/tcp', 'port-out-of-range «65536»'],
    ['080/http', 'port-leading-zero «080»'],
    ['80/https', 'port-type-unknown «https»'],
    ['80/TCP', 'port-type-unknown «TCP»'],
    ['80/udp', 'port-type-unknown «udp»'],
    ['http/80', 'port-malformed «http/80»'],
    ['8080:80', 'port-malformed «8080:80»'],
    ['80/http 22/tcp', 'port-malformed «80/http 22/tcp»'],
    ['-1/tcp', 'port-malformed «-1/tcp»'],
    ['80/http, 80/tcp', 'port-duplicate «80/tcp»'],
    ['"80/http,"', 'port-empty «»'],
    ['[8080/http, 2222/tcp]', 'port-reserved «2222»'],
    ['[22/tcp, 22/tcp]', 'port-duplicate «22/tcp»'],
    ['8080', 'unquoted-text «8080»'],
    ['[8080]', 'unquoted-text «8080»'],
    ['{ a: b }', 'wrong-type «{ a: b }»'],
    ['[[80/http]]', 'wrong-type «[80/http]»'],
  ])('refuses %s', (written, finding) => {
    expect(findsIn(exampleFile({ ports: written }))).toEqual([finding])
  })

  it('points into a quoted text, past its blanks', () => {
    const text = exampleFile({ ports: '"80/http ,   2222/tcp"' })
    expect(findsIn(text)).toEqual(['port-reserved «2222»'])
  })

  it('says which entry it is, and what is wrong', () => {
    expect(wordsOf(exampleFile({ ports: '80/http, 22/tcp, 2222/tcp' }))).toMatch(
      /^`ports` entry 3: "2222" is reserved by the platform/,
    )
    expect(wordsOf(exampleFile({ ports: '8080' }))).toContain('write `8080/http`')
    expect(wordsOf(exampleFile({ ports: 'http/80' }))).toContain('write `80/http`')
    expect(wordsOf(exampleFile({ ports: '8080:80' }))).toContain('write `80/http`')
    expect(wordsOf(exampleFile({ ports: '80/http 22/tcp' }))).toContain('write `80/http, 22/tcp`')
    expect(wordsOf(exampleFile({ ports: '80/https' }))).toContain('did you mean `http`?')
  })

  it('finds every mistake of one text', () => {
    expect(findsIn(exampleFile({ ports: '2222/tcp, 0/tcp, 80/udp, 80/http, x' }))).toEqual([
      'port-reserved «2222»',
      'port-out-of-range «0»',
      'port-type-unknown «udp»',
      'port-malformed «x»',
    ])
  })

  it('are at most 15, those of tools included', () => {
    const ports = (count: number) =>
      Array.from({ length: count }, (_, index) => `${8000 + index}/tcp`).join(', ')
    const tools = '[{ name: Jupyter, port: "8888", type: http }]'
    expect(findsIn(exampleFile({ ports: ports(15) }))).toEqual([])
    expect(findsIn(exampleFile({ ports: ports(14), tools }))).toEqual([])
    expect(findsIn(exampleFile({ ports: ports(16) }))).toEqual([`ports-too-many «${ports(16)}»`])
    expect(findsIn(exampleFile({ ports: ports(15), tools }))).toEqual([
      `ports-too-many «${ports(15)}»`,
    ])
  })

  it('are checked when they come from variables, at the whole text', () => {
    expect(findsIn(exampleFile({ ports: '${PORT}/tcp' }), { PORT: '22' })).toEqual([])
    const text = exampleFile({ ports: '80/http, ${PORT}/tcp' })
    expect(findsIn(text, { PORT: '2222' })).toEqual(['port-reserved «80/http, ${PORT}/tcp»'])
    expect(wordsOf(text, { PORT: '2222' })).toContain('from the variable PORT')
  })

  it('are not judged without the variables, but the others of a list are', () => {
    expect(findsWithoutVariables(exampleFile({ ports: '${PORTS}' }))).toEqual([])
    expect(findsWithoutVariables(exampleFile({ ports: '["${P}/tcp", 2222/tcp]' }))).toEqual([
      'port-reserved «2222»',
    ])
  })
})
