import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Truth } from './service/truth.ts'
import { INNER_FOLDER } from './stage/stage.ts'
import { type Entry, fleetText } from './story/entry.ts'
import type { Scenario } from './story/scenario.ts'

/** What a person has in the folder before the first start. */
export function furnish({ marker, hasInnerLedger, acts }: Scenario, folder: string): void {
  const config = [
    ...(marker ? [] : ['marker: false']),
    ...(acts.some(({ entries }) => entries.some(({ prepaid }) => prepaid))
      ? ['allowPrepaid: true']
      : []),
  ]
  if (config.length > 0) {
    writeFileSync(join(folder, 'ppi-apply.config.yaml'), `${config.join('\n')}\n`)
  }
  for (const inner of ['tmp', '.git', INNER_FOLDER]) mkdirSync(join(folder, inner))
  if (hasInnerLedger) mkdirSync(join(folder, INNER_FOLDER, '.ppi-apply'))
}

export function writeFleet(
  folder: string,
  entries: readonly Entry[],
  truth: readonly Truth[] = [],
): void {
  const clusterOf = ({ name = '' }: Entry) =>
    truth.find((each) => each.askedName === name && !each.isLeaving)?.clusterId
  writeFileSync(join(folder, 'fleet.yaml'), fleetText(entries, clusterOf))
}

/** Every file that the runs left, but the ones that they were given. */
export function filesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== 'fleet.yaml')
    .map((file) => join(file.parentPath, file.name))
  return new Map(files.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]))
}
