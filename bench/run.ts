import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureApplying, measureManyCreates } from './applying.ts'
import { measureCorners } from './corners.ts'
import { measureLedgers } from './ledgers.ts'
import { growthPicture } from './picture.ts'
import { measureStartUp } from './start-up.ts'
import { growthTable, rowsTable } from './table.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, into: { type: 'string' } },
})
const { quick } = values
const say = (words: string) => process.stderr.write(`${words}\n`)
const folder = mkdtempSync(join(tmpdir(), 'ppi-apply-bench-'))
try {
  say('start-up and size')
  const startUp = await measureStartUp(folder, quick)
  say('apply')
  const applying = await measureApplying(folder, quick)
  say('ledgers')
  const ledgers = await measureLedgers(folder, quick)
  say('growth')
  const corners = await measureCorners(folder, quick)
  say('many creates')
  const growths = [...corners, await measureManyCreates(folder, quick)]
  const rows = [...startUp, ...applying.rows, ...ledgers]
  const [cpu] = cpus()
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}, Node ${process.version}`
  const part = (name: string) => rows.filter((row) => row.part === name)
  const page = [
    `${machine}. Ratios of start-up and size are to \`node -e 0\` in the same run, those of apply to the time the service takes itself, those of a ledger to the file.`,
    rowsTable(part('start-up')),
    rowsTable(part('size')),
    rowsTable(part('apply')),
    rowsTable(part('ledger')),
    ...applying.skipped.map((what) => `Skipped: ${what}.`),
    growthTable(growths),
  ].join('\n\n')
  process.stdout.write(`${page}\n`)
  const into = values.into ?? join('bench', 'results')
  mkdirSync(into, { recursive: true })
  const facts = { machine, quick, rows, skipped: applying.skipped, growths }
  writeFileSync(join(into, 'last.json'), `${JSON.stringify(facts, null, 2)}\n`)
  writeFileSync(join(into, 'last.md'), `${page}\n`)
  writeFileSync(join(into, 'growth.svg'), growthPicture(growths))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
