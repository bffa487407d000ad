import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../../../src/diagnostics/example-file.ts'
import { bodiesOf, findsIn, wordsOf } from '../../../support/fleet-of.ts'

const tool = (port: string, rest = 'name: Jupyter, type: http'): string =>
  exampleFile({ tools: `[{ ${rest}, port: ${port} }]` })

describe('tools', () => {
  it('are sent as they are written', () => {
    expect(bodiesOf(tool('"8888"'))).toMatchObject([
      { tools: [{ name: 'Jupyter', type: 'http', port: '8888' }] },
    ])
  })

  it.each([
    ['8888', 'unquoted-text «8888»'],
    ['"2222"', 'port-reserved «2222»'],
    ['"0"', 'port-out-of-range «0»'],
    ['"08888"', 'port-leading-zero «08888»'],
    ['"8888/http"', 'port-malformed «8888/http»'],
    ['""', 'text-empty «""»'],
  ])('refuse the port %s', (port, finding) => {
    expect(findsIn(tool(port))).toEqual([finding])
  })

  it('write a port in quotes', () => {
    expect(wordsOf(tool('8888'))).toContain('write `"8888"`, with the quotes')
  })

  it('need all three of their keys, spelt right', () => {
    expect(findsIn(tool('"8888"', 'name: Jupyter'))).toEqual([
      'missing-key «{ name: Jupyter, port: "8888" }»',
    ])
    expect(findsIn(tool('"8888"', 'name: Jupyter, protocol: http'))).toEqual([
      'unknown-key «protocol»',
    ])
    expect(wordsOf(tool('"8888"', 'name: Jupyter, protocol: http'))).toContain(
      'did you mean `tools[].type`?',
    )
    expect(findsIn(tool('"8888"', 'name: Jupyter, type: https'))).toEqual([
      'value-not-allowed «https»',
    ])
  })

  it('share no port with each other or with ports', () => {
    const tools = '[{ name: a, port: "80", type: http }, { name: b, port: "80", type: tcp }]'
    expect(findsIn(exampleFile({ tools }))).toEqual(['port-duplicate «80»'])
    const text = exampleFile({
      ports: '8888/tcp',
      tools: '[{ name: Jupyter, port: "8888", type: http }]',
    })
    expect(findsIn(text)).toEqual(['port-duplicate «8888»'])
    expect(wordsOf(text)).toContain('already opened by `ports` entry 1')
  })

  it('are a list', () => {
    expect(findsIn(exampleFile({ tools: 'Jupyter' }))).toEqual(['wrong-type «Jupyter»'])
    expect(findsIn(exampleFile({ tools: '[Jupyter]' }))).toEqual(['wrong-type «Jupyter»'])
  })

  it('are counted once when there are too many of them', () => {
    const many = Array.from(
      { length: 16 },
      (_, index) => `{ name: Jupyter, port: "${8000 + index}", type: http }`,
    ).join(', ')
    expect(findsIn(exampleFile({ tools: `[${many}]` }))).toEqual([`ports-too-many «[${many}]»`])
  })
})
