import type { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/sandbox/faults/faults.ts'
import type { CallEvent } from '../../src/sandbox/routes/handle-request.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import { type RunOptions, runCli } from '../support/run-cli.ts'
import { withSandbox } from '../support/sandbox.ts'
import { serviceEnv } from '../support/service-env.ts'
import { SHARED_PLACES, type SharedPlace } from '../support/shared-places.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch/pytorch:latest" }
instances: [{ name: a }, { kind: gpu }, { name: c }]
`

const FILES = { 'fleet.yaml': FLEET }
const APPLY = ['apply', 'fleet.yaml', '--yes', '--settle', '1']

const KINDS = Object.keys(SHARED_PLACES) as (keyof typeof SHARED_PLACES)[]

/** Runs the program as one of the machines. */
const runOn = (
  machine: string,
  place: SharedPlace,
  sandbox: Sandbox,
  args: readonly string[],
  options: Partial<RunOptions> = {},
) =>
  runCli(args, {
    ...options,
    cwd: machine,
    env: {
      HOME: tempDir(),
      ...place.env,
      ...serviceEnv(sandbox),
      PPI_APPLY_LEDGER: place.address,
    },
  })

const slow: FaultRule = { on: 'create', do: { fault: 'delay', at: 'after', ms: 1500 } }

describe.each(KINDS)('two machines with one ledger in %s', (kind) => {
  it('create each entry once, whoever comes first', async () => {
    await using place = await SHARED_PLACES[kind]()
    await withSandbox({}, async (sandbox) => {
      const machines = [place.machine(FILES), place.machine(FILES)]
      const runs = await Promise.all(
        machines.map((each) => runOn(each, place, sandbox, [...APPLY, '--lock-timeout', '60s'])),
      )
      expect(runs.map(({ code }) => code)).toEqual([0, 0])
      expect(runs.map(({ stdout }) => /(\d+) created/.exec(stdout)?.[1] ?? '0').sort()).toEqual([
        '0',
        '3',
      ])
      expect(sandbox.instances()).toHaveLength(3)
      for (const each of machines) {
        const plan = await runOn(each, place, sandbox, ['plan', 'fleet.yaml'])
        expect(plan.stdout).toContain('0 to create, 3 unchanged')
        // Nothing of a shared ledger is on the disk of a machine.
        expect(readdirSync(each)).not.toContain('.ppi-apply')
      }
    })
  })

  it('refuse the second while the first is under way, which still can plan', async () => {
    await using place = await SHARED_PLACES[kind]()
    await withSandbox({ faults: [slow] }, async (sandbox) => {
      const [one, other] = [place.machine(FILES), place.machine(FILES)]
      let refused: ReturnType<typeof runOn> | undefined
      let planned: ReturnType<typeof runOn> | undefined
      const first = await runOn(one, place, sandbox, APPLY, {
        onStart: (child) =>
          child.stdout?.on('data', () => {
            refused ??= runOn(other, place, sandbox, APPLY)
            planned ??= runOn(other, place, sandbox, ['plan', 'fleet.yaml'])
          }),
      })
      expect(first.code).toBe(0)
      expect(await refused).toMatchObject({ code: 5 })
      expect((await refused)?.stderr).toMatch(
        /is in use by "apply" of .*--lock-timeout 5m.*ppi-apply unlock [0-9a-f]{12}/s,
      )
      expect((await planned)?.code).toBe(0)
      expect(sandbox.instances()).toHaveLength(3)
    })
  })

  it('go on with what a machine left that is lost, and need nobody for it', async () => {
    await using place = await SHARED_PLACES[kind]()
    const deaf: FaultRule = { on: 'create', when: { nth: 2 }, do: { fault: 'hang', at: 'after' } }
    let child: ReturnType<typeof spawn> | undefined
    let creates = 0
    const onRequest = ({ operation, phase }: CallEvent) => {
      if (operation === 'create' && phase === 'committed') creates += 1
      if (creates === 2) child?.kill('SIGKILL')
    }
    await withSandbox({ faults: [deaf], onRequest }, async (sandbox) => {
      const [one, other] = [place.machine(FILES), place.machine(FILES)]
      await runOn(one, place, sandbox, APPLY, {
        onStart: (started) => {
          child = started
        },
      })
      expect(sandbox.instances()).toHaveLength(2)
      const next = await runOn(other, place, sandbox, APPLY)
      expect(next.code).toBe(0)
      expect(next.stderr).toContain('was taken over: that process is gone from this machine.')
      expect(sandbox.instances()).toHaveLength(3)
    })
  })
})
