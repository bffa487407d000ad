import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { CHANGES } from '../../src/sandbox/faults/change-shapes.ts'
import { FAULTS, WHEN } from '../../src/sandbox/faults/fault-shapes.ts'
import { readFaults } from '../../src/sandbox/faults/read-faults.ts'
import { runCli } from '../support/run-cli.ts'
import { tempDir } from '../support/temp-dir.ts'

describe('sandbox --explain-faults', () => {
  it('shows a script that works, and every fault and change there is', async () => {
    const { code, stdout } = await runCli(['sandbox', '--explain-faults'], { cwd: tempDir() })
    expect(code).toBe(0)
    const example = /^- on.*?\n\n/ms.exec(stdout)?.[0] ?? ''
    expect(readFaults(parse(example)).problems).toBe(undefined)
    for (const word of Object.keys(FAULTS)) expect(stdout).toContain(`fault: ${word}`)
    for (const word of Object.keys(CHANGES)) expect(stdout).toContain(`change: ${word}`)
    for (const word of Object.keys(WHEN)) expect(stdout).toContain(word)
    expect(stdout).toContain('Needs on: create, start, restart, upgrade.')
  })
})

describe('schema faults', () => {
  it('prints the schema that editors check a script by', async () => {
    const { stdout } = await runCli(['schema', 'faults'], { cwd: tempDir() })
    const schema = JSON.parse(stdout) as object
    expect(schema).toEqual(JSON.parse(readFileSync('schemas/faults.schema.json', 'utf8')))
    const check = new Ajv({ discriminator: true, strict: false }).compile(schema)
    expect(check([{ on: 'list', do: { fault: 'list', how: 'lag', ms: 5 } }])).toBe(true)
    expect(check([{ on: 'lists', do: { fault: 'deaf', ms: 5 } }])).toBe(false)
    expect(check([{ on: 'list', do: { fault: 'explode' } }])).toBe(false)
  })
})
