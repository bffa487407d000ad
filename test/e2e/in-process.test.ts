import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET =
  'instances: [{ name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "x:${TAG}" }]\n'
const FILES = { 'fleet.yaml': FLEET, 'ppi-apply.config.yaml': 'maxHourly: 1000\n' }

/** What a run did, where two runs of one command line do the same. */
async function seenOf(run: typeof runInProcess, args: readonly string[], stdin: string) {
  const cwd = tempDir(FILES)
  const { code, stdout, stderr } = await run(args, { cwd, env: { TAG: '1' }, stdin })
  const pinned = (text: string) =>
    text
      .replaceAll(cwd, 'FOLDER')
      .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d\S*|\b\d+(?:\.\d+)? m?s\b/g, 'TIME')
      .replaceAll(/\b[0-9a-f]{4,}(?:-[0-9a-f]+)*\b/g, 'ID')
  const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort()
  const config = readFileSync(join(cwd, 'ppi-apply.config.yaml'), 'utf8')
  return { code, stdout: pinned(stdout), stderr: pinned(stderr), files, config }
}

describe('a run in the process of the tests', () => {
  it.each([
    [[]],
    [['--version']],
    [['plan', '--help']],
    [['paln']],
    [['validate', '--onyl', 'a']],
    [['validate', 'fleet.yaml']],
    [['validate', 'nowhere.yaml']],
    [['validate', '-'], FLEET],
    [['render', 'fleet.yaml', '--color']],
    [['vars', '../fleet.yaml', '--format', 'json']],
    [['plan', 'fleet.yaml', '--sandbox', '--verbose']],
    [['apply', 'fleet.yaml', '--sandbox']],
    [['apply', 'fleet.yaml', '--sandbox'], 'yes\n'],
    [['apply', 'fleet.yaml', '--sandbox', '--yes', '--settle', '0']],
    [['status', '--sandbox']],
    [['init', '--no-env']],
  ])('does what a process does: %j', async (args, stdin = '') => {
    expect(await seenOf(runInProcess, args, stdin)).toEqual(await seenOf(runCli, args, stdin))
  })

  it.each([
    [['plan', '--env-file', 'x'], {}],
    [['plan'], { NODE_OPTIONS: '--require x' }],
    [['plan'], { TZ: 'UTC' }],
  ])('is refused where Node obeys what it is given: %j %j', async (args, env) => {
    await expect(runInProcess(args, { cwd: tempDir(), env })).rejects.toThrow('use runCli')
  })
})
