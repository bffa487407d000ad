import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { sandboxWith } from '../support/running-apply.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `instances:
  - name: a
    kind: gpu
    productId: 4090.18c.60g
    gpuNum: 1
    rootfsSize: 60
    imageUrl: x
    maxHourly: 8
    fallback:
      - clusterId: cn-northwest-2
      - { productId: A100-80GB.14c240g, clusterId: cn-northwest-2 }
      - { productId: 4090.16c62g, clusterId: "27" }
`

const soldOut = (productId: string, ...on: readonly ('create' | 'products')[]): FaultRule => ({
  on,
  do: { fault: 'sold-out', productId },
})

/** A folder with the fleet, and a service with such stock. */
async function projectOf(faults: readonly FaultRule[], fleet = FLEET) {
  const { sandbox } = await sandboxWith({ faults })
  const cwd = tempDir({ 'instances.yaml': fleet })
  const run = (...words: readonly string[]) =>
    runInProcess(words, { cwd, env: serviceEnv(sandbox) })
  return { sandbox, run, apply: () => run('apply', '--yes', '--settle', '0') }
}

describe('an entry with a fallback', () => {
  it('shows what is tried, in order, with its price, and why something is not', async () => {
    const { run } = await projectOf(
      [soldOut('4090.16c62g', 'products')],
      FLEET.replace('maxHourly: 8', 'maxHourly: 5'),
    )
    const { stdout } = await run('plan')
    expect(stdout).toContain(
      [
        '    with a fallback, each only where those before it are sold out or not tried:',
        '      as above: 1.99 an hour',
        '      1. clusterId cn-northwest-2: 1.79 an hour',
        '      2. productId A100-80GB.14c240g, clusterId cn-northwest-2: 6.99 an hour, not tried: dearer than its maxHourly of 5.00',
        '      3. productId 4090.16c62g, clusterId 27: 2.09 an hour, not tried: it cannot be deployed now',
      ].join('\n'),
    )
  })

  it('counts the dearest that may be created, in every form', async () => {
    const { run } = await projectOf([])
    expect((await run('plan')).stdout).toMatch(/^ {2}a +1\.99 +1\.99 … 6\.99 /m)
    expect((await run('plan', '--format', 'markdown')).stdout).toContain('1.99 … 6.99')
    const { actions, money } = JSON.parse((await run('plan', '--format', 'json')).stdout)
    expect(money.hourly).toEqual({ known: '6.99', unknown: 0 })
    expect(actions[0].price.rungs.map(({ hourly }: { hourly: string }) => hourly)).toEqual([
      '1.99',
      '1.79',
      '6.99',
      '2.09',
    ])
    expect(actions[0].fallback).toHaveLength(3)
    const over = await run('apply', '--yes', '--max-hourly', '6')
    expect([over.code, over.stderr]).toEqual([1, expect.stringContaining('6.99')])
  })

  it('is created with what there is, and is as it should be from then on', async () => {
    const { sandbox, run, apply } = await projectOf([soldOut('4090.18c.60g', 'create')])
    const { code, stdout, stderr } = await apply()
    expect(code, stdout + stderr).toBe(0)
    expect(stdout + stderr).toContain('a  trying item 2 of its fallback')
    expect(stdout).toMatch(/a {2}\w+ {2}6\.99 an hour {2}by item 2 of its fallback/)
    expect(sandbox.instances()).toMatchObject([{ productId: 'A100-80GB.14c240g' }])
    const again = await run('plan', '--detailed-exitcode')
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('is there as applied')])
    sandbox.replaceFaults([])
    expect(await apply()).toMatchObject({ code: 0 })
    expect(sandbox.instances()).toHaveLength(1)
  })

  it('prints every body that may be sent', async () => {
    const { run } = await projectOf([])
    const { instances } = JSON.parse((await run('render')).stdout)
    expect(
      [instances[0].body, ...instances[0].fallback].map((body) => [body.productId, body.clusterId]),
    ).toEqual([
      ['4090.18c.60g', undefined],
      ['4090.18c.60g', 'cn-northwest-2'],
      ['A100-80GB.14c240g', 'cn-northwest-2'],
      ['4090.16c62g', '27'],
    ])
    const curl = (await run('render', '--format', 'curl')).stdout
    expect(curl.match(/^curl /gm)).toHaveLength(4)
    expect(curl).toContain('# Item 3 of its fallback: only where the one before it is sold out.')
  })

  it('is not created where nothing keeps its limit', async () => {
    const { sandbox, run } = await projectOf([], FLEET.replace('maxHourly: 8', 'maxHourly: 1'))
    const { code, stderr } = await run('apply', '--yes')
    expect([code, sandbox.instances()]).toEqual([1, []])
    expect(stderr).toContain(
      'nothing that a may be created with keeps its maxHourly of 1.00 and can be deployed now',
    )
    expect(stderr).toContain('raise maxHourly in the file')
  })
})

describe('apply --until-available', () => {
  it('says that it waits, and ends when the time is over', async () => {
    const all: FaultRule = { on: 'products', do: { fault: 'sold-out' } }
    const { sandbox, run } = await projectOf([all])
    const { code, stderr } = await run('apply', '--yes', '--until-available=0s')
    expect([code, sandbox.instances()]).toEqual([1, []])
    expect(stderr).toContain('could be deployed within 0 s, says the service. Nothing was sent')
  })

  it('creates at once where there is stock', async () => {
    const { sandbox, run } = await projectOf([soldOut('4090.18c.60g', 'create', 'products')])
    const { code } = await run('apply', '--yes', '--until-available', '--settle', '0')
    expect([code, sandbox.instances()]).toMatchObject([0, [{ productId: 'A100-80GB.14c240g' }]])
  })

  it('needs to ask the service', async () => {
    const { run } = await projectOf([])
    const { code, stderr } = await run('apply', '--until-available', '--refresh', 'never')
    expect([code, stderr]).toEqual([64, expect.stringContaining('--refresh never forbids that')])
    const long = await run('apply', '--until-available=3d')
    expect([long.code, long.stderr]).toEqual([
      64,
      expect.stringContaining('without a time it is 1h'),
    ])
  })
})
