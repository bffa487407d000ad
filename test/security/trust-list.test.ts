import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { runOnTerminal } from '../support/run-on-terminal.ts'
import { tempDir } from '../support/temp-dir.ts'
import { wiretap } from '../support/wiretap.ts'

const GATEWAY = 'https://gateway.example:8443'
const CONFIG = { 'ppi-apply.config.yaml': `baseUrl: ${GATEWAY}/ppio\n` }

const listIn = (home: string) => join(home, '.config/ppi-apply/trusted-hosts')

/** A home folder with this list. */
function homeWith(list: string): string {
  const home = tempDir({ '.config/ppi-apply/trusted-hosts': list })
  chmodSync(join(home, '.config/ppi-apply'), 0o700)
  return home
}

/** The hosts that a run in this checkout asks for. */
async function asked(cwd: string, env: Readonly<Record<string, string>>) {
  await using tap = await wiretap()
  const run = await runInProcess(['status'], {
    cwd,
    env: { ...tap.env, PPIO_API_KEY: 'key', ...env },
  })
  return { hosts: [...new Set(tap.asked())], code: run.code, stderr: run.stderr }
}

describe('ppi-apply trust', () => {
  it('lets config files name a host, shows it, and takes it back', async () => {
    const HOME = tempDir()
    const cwd = tempDir(CONFIG)
    expect(await asked(cwd, { HOME })).toMatchObject({ hosts: [], code: 1 })
    const added = await runInProcess(['trust', `${GATEWAY}/ppio`, '--yes'], { cwd, env: { HOME } })
    expect(added).toMatchObject({ code: 0, stdout: expect.stringContaining(GATEWAY) })
    expect(await asked(cwd, { HOME })).toMatchObject({ hosts: ['gateway.example:8443'] })
    const shown = await runInProcess(['trust'], { cwd, env: { HOME } })
    expect(shown.stdout).toContain(`:\n  ${GATEWAY}\n`)
    const secondRun = await runInProcess(['trust', GATEWAY, '--yes'], { cwd, env: { HOME } })
    expect(secondRun).toMatchObject({ code: 0, stdout: expect.stringContaining('already') })
    const removed = await runInProcess(['trust', '--remove', GATEWAY], { cwd, env: { HOME } })
    expect(removed).toMatchObject({ code: 0, stdout: expect.stringContaining('no longer') })
    expect(await asked(cwd, { HOME })).toMatchObject({ hosts: [], code: 1 })
    const gone = await runInProcess(['trust', '--remove', GATEWAY], { cwd, env: { HOME } })
    expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining('is not on the trust') })
  })

  it('keeps the list for the person alone', async () => {
    const HOME = tempDir()
    await runInProcess(['trust', GATEWAY, '--yes'], { cwd: tempDir(), env: { HOME } })
    expect(statSync(listIn(HOME)).mode & 0o777).toBe(0o600)
    expect(statSync(join(HOME, '.config/ppi-apply')).mode & 0o777).toBe(0o700)
    expect(readFileSync(listIn(HOME), 'utf8')).toMatch(/^#.*\nhttps:\/\/gateway.example:8443\n$/)
  })

  it('trusts one scheme, host and port, and none beside it', async () => {
    const HOME = homeWith(`# mine\n\n${GATEWAY}\n`)
    for (const other of [
      'https://gateway.example',
      'https://gateway.example:8444',
      'https://sub.gateway.example:8443',
      'https://gateway.example.:8443',
      'http://gateway.example:8443',
    ]) {
      const cwd = tempDir({ 'ppi-apply.config.yaml': `baseUrl: ${other}\n` })
      expect({ other, ...(await asked(cwd, { HOME })) }).toMatchObject({
        other,
        hosts: [],
        code: 1,
      })
    }
  })

  it('asks before it trusts, and takes only yes for a yes', async () => {
    const HOME = tempDir()
    const env = { HOME }
    const nobody = await runInProcess(['trust', GATEWAY], { cwd: tempDir(), env })
    expect(nobody).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no terminal to ask at'),
    })
    const no = runOnTerminal(['trust', GATEWAY], { cwd: tempDir(), env })
    await no.said('Only')
    no.type('y\r')
    expect(await no.end).toMatchObject({ code: 1 })
    expect(existsSync(listIn(HOME))).toBe(false)
    const yes = runOnTerminal(['trust', GATEWAY], { cwd: tempDir(), env })
    expect(await yes.said('Only')).toContain('send your API key')
    yes.type('yes\r')
    expect(await yes.end).toMatchObject({ code: 0 })
    expect(readFileSync(listIn(HOME), 'utf8')).toContain(GATEWAY)
  })

  it.each([
    [['gateway.example'], 'has no scheme'],
    [['http://gateway.example'], 'plain HTTP'],
    [['https://user:hunter2@gateway.example'], 'user name or password'],
    [['https://a.example', 'https://b.example'], 'one address'],
    [['--remove'], 'one address to remove'],
    [['ftp://gateway.example'], 'the scheme ftp'],
  ])('refuses %j', async (args, words) => {
    const run = await runInProcess(['trust', ...args], { cwd: tempDir(), env: { HOME: tempDir() } })
    expect(run).toMatchObject({ code: 64, stderr: expect.stringContaining(words) })
    expect(run.stderr).not.toContain('hunter2')
  })

  it('says that a known host needs no trust', async () => {
    const HOME = tempDir()
    const run = await runInProcess(['trust', 'https://api.ppio.com'], {
      cwd: tempDir(),
      env: { HOME },
    })
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('is known') })
    expect(existsSync(listIn(HOME))).toBe(false)
  })
})

describe('a trust list that somebody else may have written counts for nothing', () => {
  const cases: readonly (readonly [
    string,
    () => { cwd: string; env: Record<string, string> },
    string,
  ])[] = [
    [
      'in the working folder, as where a runner has its home in the checkout',
      () => {
        const cwd = homeWith(`${GATEWAY}\n`)
        return { cwd, env: { HOME: cwd } }
      },
      'is in the project',
    ],
    [
      'elsewhere in the repository',
      () => {
        const root = homeWith(`${GATEWAY}\n`)
        mkdirSync(join(root, '.git'))
        mkdirSync(join(root, 'sub/deep'), { recursive: true })
        return { cwd: join(root, 'sub/deep'), env: { HOME: root } }
      },
      'is in the project',
    ],
    [
      'in the repository around a submodule',
      () => {
        const root = homeWith(`${GATEWAY}\n`)
        mkdirSync(join(root, '.git'))
        mkdirSync(join(root, 'sub'))
        writeFileSync(join(root, 'sub/.git'), 'gitdir: ../.git/modules/sub\n')
        return { cwd: join(root, 'sub'), env: { HOME: root } }
      },
      'is in the project',
    ],
    [
      'where XDG_CONFIG_HOME leads into the checkout',
      () => {
        const cwd = tempDir({ 'ppi-apply/trusted-hosts': `${GATEWAY}\n` })
        return { cwd, env: { HOME: tempDir(), XDG_CONFIG_HOME: cwd } }
      },
      'is in the project',
    ],
    [
      'where a link of the home leads into the checkout',
      () => {
        const cwd = tempDir({ 'config/trusted-hosts': `${GATEWAY}\n` })
        const HOME = tempDir({ '.config/x': '' })
        symlinkSync(join(cwd, 'config'), join(HOME, '.config/ppi-apply'))
        return { cwd, env: { HOME } }
      },
      'is in the project',
    ],
    [
      'where the list itself is a link to elsewhere',
      () => {
        const cwd = tempDir({ planted: `${GATEWAY}\n` })
        const HOME = tempDir({ '.config/ppi-apply/x': '' })
        symlinkSync(join(cwd, 'planted'), listIn(HOME))
        return { cwd, env: { HOME } }
      },
      'leads out of',
    ],
    [
      'in a folder that others may write to',
      () => {
        const HOME = homeWith(`${GATEWAY}\n`)
        chmodSync(join(HOME, '.config/ppi-apply'), 0o777)
        return { cwd: tempDir(), env: { HOME } }
      },
      'other users can change',
    ],
    [
      'in a file that a group may write to',
      () => {
        const HOME = homeWith(`${GATEWAY}\n`)
        chmodSync(listIn(HOME), 0o620)
        return { cwd: tempDir(), env: { HOME } }
      },
      'can be changed by other users',
    ],
    [
      'below a folder that everybody may write to',
      () => {
        const HOME = homeWith(`${GATEWAY}\n`)
        chmodSync(HOME, 0o777)
        return { cwd: tempDir(), env: { HOME } }
      },
      'is below',
    ],
    [
      'as a device, which everybody may write to',
      () => {
        const HOME = tempDir({ '.config/ppi-apply/x': '' })
        symlinkSync('/dev/zero', listIn(HOME))
        return { cwd: tempDir(), env: { HOME } }
      },
      'can be changed by other users',
    ],
  ]

  it.each(cases)('%s', async (_, world, why) => {
    const { cwd, env } = world()
    writeFileSync(join(cwd, 'ppi-apply.config.yaml'), CONFIG['ppi-apply.config.yaml'])
    const run = await asked(cwd, env)
    expect(run).toMatchObject({ hosts: [], code: 1 })
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain(why)
    const shown = await runInProcess(['trust'], { cwd, env })
    expect(shown).toMatchObject({ code: 0, stdout: expect.not.stringContaining(GATEWAY) })
    expect(shown.stderr).toContain('counts for nothing')
    const added = await runInProcess(['trust', 'https://other.example', '--yes'], { cwd, env })
    expect(added).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing was changed') })
  })

  it.runIf(process.getuid?.() === 0)('owned by another user', async () => {
    const HOME = homeWith(`${GATEWAY}\n`)
    chownSync(listIn(HOME), 12345, 12345)
    expect(await asked(tempDir(CONFIG), { HOME })).toMatchObject({ hosts: [], code: 1 })
  })

  it('with a line that is no address', async () => {
    const HOME = homeWith(`${GATEWAY}\nhttps://*.example\n`)
    const run = await asked(tempDir(CONFIG), { HOME })
    expect(run).toMatchObject({ hosts: [], code: 1 })
    expect(run.stderr).toContain('line 2 of the trust list')
  })

  it('without a home folder, or with one that is none', async () => {
    for (const HOME of ['', '/proc', '/dev/null', 'relative']) {
      const cwd = tempDir(CONFIG)
      expect({ HOME, ...(await asked(cwd, { HOME })) }).toMatchObject({ HOME, hosts: [], code: 1 })
      const added = await runInProcess(['trust', GATEWAY, '--yes'], { cwd, env: { HOME } })
      expect({ HOME, code: added.code }).toEqual({ HOME, code: 1 })
    }
  })
})
