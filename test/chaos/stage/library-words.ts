import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { transformSync } from 'esbuild'
import { SETTLE_S } from '../settle.ts'
import { ALLOW_RECREATE } from '../story/scenario.ts'
import type { Drive } from './library-driver.ts'
import { type Stage, TIMEOUT_S, waitSeconds } from './stage.ts'
import type { Asked } from './words-for.ts'

/** A start by the library; what concerns the output of the command means nothing there. */
export function libraryWords(stage: Stage, { order, acceptGone }: Asked): readonly string[] {
  const { cli, folder, flags, marker, ledger } = stage
  const program = join(folder, 'tmp', 'library-driver.mjs')
  writeFileSync(program, driverCode())
  const drive: Drive = {
    library: join(dirname(cli), 'library.js'),
    file: join(folder, 'fleet.yaml'),
    order,
    settleMs: SETTLE_S * 1000,
    answerMs: TIMEOUT_S * 1000,
    changeMs: waitSeconds(stage) * 1000,
    refresh: flags.includes('--refresh=never') ? 'never' : 'auto',
    allowRecreate: flags.includes(ALLOW_RECREATE),
    acceptGone,
    marker,
    ledger: ledger.address(),
  }
  return [program, JSON.stringify(drive)]
}

let kept: string | undefined

/** The driver as JavaScript; its place is counted from the root of the project, as in `mutants.ts`. */
function driverCode(): string {
  kept ??= transformSync(readFileSync('test/chaos/stage/library-driver.ts', 'utf8'), {
    loader: 'ts',
    format: 'esm',
  }).code
  return kept
}
