import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../../src/ledger/codec.ts'
import { ledgerPath, serviceOf } from '../../src/ledger/file-store/ledger-path.ts'
import { created, id, intent, opened } from '../support/ledger-records.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

// What a message claims of such a line has to be known.

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances: [{ name: a }, { name: b }]
`

describe('a last line of the ledger that is not whole', () => {
  /** A ledger that ends with a part of a line: one that tells of an outcome, of an intent, or of nothing at all. */
  async function endingWith(tail: string) {
    const { url, requests } = await scriptedService({ list: onePage() })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const service = serviceOf(new URL(url))
    const path = ledgerPath(cwd, service)
    mkdirSync(dirname(path))
    writeFileSync(path, `${encode({ ...opened({ service }), seq: 1 })}\n${tail}`)
    const run = (...args: readonly string[]) =>
      runInProcess([...args, '--base-url', url, '--settle', '0', '--no-color'], { cwd, env: KEY })
    return { path, run, requests }
  }

  const part = (line: string): string => line.slice(0, -9)

  const CLAIMS = /crash|full disk|was not sent|another run|is writing/

  it.each([
    ['an outcome', part(encode({ ...created({ id: id('i-1') }), seq: 2 }))],
    ['an intent', part(encode({ ...intent(), seq: 2 }))],
    ['an editor', '{"v":1,"seq":2'],
    ['no line at all', 'garbage'],
  ])('is told with what is known of it, by status and by who mends it: %s', async (_what, tail) => {
    const { path, run, requests } = await endingWith(tail)
    const status = await run('status')
    expect(status.stderr).toContain('Line 2 of the ledger is not whole')
    expect(status.stderr).toContain('What it recorded is not known')
    expect(status.stderr).not.toMatch(CLAIMS)
    const before = readFileSync(path, 'utf8')
    expect(before.endsWith(tail)).toBe(true)
    // Nobody can be asked here, so nothing is sent; the ledger is opened all the same.
    const apply = await run('apply', 'fleet.yaml')
    expect(apply.stderr).toContain('Line 2 of the ledger is not whole')
    expect(apply.stderr).toContain('What it recorded is not known')
    expect(apply.stderr).not.toMatch(CLAIMS)
    const kept = readdirSync(dirname(path)).filter((name) => name.includes('.torn-'))
    expect(kept).toHaveLength(1)
    expect(apply.stderr).toContain(kept[0])
    expect(requests.filter((each) => each.startsWith('POST'))).toEqual([])
  })
})
