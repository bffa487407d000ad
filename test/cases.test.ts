import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../src/ledger/codec.ts'
import type { LedgerRecord } from '../src/ledger/record.ts'
import { runPlan } from './support/plan-run.ts'
import { type Scripted, scriptedService } from './support/scripted-service.ts'
import { tempDir } from './support/temp-dir.ts'

// Each folder below `cases` is one test: `definition.yaml`, `ledger.jsonl` (lines of a real ledger; their checksums
// are made anew) and `account.json` (the instances, or the pages of the list as they go over the wire), planned
// against a server of its own, give `plan.txt` and `plan.json`. `other.yaml` lies beside them unread. `env.json` sets variables, whose values may show up
// in neither. After a change of the output: `npx vitest run test/cases.test.ts -u`, then read the difference.
const CASES = join(import.meta.dirname, 'cases')

const PRODUCT = {
  id: '4090.18c.60g',
  name: 'RTX 4090 24GB',
  price: '199000',
  availableDeploy: true,
  inventoryState: 'high',
  minRootFS: 10,
  maxRootFS: 1000,
}

describe('a plan of definition, ledger and account', () => {
  it.each(readdirSync(CASES).toSorted())('%s', async (name) => {
    const folder = join(CASES, name)
    const read = (file: string): string | undefined => {
      const isThere = readdirSync(folder).includes(file)
      return isThere ? readFileSync(join(folder, file), 'utf8') : undefined
    }
    const cwd = tempDir({
      'definition.yaml': read('definition.yaml') ?? '',
      // The file of another fleet: there, and not read.
      ...(read('other.yaml') === undefined ? {} : { 'other.yaml': read('other.yaml') ?? '' }),
    })
    const ledger = read('ledger.jsonl')
    if (ledger !== undefined) writeFileSync(join(cwd, 'ledger.jsonl'), sealed(ledger))
    const account = JSON.parse(read('account.json') ?? '')
    const service = await scriptedService({
      list: toPages(account),
      // A service that offers no call but the create.
      ...(account.bare === true ? {} : { products: () => ({ body: { data: [PRODUCT] } }) }),
    })
    const variables: Record<string, string> = JSON.parse(read('env.json') ?? '{}')
    const run = await runPlan(
      cwd,
      { ...variables, PPIO_API_KEY: 'sk_test_key_1234567890' },
      {
        args: ['definition.yaml'],
        flags: { 'base-url': service.url, ledger: join(cwd, 'ledger.jsonl'), verbose: true },
      },
    )
    // What differs from run to run: the port, which is in the third group of a plan id and in its end, and times.
    const generic = (text: string): string =>
      text
        .replaceAll(new URL(service.url).host, 'SERVICE')
        .replaceAll(cwd, 'FOLDER')
        .replaceAll(
          /\b([0-9a-f]{6}-[0-9a-f]{6})-[0-9a-f]{6}(-[0-9a-f]{6}-[0-9a-f]{6})-[0-9a-f]{32}\b/g,
          '$1-ACCOUNT$2-WHOLE',
        )
        .replaceAll(/"quotedAt": "[^"]*"/g, '"quotedAt": "NOW"')
        .replaceAll(/list prices of [0-9-]+ [0-9:]+ UTC/g, 'list prices of NOW')
        .replaceAll(/about [0-9.,]+ in the [0-9a-z ]+ since/g, 'about AMOUNT in the AGE since')
        .replaceAll(/about [0-9.,]+ so far/g, 'about AMOUNT so far')
        .replaceAll(/paid so far about [0-9.,]+/g, 'paid so far about AMOUNT')
        .replaceAll(/("ageSeconds"|"costSoFar"|"paidSoFar"): "?[0-9.]+"?/g, '$1: "GROWING"')
    // How long each request took differs from run to run; how many there were does not.
    // Service and key are the same in every case.
    const said = run.stderr.replaceAll(/^(?:GET|Service:|API key:) .*\n/gm, '')
    const text = generic(`${run.stdout}---\n${said}${run.ending.trimEnd()}\n`)
    for (const secret of Object.values(variables)) {
      expect(text + run.json + run.stderr).not.toContain(secret)
    }
    await expect(text).toMatchFileSnapshot(join(folder, 'plan.txt'))
    await expect(generic(run.json)).toMatchFileSnapshot(join(folder, 'plan.json'))
  })
})

function sealed(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => `${encode(JSON.parse(line) as LedgerRecord)}\n`).join('')
}

/** What comes after the pages that are written down is empty, and tells the same total. */
function toPages(account: readonly unknown[] | { pages: readonly Scripted[] }) {
  const pages: readonly Scripted[] =
    'pages' in account ? account.pages : [{ body: { instances: account, total: account.length } }]
  const last = pages.at(-1)?.body as { readonly total?: number } | undefined
  const end: Scripted = { body: { instances: [], total: last?.total } }
  return (page: number): Scripted => pages[page] ?? end
}
