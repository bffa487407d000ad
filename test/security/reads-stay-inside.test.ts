import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEFINITION, hostileCheckout, SENTINEL } from '../support/outside.ts'
import { runInProcess } from '../support/run-in-process.ts'

/** Ways to get a file of the home read: what the checkout holds, and what the person or a recipe types. */
const WAYS: readonly {
  readonly title: string
  readonly links?: Readonly<Record<string, string>>
  readonly config?: unknown
  readonly args?: readonly string[]
}[] = [
  { title: 'a link in the usual place', links: { 'instances.yml': 'HOME/.netrc' } },
  { title: 'a link that is named', links: { 'a.yaml': 'HOME/.netrc' }, args: ['a.yaml'] },
  {
    title: 'a chain of links',
    links: { 'a.yaml': 'b', b: 'sub/../c', c: 'HOME/.netrc' },
    args: ['a.yaml'],
  },
  { title: 'a relative link', links: { 'a.yaml': '../../home/.netrc' }, args: ['a.yaml'] },
  { title: 'a link to a folder', links: { fleet: 'HOME/folder' }, args: ['fleet'] },
  {
    title: 'a file behind a link to a folder',
    links: { fleet: 'HOME/folder' },
    args: ['fleet/secret-name.yaml'],
  },
  {
    title: 'a missing file behind a link to a folder',
    links: { fleet: 'HOME/folder' },
    args: ['fleet/secret-nam.yaml'],
  },
  { title: 'a pattern behind a link', links: { fleet: 'HOME/folder' }, args: ['fleet/*.yaml'] },
  { title: 'a pattern over links', links: { fleet: 'HOME/folder' }, args: ['*/*.yaml'] },
  {
    title: 'a pattern for links',
    links: { 'a.yml': 'HOME/folder/secret-name.yaml' },
    args: ['*.yml'],
  },
  { title: 'a pattern of any depth', links: { 'sub/a.yml': 'HOME/.netrc' }, args: ['**/*.yml'] },
  { title: 'a config that climbs', config: { files: ['../../home/.netrc'] } },
  { title: 'a config with an absolute path', config: { files: 'HOME/.netrc' } },
  { title: 'a config with a folder', config: { files: ['../../home/folder'] } },
  { title: 'a config with a pattern', config: { files: ['../../home/folder/*.yaml'] } },
  { title: 'a config that hides dots in braces', config: { files: ['{../../home,x}/.netrc'] } },
  { title: 'a config that climbs behind a wildcard', config: { files: ['*/../../../home/.net*'] } },
  { title: 'a config that names a link', links: { x: 'HOME/.netrc' }, config: { files: ['x'] } },
  { title: 'a link to the settings of Git', links: { 'a.yaml': '.git/config' }, args: ['a.yaml'] },
  { title: 'the settings of Git in a config', config: { files: ['.git/config'] } },
]

const COMMANDS: readonly (readonly string[])[] = [
  ['validate'],
  ['validate', '--format', 'json'],
  ['validate', '--format', 'github'],
  ['validate', '--format', 'sarif'],
  ['vars', '--format', 'json'],
  ['render'],
  ['plan', '--refresh', 'never', '--format', 'markdown'],
]

describe('a file outside of the project', () => {
  it.each(WAYS)('is not shown through $title', async ({ links = {}, config, args = [] }) => {
    const { checkout, home } = hostileCheckout(
      ({ checkout: top, home: at }) => {
        writeFileSync(join(at, 'folder', 'secret-name.yaml'), `instances:\n  - ${SENTINEL}`)
        writeFileSync(join(top, '.git', 'config'), `[http]\n\textraheader = ${SENTINEL}`)
        for (const [path, target] of Object.entries(links)) {
          symlinkSync(target.replace('HOME', at), join(top, path))
        }
      },
      { 'sub/x.txt': '' },
    )
    if (config !== undefined) {
      const text = JSON.stringify(config).replace('HOME', home)
      writeFileSync(join(checkout, 'ppi-apply.config.json'), text)
    }
    for (const command of COMMANDS) {
      const run = await runInProcess([...command, ...args], { cwd: checkout, env: { HOME: home } })
      const said = `${command.join(' ')}: ${run.stdout}${run.stderr}`
      expect(run.code, said).toBe(1)
      expect(said).not.toMatch(/sentinel|machine|password|extraheader/)
      if (!args.some((arg) => arg.includes('secret-name')))
        expect(said).not.toContain('secret-name')
    }
  })

  it('is read, and shown, where the person names it', async () => {
    const { checkout, home } = hostileCheckout(({ home: at }) => {
      writeFileSync(join(at, 'mine.yaml'), DEFINITION.replace('gpuNum: 1', 'gpuNum: 99'))
    })
    const options = { cwd: checkout, env: { HOME: home } }
    const run = await runInProcess(['validate', join(home, 'mine.yaml')], options)
    expect(run.code).toBe(1)
    expect(run.stdout + run.stderr).toContain('gpuNum: 99')
  })

  it('is refused with the link by name, and links within the project are followed', async () => {
    const { checkout, home } = hostileCheckout(
      ({ checkout: top, home: at }) => {
        symlinkSync(join(at, '.netrc'), join(top, 'out.yaml'))
        symlinkSync('real/fleet.yaml', join(top, 'in.yaml'))
      },
      { 'real/fleet.yaml': DEFINITION },
    )
    const options = { cwd: checkout, env: { HOME: home } }
    const out = await runInProcess(['validate', 'out.yaml'], options)
    expect(out.stdout + out.stderr).toContain('[file-outside-project]')
    expect(out.stdout + out.stderr).toContain('is a symbolic link that leads out of the project')
    expect(await runInProcess(['validate', 'in.yaml'], options)).toMatchObject({ code: 0 })
  })
})
