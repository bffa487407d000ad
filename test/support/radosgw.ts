import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PROGRAMS = [
  'radosgw',
  'radosgw-admin',
  'ceph',
  'ceph-mon',
  'ceph-osd',
  'ceph-authtool',
  'monmaptool',
]

/** Whether Debian's packages `radosgw`, `ceph-mon` and `ceph-osd` are installed. */
export const hasRadosgw = (): boolean =>
  PROGRAMS.every((name) => existsSync(join('/usr/bin', name)))

/** Ceph's S3 gateway over a cluster that is in memory alone. */
export interface Radosgw extends AsyncDisposable {
  readonly url: string
}

const LIMIT_MS = 120_000

/** Starts a monitor, one memory of objects and the gateway on loopback, within two minutes. */
export async function radosgw(keys: {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}): Promise<Radosgw> {
  const folder = mkdtempSync(join(tmpdir(), 'ppi-apply-ceph-'))
  const [monitor, monitor1, web] = await freePorts(3)
  const running: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    for (const child of running.toReversed()) {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined
      child.kill()
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  const conf = join(folder, 'ceph.conf')
  const fsid = '0f1d6a3e-6c2f-4a57-9d0b-1f0a5d1c2b3a'
  writeFileSync(
    conf,
    `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monitor},v1:127.0.0.1:${monitor1}]
public network = 127.0.0.0/8
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd crush chooseleaf type = 0
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon allow pool delete = true
mon max pg per osd = 1000
run dir = ${folder}
log file = ${folder}/$name.log
admin socket = ${folder}/$name.asok
keyring = ${folder}/keyring
ms bind ipv6 = false
ms mon client mode = crc
ms client mode = crc
[mon]
mon data = ${folder}/mon
[osd]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 268435456
[client]
rgw frontends = beast endpoint=127.0.0.1:${web}
rgw cache enabled = true
`,
  )
  const run = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, ['-c', conf, ...args], {
      stdio: 'pipe',
      timeout: LIMIT_MS,
      encoding: 'utf8',
    })
  const start = (program: string, ...args: readonly string[]): void => {
    // Whatever becomes of the test, it ends.
    const limits = ['--kill-after=5', '600']
    running.push(
      spawn('timeout', [...limits, program, '-c', conf, '-f', ...args], { stdio: 'ignore' }),
    )
  }
  try {
    execFileSync(
      'ceph-authtool',
      [
        '--create-keyring',
        join(folder, 'keyring'),
        '--gen-key',
        '-n',
        'mon.',
        '--cap',
        'mon',
        'allow *',
      ],
      { stdio: 'pipe' },
    )
    execFileSync(
      'monmaptool',
      [
        '--create',
        '--fsid',
        fsid,
        '--addv',
        'a',
        `[v2:127.0.0.1:${monitor},v1:127.0.0.1:${monitor1}]`,
        join(folder, 'monmap'),
      ],
      { stdio: 'pipe' },
    )
    mkdirSync(join(folder, 'mon'))
    mkdirSync(join(folder, 'osd'))
    run(
      'ceph-mon',
      '--mkfs',
      '-i',
      'a',
      '--monmap',
      join(folder, 'monmap'),
      '--keyring',
      join(folder, 'keyring'),
    )
    start('ceph-mon', '-i', 'a')
    run('ceph', 'osd', 'new', '6d0ea1f8-0c1b-4b5e-8a5b-7f4a3c2d1e00')
    run('ceph-osd', '--mkfs', '-i', '0', '--osd-uuid', '6d0ea1f8-0c1b-4b5e-8a5b-7f4a3c2d1e00')
    start('ceph-osd', '-i', '0')
    run(
      'radosgw-admin',
      'user',
      'create',
      '--uid=test',
      '--display-name=test',
      `--access-key=${keys.accessKeyId}`,
      `--secret=${keys.secretAccessKey}`,
    )
    start('radosgw', '-n', 'client.admin')
    const url = `http://127.0.0.1:${web}`
    const deadline = Date.now() + LIMIT_MS
    while (
      !(await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      ))
    ) {
      if (Date.now() > deadline) throw new Error('radosgw does not answer')
      await sleep(200)
    }
    return { url, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
