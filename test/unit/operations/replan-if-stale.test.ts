import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Context, Output } from '../../../src/cli/context.ts'
import { applyCommand } from '../../../src/cli/handlers/apply-command.ts'
import { OWN_PROCESS } from '../../../src/cli/this-process.ts'
import { styleOf } from '../../../src/output/terminal/style.ts'
import { onePage, type Scripted, scriptedService } from '../../support/scripted-service.ts'
import { tempDir } from '../../support/temp-dir.ts'

const FLEET = `instances:
  - { name: a, kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
`

const product = (price: string) => ({ id: '4090.18c.60g', price, availableDeploy: true })

interface Script {
  /** What the service says once the question was answered; as before where it is not given. */
  readonly list?: (page: number) => Scripted
  readonly price?: string
  /** Seconds that the question stands. */
  readonly stands: number
}

/** An apply whose question is answered with yes, after a time that only its clock knows. */
async function answered({ list, price = '199000', stands }: Script) {
  let clock = 0
  const isAnswered = () => clock > 0
  const { url, requests } = await scriptedService({
    list: (page) => (isAnswered() ? (list ?? onePage()) : onePage())(page),
    products: () => ({ body: { data: [product(isAnswered() ? price : '199000')] } }),
    create: () => ({ body: { id: 'i-1' } }),
  })
  const cwd = tempDir({ 'fleet.yaml': FLEET })
  const stdin = new PassThrough() as PassThrough & { isTTY?: boolean }
  stdin.isTTY = true
  let said = ''
  const output: Output = {
    isTerminal: true,
    width: 80,
    style: styleOf(false),
    act() {},
    write(text) {
      said += text
      if (!text.includes('Only yes goes ahead')) return
      setImmediate(() => {
        clock = stands * 1000
        stdin.write('yes\n')
      })
    },
  }
  const context = {
    version: '0.0.0',
    own: OWN_PROCESS,
    cwd,
    env: { PPIO_API_KEY: 'sk_test_key_1234567890' },
    stdin,
    stdout: output,
    stderr: output,
    elapsed: () => clock,
  } as unknown as Context
  const flags = { 'base-url': url, settle: 0 }
  const ending = await applyCommand(context, { flags, args: ['fleet.yaml'] }, 'text').catch(
    ({ message, hint }: { message: string; hint: string }) => `${message}. ${hint}`,
  )
  const creates = requests.filter((request) => request.startsWith('POST')).length
  return { ending, creates, said }
}

describe('an answer that took long', () => {
  it('sends nothing when the account shows the entry meanwhile, and says what changed', async () => {
    const made = { id: 'x-1', name: 'a', status: 'running', productId: '4090.18c.60g' }
    const { ending, creates, said } = await answered({ list: onePage(made), stands: 3600 })
    expect(said).toContain('The answer came after 1 h: looking at the account once more.')
    expect(ending).toContain('the plan changed in the 1 h that the question was open: the account')
    expect(ending).toContain('Nothing was sent')
    expect(ending).toContain('run the same command again')
    expect(creates).toBe(0)
  })

  it('sends nothing when the price changed', async () => {
    const { ending, creates } = await answered({ price: '299000', stands: 45 })
    expect(ending).toContain(
      'the plan changed in the 45 s that the question was open: the prices changed',
    )
    expect(creates).toBe(0)
  })

  it('sends nothing when the account cannot be seen any more', async () => {
    const { ending, creates } = await answered({
      list: () => ({ status: 403, body: { code: 403, reason: 'FORBIDDEN' } }),
      stands: 45,
    })
    expect(ending).toContain('the account could not be listed (HTTP 403')
    expect(creates).toBe(0)
  })

  it('goes on with the plan that was approved when it is still the same', async () => {
    const { ending, creates, said } = await answered({ stands: 45 })
    expect(said).toContain('looking at the account once more')
    expect({ ending, creates }).toEqual({ ending: 'done', creates: 1 })
  })
})

describe('a quick answer', () => {
  it('is not looked into again', async () => {
    const { ending, creates, said } = await answered({ stands: 30 })
    expect(said).not.toContain('once more')
    expect({ ending, creates }).toEqual({ ending: 'done', creates: 1 })
  })
})
