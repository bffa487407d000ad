import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CLI } from '../support/run-cli.ts'
import { sandboxWith, stateOf } from '../support/running-apply.ts'
import { serviceEnv } from '../support/service-env.ts'
import { tempDir } from '../support/temp-dir.ts'

const FLEET = `
defaults: { kind: gpu, productId: 4090.18c.60g, gpuNum: 1, rootfsSize: 60, imageUrl: "pytorch:2.7" }
instances: [{ name: a }, { name: b }]
`

/** Of util-linux; the one of BSD and macOS takes other arguments. */
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes(
  'util-linux',
)

/** Resolves with the text of a file once a line is in it. */
function written(folder: string, name: string): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      try {
        const text = readFileSync(join(folder, name), 'utf8')
        if (text.endsWith('\n')) resolve(text.trim())
      } catch {
        // Not there yet.
      }
    }
    const watcher = watch(folder, look)
    onTestFinished(() => watcher.close())
    look()
  })
}

describe('a terminal that is closed', () => {
  it.runIf(hasScript)(
    'ends the run like a signal: what was sent is recorded, exit 130',
    async () => {
      const { sandbox, reached } = await sandboxWith({
        faults: [{ on: 'create', do: { fault: 'delay', at: 'after', ms: 600 } }],
      })
      const cwd = tempDir({ 'fleet.yaml': FLEET })
      // The shell outlives its terminal to tell how the program ended, and passes the hang-up on as a login shell does.
      const program = `'${process.execPath}' '${CLI}' apply fleet.yaml`
      const line = `trap 'kill -HUP $p' HUP; exec 3<&0; ${program} <&3 & p=$!; wait $p; c=$?; [ $c = 129 ] && { wait $p; c=$?; }; echo $c > code`
      const terminal = spawn('script', ['-qefc', line, '/dev/null'], {
        cwd,
        env: {
          PATH: process.env.PATH,
          HOME: cwd,
          SHELL: '/bin/sh',
          ...serviceEnv(sandbox),
        },
        stdio: ['pipe', 'pipe', 'ignore'],
      })
      onTestFinished(() => {
        terminal.kill('SIGKILL')
      })
      let screen = ''
      terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
        screen += text
        if (screen.includes('goes ahead')) {
          screen = ''
          terminal.stdin.write('yes\n')
        }
      })
      await reached({ operation: 'create', phase: 'committed' })
      terminal.kill('SIGKILL')
      expect(await written(cwd, 'code')).toBe('130')
      const entries = [...(await stateOf(sandbox, cwd)).entries.values()]
      expect(entries.map(({ name, instances, open }) => [name, instances.length, open])).toEqual([
        ['a', 1, []],
      ])
      expect(sandbox.instances()).toHaveLength(1)
    },
  )
})
