import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { cacheFolder, compileCacheIn } from '../../../src/start/compile-cache.ts'
import { tempDir } from '../../support/temp-dir.ts'

const CODE = Buffer.from('compiled')
const make = () => CODE

describe('the folder for compiled code', () => {
  it.each([
    ['linux', { HOME: '/home/kim' }, '/home/kim/.cache/ppi-apply'],
    ['linux', { HOME: '/home/kim', XDG_CACHE_HOME: '/fast' }, '/fast/ppi-apply'],
    ['linux', { HOME: '/home/kim', XDG_CACHE_HOME: 'relative' }, '/home/kim/.cache/ppi-apply'],
    ['darwin', { HOME: '/Users/kim' }, '/Users/kim/Library/Caches/ppi-apply'],
    ['win32', { LOCALAPPDATA: '/kim/Local', HOME: '/other' }, '/kim/Local/ppi-apply'],
    ['linux', {}, undefined],
    ['linux', { HOME: '' }, undefined],
    ['linux', { HOME: '/home/kim', NODE_DISABLE_COMPILE_CACHE: '1' }, undefined],
  ] as const)('is on %s with %o: %s', (platform, env, folder) => {
    expect(cacheFolder(env, platform) || undefined).toBe(folder)
  })
})

describe('compiled code', () => {
  it('is read as it was written, by nobody else', () => {
    const folder = join(tempDir(), '.cache', 'ppi-apply')
    const cache = compileCacheIn(folder)
    cache.write('one', make)
    expect(cache.read('one')).toEqual(CODE)
    expect(cache.read('two')).toBeUndefined()
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'one')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['one'])
  })

  it('is refused when any of it is damaged or missing', () => {
    const folder = join(tempDir(), 'cache')
    const cache = compileCacheIn(folder)
    cache.write('one', make)
    const whole = readFileSync(join(folder, 'one'))
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] ?? 0) ^ 1
      writeFileSync(join(folder, 'one'), damaged)
      expect(cache.read('one'), `byte ${at} flipped`).toBeUndefined()
      writeFileSync(join(folder, 'one'), whole.subarray(0, at))
      expect(cache.read('one'), `cut after ${at} bytes`).toBeUndefined()
    }
  })

  it.each(['770', '707', '777'])(
    'is neither read nor written where others can write, as with mode %s',
    (mode) => {
      const folder = join(tempDir(), 'cache')
      const cache = compileCacheIn(folder)
      cache.write('one', make)
      chmodSync(folder, Number.parseInt(mode, 8))
      expect(cache.read('one')).toBeUndefined()
      cache.write('two', make)
      expect(readdirSync(folder)).toEqual(['one'])
    },
  )

  it('does without a folder that cannot be made', () => {
    const file = join(tempDir({ file: '' }), 'file')
    const homeless = join(tempDir(), 'no-home', '.cache', 'ppi-apply')
    for (const folder of [file, join(file, 'cache'), homeless]) {
      const cache = compileCacheIn(folder)
      const asked = vi.fn(make)
      cache.write('one', asked)
      expect(cache.read('one')).toBeUndefined()
      expect(asked).not.toHaveBeenCalled()
    }
  })

  it('leaves no piece behind where it cannot take its place', () => {
    const folder = join(tempDir(), 'cache')
    const cache = compileCacheIn(folder)
    cache.write('one', make)
    mkdirSync(join(folder, 'two', 'inside'), { recursive: true })
    cache.write('two', make)
    expect(readdirSync(folder).toSorted()).toEqual(['one', 'two'])
    expect(cache.read('two')).toBeUndefined()
  })

  it('goes when it is a month old, and a new file is written', () => {
    const folder = tempDir()
    mkdirSync(folder, { recursive: true })
    const cache = compileCacheIn(join(folder, 'cache'))
    for (const name of ['old', 'young']) cache.write(name, make)
    const longAgo = (statSync(join(folder, 'cache', 'old')).mtimeMs - 31 * 24 * 3600 * 1000) / 1000
    utimesSync(join(folder, 'cache', 'old'), longAgo, longAgo)
    cache.write('new', make)
    expect(readdirSync(join(folder, 'cache')).toSorted()).toEqual(['new', 'young'])
  })
})
