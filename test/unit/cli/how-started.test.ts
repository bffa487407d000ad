import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { howStarted } from '../../../src/cli/how-started.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** The program in a package at this place below a new folder, and how it says that it was started. */
function program(at: string, files: Readonly<Record<string, string>> = {}) {
  const base = tempDir({ [`${at}/dist/cli.cjs`]: '', 'work/.keep': '', ...files })
  chmodSync(join(base, at, 'dist/cli.cjs'), 0o755)
  const start = (env: Readonly<Record<string, string>> = {}, cwd = 'work') =>
    howStarted({
      program: join(base, at, 'dist/cli.cjs'),
      cwd: join(base, cwd),
      env: { PATH: '/usr/bin', ...env },
    })
  return { base, start }
}

const CACHED = 'home/.npm/_npx/9caaf0d6/node_modules/ppi-apply'
const CACHE_FILE = 'home/.npm/_npx/9caaf0d6/package.json'
const npxOf = (...packages: readonly unknown[]) => ({
  [CACHE_FILE]: JSON.stringify({ _npx: { packages } }),
})

describe('howStarted', () => {
  it.each([
    ['ppi-apply', 'npx ppi-apply'],
    ['ppi-apply@1.2.3', 'npx ppi-apply'],
    ['/tmp/ppi-apply-0.1.0.tgz', 'npx --package=/tmp/ppi-apply-0.1.0.tgz ppi-apply'],
    ['github:someone/ppi-apply#v1 x', "npx --package='github:someone/ppi-apply#v1 x' ppi-apply"],
  ])('asks npx for the package that it was started from: %s', (named, words) => {
    expect(program(CACHED, npxOf(named)).start()).toBe(words)
  })

  it.each([
    ['no word of it', {}],
    ['a file that is no JSON', { [CACHE_FILE]: '{' }],
    ['no package', npxOf()],
    ['an odd package', npxOf(7)],
  ])('fetches nothing by our name where the cache of npx has %s', (_case, files) => {
    expect(program(CACHED, files).start()).toMatch(/^node \/.*dist\/cli\.cjs$/)
  })

  it('does not take what npm adds to the PATH of a script for the PATH of the shell', () => {
    const { base, start } = program('work/node_modules/ppi-apply')
    const bin = join(base, 'work/node_modules/.bin')
    mkdirSync(bin)
    symlinkSync('../ppi-apply/dist/cli.cjs', join(bin, 'ppi-apply'))
    expect(start({ PATH: `${bin}:/usr/bin`, npm_execpath: '/x/npm-cli.js' })).toBe('npx ppi-apply')
  })

  it('calls npx in no folder whose package is another one', () => {
    const { base, start } = program('clone')
    const bin = join(base, 'work/node_modules/.bin')
    mkdirSync(bin, { recursive: true })
    mkdirSync(join(base, 'work/node_modules/ppi-apply'))
    writeFileSync(join(bin, 'ppi-apply'), '')
    expect(start()).toBe(`node ${join(base, 'clone/dist/cli.cjs')}`)
  })

  it('finds the package of the project from a folder below', () => {
    const { base, start } = program('work/node_modules/ppi-apply')
    const bin = join(base, 'work/node_modules/.bin')
    mkdirSync(bin)
    symlinkSync('../ppi-apply/dist/cli.cjs', join(bin, 'ppi-apply'))
    mkdirSync(join(base, 'work/a/b'), { recursive: true })
    expect(start({}, 'work/a/b')).toBe('npx ppi-apply')
  })

  it('believes neither a relative PATH nor an empty one', () => {
    const { start } = program('work')
    expect(start({ PATH: 'dist::.' })).toBe('node dist/cli.cjs')
    expect(start({ PATH: '' })).toBe('node dist/cli.cjs')
  })
})
