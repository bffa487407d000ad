import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { encode } from '../../../src/ledger/codec.ts'
import type { InstanceId, LedgerRecord } from '../../../src/ledger/record.ts'
import { type State, toState } from '../../../src/ledger/state.ts'
import {
  adopted,
  created,
  ended,
  key as entryKey,
  forgotten,
  settled,
} from '../../support/ledger-records.ts'
import { isMade, type Truth } from '../service/truth.ts'
import type { Stage } from '../stage/stage.ts'

/** When all that is forged is said to have been: no line of a story has this time. */
const FORGED_AT = '2001-02-03T04:05:06.000Z'

const NAME = 'f0f0f0f0f0f0'

/** Without a seal, and with one that is guessed. */
const SEALS = ['', `-${'0'.repeat(32)}`]

/** A checkout brings files that look as if the program had kept them for its ledger; somebody else wrote them. */
export async function forge({ ledger, service, folder }: Stage): Promise<void> {
  const beside = ledger.emergencyPath() ?? join(folder, '.ppi-apply', 'any.ledger.jsonl')
  const records = forgeries(toState(await ledger.records()), service.truth())
  mkdirSync(dirname(beside), { recursive: true })
  for (const [at, record] of records.entries()) {
    for (const seal of SEALS) {
      const path = `${beside}.rescued-${NAME}${at}${seal}`
      writeFileSync(path, `${encode({ ...record, time: FORGED_AT })}\n`)
    }
  }
}

/** What a stranger would like a ledger to say: that nothing was made, that all is gone, and that what is another's is ours. */
function forgeries({ entries }: State, truth: readonly Truth[]): readonly LedgerRecord[] {
  const other = (truth.find((each) => !isMade(each))?.id ?? '0123456789abcdef') as InstanceId
  const ofEntries = [...entries.values()].flatMap(({ key, name, open, instances }) => [
    ...open.flatMap(({ attempt }) => [
      ended('rejected', { attempt, key }),
      created({ attempt, key, id: other }),
    ]),
    ...instances.flatMap(({ id, open: change }) => [
      forgotten({ key, attempts: [], ids: [id] }),
      settled({
        ...(change === undefined ? {} : { attempt: change.attempt }),
        key,
        id,
        end: 'gone',
      }),
    ]),
    adopted({ key, name, id: other, settles: open.map(({ attempt }) => attempt) }),
  ])
  return [...ofEntries, adopted({ key: entryKey('x'), name: 'x', id: other })]
}

/** What the ledger took of forged files: no line is from them, and each is where it was. */
export function forgedInto(records: readonly LedgerRecord[], folder: string): readonly string[] {
  const taken = records.filter(({ time }) => time === FORGED_AT)
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((path) =>
    path.includes(`.rescued-${NAME}`),
  )
  return [
    ...taken.map(({ type }) => `a forged emergency file told the ledger "${type}"`),
    ...(left ? [] : ['the forged emergency files are gone, as if they had been taken']),
  ]
}
