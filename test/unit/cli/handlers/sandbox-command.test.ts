import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serveSandbox } from '../../../../src/cli/handlers/sandbox-command.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ppi-sandbox-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const script = (text: string) => {
  const path = join(dir, 'faults.yaml')
  writeFileSync(path, text)
  return path
}

const run = (faultsFile: string | undefined, signal: AbortSignal, stdout = new PassThrough()) =>
  serveSandbox({ port: 0, dir: undefined, faultsFile, stdout, signal })

describe('serveSandbox', () => {
  it('tells where it is and what to export, and ends with the signal', async () => {
    const ending = new AbortController()
    const stdout = new PassThrough()
    const file = script(
      '- { on: list, do: { fault: answer, at: before, status: 502, html: true } }\n',
    )
    const ended = run(file, ending.signal, stdout)
    const [chunk] = await once(stdout, 'data')
    const text = String(chunk)
    const url = /PPIO_BASE_URL=(\S+)/.exec(text)?.[1] ?? ''
    const key = /PPIO_API_KEY=(\S+)/.exec(text)?.[1] ?? ''
    expect(text).toContain('documented')
    expect(text).toContain('1 fault rule')
    const answer = await fetch(`${url}/gpu-instance/openapi/v1/gpu/instances`, {
      headers: { authorization: `Bearer ${key}` },
    })
    expect(answer.status).toBe(502)
    await answer.text()
    ending.abort()
    expect(await ended).toBe('done')
    await expect(fetch(url)).rejects.toThrow()
  })

  it('ends at once when the signal has already come', async () => {
    expect(await run(undefined, AbortSignal.abort())).toBe('done')
  })

  it.each([
    ['- { on: list', 'is not YAML'],
    ['- { on: list, do: { fault: bang } }', 'has mistakes: rule 1: do.fault is not one of'],
    ['a: 1', 'a fault script is a list of rules'],
  ])('refuses the fault script %j in words', async (text, message) => {
    await expect(run(script(text), AbortSignal.abort())).rejects.toThrow(message)
  })

  it('says which fault script it cannot read', async () => {
    await expect(run(join(dir, 'none.yaml'), AbortSignal.abort())).rejects.toThrow('none.yaml')
  })
})
