import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

// A limit stands in a config. Whatever is odd about that file, the limit holds or the run stops and says why.

const FLEET = `instances:
  - name: web
    kind: gpu
    productId: "4090.18c.60g"
    gpuNum: 1
    rootfsSize: 60
    imageUrl: example/app:1.0
`

const CONFIG = 'ppi-apply.config.yaml'
const LIMIT = 'maxHourly: 0.5\n'
const HELD = 'apply would refuse: what is to be created would cost 1.99 CNY an hour'

type Files = Readonly<Record<string, string | Uint8Array>>

const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le')

/** `plan` in the folder `sub` of a project, or in its root. */
async function plan(files: Files, at = '.') {
  const cwd = tempDir({
    '.git/HEAD': 'ref: refs/heads/main\n',
    'f.yaml': FLEET,
    'sub/f.yaml': FLEET,
    ...files,
  })
  const run = await runInProcess(['plan', 'f.yaml', '--sandbox'], {
    cwd: join(cwd, at),
    // The home folder ends the way up.
    env: { HOME: join(cwd, 'home') },
  })
  return { cwd, ...run }
}

describe('a limit in a config', () => {
  it.each<readonly [string, Files, string]>([
    ['with a byte order mark', { [CONFIG]: `\ufeff${LIMIT}` }, '.'],
    ['with the line ends of Windows', { [CONFIG]: 'timeout: 30\r\nmaxHourly: 0.5\r\n' }, '.'],
    ['in a folder above', { [CONFIG]: LIMIT }, 'sub'],
    [
      'in a package.json above one of a workspace',
      { 'package.json': '{"ppi-apply":{"maxHourly":0.5}}', 'sub/package.json': '{"name":"x"}' },
      'sub',
    ],
    [
      'in a nearer config, which has its own',
      { [CONFIG]: 'maxHourly: 100\n', [`sub/${CONFIG}`]: LIMIT },
      'sub',
    ],
    [
      'in a nearer config, below one without limits',
      { [CONFIG]: 'timeout: 30\n', [`sub/${CONFIG}`]: LIMIT },
      'sub',
    ],
    ['beside a folder called package.json', { [CONFIG]: LIMIT, 'package.json/x': '' }, '.'],
  ])('holds %s', async (_, files, at) => {
    const { code, stdout, stderr } = await plan(files, at)
    expect(code, stderr).toBe(0)
    expect(stdout).toContain(HELD)
    expect(stdout).not.toContain('Apply exactly this')
  })

  it('holds through a link inside of the project', async () => {
    const cwd = tempDir({ '.git/HEAD': '', 'f.yaml': FLEET, 'shared/limits.yaml': LIMIT })
    symlinkSync('shared/limits.yaml', join(cwd, CONFIG))
    const { stdout } = await runInProcess(['plan', 'f.yaml', '--sandbox'], { cwd })
    expect(stdout).toContain(HELD)
  })

  it.each<readonly [string, Files, string, readonly string[]]>([
    [
      'above a nearer config without it',
      { [CONFIG]: LIMIT, [`sub/${CONFIG}`]: 'timeout: 30\n' },
      'sub',
      ['maxHourly of that one would be lost', '--config FILE'],
    ],
    [
      'above an empty config',
      { [CONFIG]: LIMIT, [`sub/${CONFIG}`]: '' },
      'sub',
      ['maxHourly of that one would be lost'],
    ],
    [
      'above an empty member of a package.json',
      { [CONFIG]: 'maxUpfront: 0\n', 'sub/package.json': '{"ppi-apply":{}}' },
      'sub',
      ['maxUpfront of that one would be lost'],
    ],
    ['in UTF-16', { [CONFIG]: utf16(LIMIT) }, '.', ['is UTF-16', 'Save it as UTF-8']],
    [
      'in a package.json in UTF-16',
      { 'package.json': utf16('{"ppi-apply":{"maxHourly":0.5}}') },
      '.',
      ['it is UTF-16'],
    ],
    [
      'in the encoding of a Chinese Windows',
      {
        [CONFIG]: Buffer.concat([
          Buffer.from([0x23, 0xc9, 0xcf, 0xcf, 0xde, 0x0a]),
          Buffer.from(LIMIT),
        ]),
      },
      '.',
      ['not valid UTF-8'],
    ],
    [
      'in a package.json with a comma too many',
      { 'package.json': '{"ppi-apply":{"maxHourly":0.5},}' },
      '.',
      ['such as an extra comma', 'a limit in it would be lost'],
    ],
    [
      'in a file to which an editor added .txt',
      { [`${CONFIG}.txt`]: LIMIT },
      '.',
      [`a config is called ${CONFIG}`],
    ],
    [
      'in a file with capitals in its name',
      { 'PPI-Apply.config.yaml': LIMIT },
      '.',
      [`a config is called ${CONFIG}`],
    ],
    [
      'under another spelling in a package.json',
      { 'package.json': '{"ppiApply":{"maxHourly":0.5}}' },
      '.',
      ['"ppiApply" is not read', '"ppi-apply"'],
    ],
    [
      'that is a text',
      { 'package.json': '{"ppi-apply":"maxHourly"}' },
      '.',
      ['a config is a map of settings'],
    ],
    ['in a list', { [CONFIG]: '- maxHourly: 0.5\n' }, '.', ['a config is a map of settings']],
    ['written twice', { [CONFIG]: 'maxHourly: 0.5\nmaxHourly: 50\n' }, '.', ['not valid YAML']],
    [
      'in a program',
      { 'ppi-apply.config.cjs': 'module.exports = { maxHourly: 0.5 }\n' },
      '.',
      ['is a program'],
    ],
    [
      'in a program above',
      { 'ppi-apply.config.cjs': 'module.exports = {}\n', [`sub/${CONFIG}`]: LIMIT },
      'sub',
      ['is a program'],
    ],
  ])('stops the run where it would be lost: %s', async (_, files, at, words) => {
    const { code, stdout, stderr } = await plan(files, at)
    expect(code, stdout).toBe(1)
    expect(stdout).not.toContain('Apply exactly this')
    for (const word of words) expect(stderr).toContain(word)
  })
})
