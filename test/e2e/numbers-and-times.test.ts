import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { onePage, type Scripted, scriptedService } from '../support/scripted-service.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `defaults: { kind: gpu, productId: P, gpuNum: 1, rootfsSize: 60, imageUrl: "p:1" }
instances: [{ name: ours }, { name: lost }, { name: refused }, { name: months, month: 1 }]
`

/** Nothing that people read says an amount or a time in the ways of a machine. */
const ODD = {
  'thousands that run together': /(?<![\w.-])\d{4,}\.\d\d/,
  'a time of a machine': /\d{4}-\d\d-\d\dT\d\d:\d\d/,
  milliseconds: /\d\d:\d\d:\d\d\.\d{3}|\b\d+ ?ms\b/,
}

const oddIn = (text: string): readonly string[] =>
  Object.entries(ODD).flatMap(([what, pattern]) =>
    text.split('\n').flatMap((line) => (pattern.test(line) ? [`${what}: ${line}`] : [])),
  )

describe('numbers and times for people', () => {
  it('look alike in every output', async () => {
    const shown: object[] = [
      {
        id: 'i-stranger',
        name: 'web',
        status: 'running',
        kind: 'gpu',
        productId: 'P',
        gpuNum: '1',
        createdAt: '1764300000',
      },
    ]
    const product = {
      id: 'P',
      name: 'P',
      price: '128900000',
      availableDeploy: true,
      monthlyPrice: [{ price: '690000000', month: 1 }],
    }
    const service = await scriptedService({
      list: (page) => onePage(...shown)(page),
      products: () => ({ body: { data: [product] } }),
      create: (body, nth): Scripted => {
        if (nth === 2) return { status: 400, body: { code: 400, message: 'no' } }
        shown.push({
          ...body,
          id: `i-${nth}`,
          status: 'running',
          createdAt: String(Math.floor(Date.now() / 1000)),
        })
        return nth === 1 ? { status: 500, body: {} } : { body: { id: `i-${nth}` } }
      },
    })
    const cwd = tempDir({ 'fleet.yaml': FLEET })
    const said: string[] = []
    const run = async (...args: readonly string[]) => {
      const { stdout, stderr } = await runInProcess(
        [...args, '--base-url', service.url, ...(args[0] === 'apply' ? ['--settle=0'] : [])],
        { cwd, env: { PPIO_API_KEY: 'sk_test_key_1234567890' } },
      )
      said.push(stdout + stderr)
    }
    await run('plan', 'fleet.yaml', '--max-hourly', '9', '--max-upfront', '9')
    await run('plan', 'fleet.yaml', '--format', 'markdown')
    await run('apply', 'fleet.yaml', '--yes')
    await run('apply', 'fleet.yaml', '--yes', '--exclude', 'months')
    await run('apply', 'fleet.yaml', '--yes', '--allow-prepaid', '--max-upfront', '9')
    await run('plan', 'fleet.yaml')
    await run('plan', '--only', 'ours', 'fleet.yaml')
    await run('status')
    await run('forget', 'ours')
    const text = said.join('\n')
    for (const seen of ['1,289.00', '3,867.00', '6,900.00', '928,080.00'])
      expect(text).toContain(seen)
    expect(oddIn(text)).toEqual([])
  })
})
