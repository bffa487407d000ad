import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { play } from './harness.ts'

/** A build broken on purpose: the text of the built program and what stands there instead. */
interface Mutant {
  readonly name: string
  readonly from: string
  readonly to: string
}

/** One for each promise that the chaos suite must be able to see broken. */
const MUTANTS: readonly Mutant[] = [
  {
    name: 'the intent is not written',
    from: 'const recorded = await ports.record(intent);',
    to: 'const recorded = { kind: "recorded" };',
  },
  {
    name: 'an outcome is written before the call',
    from: 'const started = ports.elapsed();\n    yield { kind: "create_start"',
    to: 'const started = ports.elapsed();\n    await ports.record({ type: "not-sent", time: ports.now(), attempt: intent.attempt, key: intent.key, reason: "" });\n    yield { kind: "create_start"',
  },
  {
    name: 'a create is sent again after a 5xx',
    from: 'return unknown(otherStatus(answer, refusal), refusal)',
    to: 'return { kind: "not-sent", reason: "", retry: "backoff" }',
  },
  {
    name: 'a create is sent again after a reset',
    from: '? "open" : "connecting"',
    to: '? "connecting" : "connecting"',
  },
  {
    name: 'a list that fails is read as its end',
    from: 'if (answer.kind !== "ok") return broken(',
    to: 'if (answer.kind !== "ok") return ended(seen.size, void 0); if (false) return broken(',
  },
  {
    name: 'the ids seen before are ignored by the look-up',
    from: '!before.has(id)',
    to: 'true',
  },
  {
    name: 'an entry in doubt is created again',
    from: 'if (entry !== void 0 && entry.open.length > 0) return inDoubt(',
    to: 'if (false) return inDoubt(',
  },
  {
    name: 'an instance that the list does not show counts as gone',
    from: 'if (remote.kind !== "complete") return remote;\n  const listed',
    to: 'return remote;\n  const listed',
  },
  {
    name: 'the lock is ignored',
    from: 'if (verdict !== "dead") return { kind: "refused"',
    to: 'if (verdict !== "dead") return { kind: "held", from: void 0 }; if (false) return { kind: "refused"',
  },
  {
    name: 'the outcome is not written',
    from: 'const recorded = await ports.record({ type: "created", time: ports.now(), attempt, key, id, how });',
    to: 'const recorded = how === "answered" ? { kind: "recorded" } : await ports.record({ type: "created", time: ports.now(), attempt, key, id, how });',
  },
  {
    name: 'a ledger line shows a secret',
    from: 'spec: mask(spec.body)',
    to: 'spec: JSON.parse(JSON.stringify(spec.body, (_, v) => typeof v?.reveal === "function" ? v.reveal() : v))',
  },
]

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '150' },
    only: { type: 'string', default: '' },
    dist: { type: 'string', default: 'dist' },
  },
})
const seed = Number(values.seed)
const runs = Number(values.runs)

/** Copies the built program with the change in it; a text that is not there exactly once is an error. */
function breakBuild({ name, from, to }: Mutant, folder: string): string {
  cpSync(resolve(values.dist), folder, { recursive: true })
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.js'))
    .map((file) => join(file.parentPath, file.name))
  const hits = files.filter((path) => readFileSync(path, 'utf8').includes(from))
  const [hit] = hits
  if (hit === undefined || hits.length > 1) {
    throw new Error(`"${name}": its text is in ${hits.length} files of the build, not in one`)
  }
  writeFileSync(
    hit,
    readFileSync(hit, 'utf8').replaceAll(from, () => to),
  )
  return join(folder, 'cli.js')
}

/** Plays stories on a broken build until one shows it. */
async function hunt(mutant: Mutant): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ppi-apply-mutant-'))
  try {
    const cli = breakBuild(mutant, folder)
    await mustStart(cli)
    for (let n = 0; n < runs; n += 1) {
      const { violations } = await play(seed + n, cli)
      if (violations[0] !== undefined) return `after ${n + 1} runs: ${violations[0].slice(0, 90)}`
    }
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A build that does not even start would be caught for the wrong reason. */
async function mustStart(cli: string): Promise<void> {
  const child = spawn(process.execPath, [cli, 'apply', '--help'], { stdio: 'ignore' })
  const code = await new Promise((done) => child.on('close', done))
  if (code !== 0) throw new Error(`the broken build does not start: ${code}`)
}

const chosen = MUTANTS.filter(({ name }) => name.includes(values.only))
const rows: string[] = []
const queue = [...chosen]
let survivors = 0
async function work(): Promise<void> {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const caught = await hunt(mutant)
    if (caught === undefined) survivors += 1
    const row = `${mutant.name.padEnd(56)} ${caught === undefined ? `NOT CAUGHT in ${runs} runs` : `caught ${caught}`}`
    rows.push(row)
    process.stdout.write(`${row.replaceAll('\n', ' ')}\n`)
  }
}
await Promise.all([work(), work()])
process.stdout.write(
  `seed ${seed}: ${rows.length - survivors} of ${rows.length} broken builds caught\n`,
)
process.exitCode = survivors === 0 ? 0 : 1
