import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { json, service } from '../support/answering-service.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

// Nobody can write the first productId without knowing one. What the service has is shown by its ids, in a form that a
// file takes, and what the service did not say is never shown as if it had.

const KEY = { PPIO_API_KEY: 'sk_test_key_1234567890' }

const inSandbox = (cwd: string, ...args: readonly string[]) =>
  runInProcess([...args, '--sandbox'], { cwd })

const PRODUCT = {
  id: '26',
  name: 'RTX 4090',
  cpuPerGpu: 16,
  memoryPerGpu: 62,
  availableDeploy: true,
  regions: ['East'],
  price: '199000',
}

describe('products', () => {
  it('shows what can be had for so many GPUs, whole ids first, the cheapest on top', async () => {
    const { stdout, code } = await inSandbox(tempDir(), 'products', '--gpus', '2')
    const [heads, first, second] = stdout.split('\n')
    expect(code).toBe(0)
    expect(heads).toMatch(/^product +gpu +vcpu +memory /)
    expect(first).toMatch(/^3090\.16c92g +2 × RTX 3090 24GB +32 +184 GB .*2\.78 \(2 × 1\.39\)/)
    expect(second).toMatch(/^4090\.18c\.60g .* any +3\.98 \(2 × 1\.99\)/)
    expect(stdout).toContain('6 of 7 products can be had now, for 2 GPUs, paid by the hour.')
    expect(stdout).toContain('Not now: H100-80GB.24c240g (sold out). --all shows them.')
  })

  it('has a form that validate takes once a name and an image are filled in', async () => {
    const cwd = tempDir()
    const { stdout } = await inSandbox(cwd, 'products', '4090', '--format', 'yaml')
    writeFileSync(join(cwd, 'a.yaml'), stdout)
    const asPrinted = await runInProcess(['validate', 'a.yaml', '--format', 'json'], { cwd })
    const { diagnostics } = JSON.parse(asPrinted.stdout)
    expect(diagnostics.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/instances/0/name',
      '/instances/0/imageUrl',
    ])
    const filled = stdout.replace(/name:.*/, 'name: web').replace(/imageUrl:.*/, 'imageUrl: a/b:1')
    writeFileSync(join(cwd, 'a.yaml'), filled)
    expect(await runInProcess(['validate', 'a.yaml'], { cwd })).toMatchObject({ code: 0 })
  })

  it('tells of what is sold only otherwise, where nothing else fits', async () => {
    const { url } = await service((call, _nth, query) => {
      if (call === 'clusters') return json({ data: [] })
      const isSpot = query.get('billingMethod') === 'spot'
      return call === 'products' ? json({ data: isSpot ? [PRODUCT] : null }) : undefined
    })
    const { stdout, code } = await runInProcess(['products', '--base-url', url], {
      cwd: tempDir(),
      env: KEY,
    })
    expect(code).toBe(0)
    expect(stdout).toContain('None of 1 product can be had now')
    expect(stdout).toContain('Not now: 26 (not offered so).')
  })

  it('never takes a list that it cannot read for an empty one, and says unknown for what was not said', async () => {
    const odd = await service((call) => (call === 'products' ? json({ items: [] }) : json({})))
    const refused = await runInProcess(['products', '--base-url', odd.url], {
      cwd: tempDir(),
      env: KEY,
    })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('the list of products could not be read')
    const bare = { id: 'p', name: 'Some GPU' }
    const sparse = await service((call) =>
      call === 'products' ? json({ data: [bare, PRODUCT, 5] }) : undefined,
    )
    const { stdout } = await runInProcess(['products', '--base-url', sparse.url], {
      cwd: tempDir(),
      env: KEY,
    })
    expect(stdout).toMatch(/^p +Some GPU +\? +\? +\?\/\? +\? +\? +\? +\? +\?$/m)
    expect(stdout).toMatch(/^26 .*"East"/m)
    expect(stdout).toContain('1 more could not be read')
    expect(stdout).toContain('Clusters are shown by their names')
  })

  it('names the cluster that was probably meant', async () => {
    const { stderr, code } = await inSandbox(tempDir(), 'products', '--cluster', 'cn-suoth-1')
    expect(code).toBe(1)
    expect(stderr).toContain('the service has no cluster "cn-suoth-1"')
    expect(stderr).toContain('did you mean cn-south-1?')
  })

  it('says how to go on without a key', async () => {
    const { stderr, code } = await runInProcess(['products'], { cwd: tempDir() })
    expect(code).toBe(1)
    expect(stderr).toContain('--sandbox')
  })
})

describe('clusters, images, storages, networks, auths', () => {
  it('end each row with what a file would say, which plan takes', async () => {
    const cwd = tempDir()
    const lines: string[] = []
    for (const command of ['clusters', 'images', 'storages', 'networks', 'auths']) {
      const { stdout, code } = await inSandbox(cwd, command)
      expect(code).toBe(0)
      const [heads = '', first = ''] = stdout.split('\n')
      lines.push(first.slice(heads.indexOf('in a file')))
    }
    const entry = [
      'name: web',
      'kind: gpu',
      'productId: 4090.18c.60g',
      'gpuNum: 1',
      'rootfsSize: 60',
    ]
    writeFileSync(
      join(cwd, 'instances.yaml'),
      `instances:\n  - ${[...entry, ...lines].join('\n    ')}\n`,
    )
    const { code, stderr } = await inSandbox(cwd, 'plan')
    expect(readFileSync(join(cwd, 'instances.yaml'), 'utf8')).toContain('mountPoint: /network')
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it('never show, nor hold, a password', async () => {
    for (const format of ['text', 'json']) {
      const { stdout } = await inSandbox(tempDir(), 'auths', '--format', format)
      expect(stdout).toContain('robot')
      expect(stdout).not.toContain('sandbox-registry-password')
    }
  })

  it('call what they do not understand by that name, and what is empty empty', async () => {
    const { url } = await service((call) =>
      call === 'storages' ? json({ data: null, total: 0 }) : json({ data: [{ odd: 1 }] }),
    )
    const at = { cwd: tempDir(), env: KEY }
    const storages = await runInProcess(['storages', '--base-url', url], at)
    expect(storages).toMatchObject({ code: 0 })
    expect(storages.stdout).toContain('has no network storage')
    for (const command of ['clusters', 'networks', 'auths']) {
      const { code, stdout, stderr } = await runInProcess([command, '--base-url', url], at)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain('not understood')
    }
  })
})

describe('the sandbox', () => {
  it.each(['3090.16c92g', '4090.16c62g', '4090.16c96g.v2'])(
    'takes %s as a spot instance with the smallest disk, as the client of the vendor tries it',
    async (productId) => {
      const entry = `{ name: a, kind: gpu, productId: ${productId}, gpuNum: 1, rootfsSize: 10, imageUrl: a/b:1, billingMode: spot }`
      const cwd = tempDir({ 'instances.yaml': `instances:\n  - ${entry}\n` })
      expect(await inSandbox(cwd, 'apply', '--yes')).toMatchObject({ code: 0 })
    },
  )
})
