import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Output } from '../../src/cli/context.ts'
import { planCommand } from '../../src/cli/handlers/plan-command.ts'
import { OWN_PROCESS } from '../../src/cli/this-process.ts'
import type { CommandLine } from '../../src/config/flags.ts'
import { styleOf } from '../../src/output/terminal/style.ts'
import { errorText } from '../../src/output/text/source/error-text.ts'

/** What a plan said. */
export interface PlanRun {
  readonly stdout: string
  readonly stderr: string
  /** The ending, or the words of the error that ended it. */
  readonly ending: string
  /** The text of the JSON that was written besides. */
  readonly json: string
}

/** Runs the whole plan command in this process, against a real server and real files. */
export async function runPlan(
  cwd: string,
  env: Readonly<Record<string, string>>,
  line: CommandLine,
): Promise<PlanRun> {
  const stdout = capture()
  const stderr = capture()
  const context: Context = {
    version: '0.0.0',
    commands: [],
    own: OWN_PROCESS,
    cwd,
    env,
    stdin: process.stdin,
    readStdin: async () => undefined,
    stdout,
    stderr,
  }
  const flags = { ...line.flags, 'json-into': 'plan.json' }
  let ending: string
  try {
    ending = await planCommand(context, { flags, args: line.args }, 'text')
  } catch (error) {
    ending = errorText(error, {
      verbose: false,
      version: '0.0.0',
      runtime: 'Node, linux',
      style: styleOf(false),
    })
  }
  const json = readFileSync(join(cwd, 'plan.json'), 'utf8')
  return { stdout: stdout.text(), stderr: stderr.text(), ending, json }
}

function capture(): Output & { text(): string } {
  let written = ''
  return {
    isTerminal: false,
    width: 80,
    style: styleOf(false),
    write(text) {
      written += text
    },
    act(text) {
      written += text
    },
    text: () => written,
  }
}
