import { describe, expect, it } from 'vitest'
import type { RemoteInstance } from '../../../../../src/api/remote.ts'
import type { CreateBody } from '../../../../../src/definitions/instance-spec.ts'
import type { Life } from '../../../../../src/definitions/life.ts'
import type { InstanceId } from '../../../../../src/ledger/record.ts'
import type { OwnedInstance } from '../../../../../src/ledger/state.ts'
import type { AllowWord } from '../../../../../src/model/allow-word.ts'
import { planJson } from '../../../../../src/output/json/plan-json.ts'
import { planMarkdown } from '../../../../../src/output/markdown/plan-markdown.ts'
import { styleOf } from '../../../../../src/output/terminal/style.ts'
import { planText } from '../../../../../src/output/text/plan/plan-text.ts'
import type { PlanReport } from '../../../../../src/plan/priced-plan.ts'
import { anInstance, aSpec, aState, entryOf, owned } from '../../../../support/builders.ts'
import { aCatalog } from '../../../../support/catalog-of.ts'
import { aPlanReport, listOf } from '../../../../support/plan-report.ts'
import { expectValid } from '../../../../support/schemas.ts'

const BIGGER = { gpuNum: 2, rootfsSize: 80 }

interface Situation {
  readonly is?: CreateBody
  readonly life?: Partial<Life>
  readonly mine?: Partial<OwnedInstance>
  readonly remote?: Partial<RemoteInstance>
  /** What was made in its place, as the account shows it. */
  readonly successor?: Partial<RemoteInstance>
  readonly allow?: readonly AllowWord[]
}

function reportOf({
  is = BIGGER,
  life = {},
  mine = {},
  remote = {},
  successor,
  allow = [],
}: Situation): PlanReport {
  const was = aSpec('web')
  const spec = aSpec('web', is, life)
  const old = { ...owned('i-1', was), ...mine }
  const replaced = { ...old, supersededBy: 'i-2' as InstanceId }
  return aPlanReport([spec], {
    state: aState(entryOf(spec, successor === undefined ? [old] : [replaced, owned('i-2', spec)])),
    remote: listOf(
      anInstance('i-1', 'web', remote),
      ...(successor === undefined ? [] : [anInstance('i-2', 'web', { ...is, ...successor })]),
    ),
    catalog: aCatalog(),
    allow: new Set(allow),
    commandLine: { flags: {}, args: ['fleet.yaml'] },
  })
}

const textOf = (situation: Situation): string =>
  [...planText(reportOf(situation), { style: styleOf(false), verbose: false })].join('')

/** The lines of the one entry. */
const linesOf = (situation: Situation): readonly string[] => {
  const lines = textOf(situation).split('\n').slice(2)
  return lines.slice(0, lines.indexOf('')).map((line) => line.trim())
}

describe('a change that takes a new instance', () => {
  it('says what differs, in which order it goes, what is lost, and what it waits for', () => {
    const [title, ...details] = linesOf({})
    expect(title).toBe(
      '± web   no call changes the gpuNum of i-1: that takes a new instance  fleet.yaml:1',
    )
    expect(details).toEqual([
      'gpuNum      1 → 2  (takes a new instance)',
      'rootfsSize  60 → 80  (the new instance has it)',
      'a new instance is made first, and the old one ends once that runs: both are billed until the old one is gone',
      expect.stringMatching(/^the old one is i-1 since 2026-11-01 .* \(created\): running; 1\.99 /),
      'lost: the data on its system disk (60 GB), and what is on local storage',
      'waits for --allow replace, or for a person to agree',
      'to do it: ppi-apply apply --allow replace fleet.yaml',
      'to keep what is there: write it into the file',
    ])
    expect(linesOf({ allow: ['replace'] }).join('\n')).not.toContain('waits for')
  })

  it('ends the old one first where the file says so', () => {
    expect(linesOf({ life: { replaceBy: 'destroy-first' } })).toContain(
      'the old one ends first, and a new instance is made once it is gone: nothing runs in between',
    )
  })

  it('counts the time of the new one from its own creation', () => {
    const expires = { kind: 'after', ms: 28_800_000, text: '8h' } as const
    const fresh = { createdAt: Date.parse('2026-11-28T07:00:00Z') / 1000 }
    const mine = { since: '2026-11-28T07:00:00Z' }
    const situation = { life: { expires }, remote: fresh, mine }
    expect(linesOf(situation)).toContain('expires 8 h after it was created')
    expect(planJson(reportOf(situation))).toMatchObject({
      actions: [{ expiresAfterSeconds: 28_800 }],
    })
  })

  it('is one to replace, and on the bill from the old price to the new one', () => {
    const text = textOf({})
    expect(text).toContain('0 to create, 0 unchanged, 1 to replace, 0 in doubt')
    expect(text).toContain('± replace')
    expect(text).toMatch(
      /^ {2}± web {2}replace +1\.99 +3\.98 +\+1\.99 +– +both are billed until the old one is gone$/m,
    )
    expect(text).toMatch(/^ {2}total +1\.99 +3\.98 +\+1\.99/m)
    expect(textOf({ life: { replaceBy: 'destroy-first' } })).toMatch(
      /^ {2}± web {2}replace +1\.99 +3\.98 +\+1\.99 +–$/m,
    )
  })

  it('is the same in Markdown and in JSON', () => {
    const markdown = planMarkdown(reportOf({}))
    expect(markdown).toContain('| `±` | `web` | replace |')
    expect(markdown).toContain('- `gpuNum`: `1` → `2` (takes a new instance)')
    expect(markdown).toContain('both are billed until the old one is gone')
    const json = planJson(reportOf({}))
    expectValid('plan', json)
    expect(json).toMatchObject({
      actions: [
        {
          action: 'replace',
          reasonCode: 'takes-new-instance',
          id: 'i-1',
          by: 'create-first',
          presence: 'absent',
          body: { gpuNum: 2 },
          lost: { systemDiskGb: 60 },
          waitsFor: 'replace',
          price: { hourly: '3.98' },
        },
      ],
      summary: { replace: 1, change: 0 },
      money: {
        effects: {
          actions: [
            { operations: ['create', 'delete'], before: '1.99', after: '3.98', change: '1.99' },
          ],
        },
      },
    })
  })
})

describe('what was replaced and is still there', () => {
  it('says which one runs, that this one is billed, and the command that ends it', () => {
    const [title, ...details] = linesOf({ successor: {} })
    expect(title).toContain(
      '- web   its replacement i-2 runs or is on its way; the old one, i-1, is still billed',
    )
    expect(details.slice(-5)).toEqual([
      expect.stringContaining('saves 1.99'),
      'lost: the data on its system disk (60 GB), and what is on local storage',
      'waits for --allow replace, or for a person to agree',
      'to end it, with all data on its disk lost: ppi-apply apply --allow replace fleet.yaml',
      'to let it run, no longer ours: ppi-apply forget web i-1',
    ])
    const json = planJson(reportOf({ successor: {} }))
    expectValid('plan', json)
    expect(json).toMatchObject({
      actions: [{ action: 'destroy', because: 'replace', id: 'i-1', successor: 'i-2' }],
    })
  })

  it('stays where its replacement does not run', () => {
    const [title, ...details] = linesOf({ successor: { status: 'exited' } })
    expect(title).toContain('its replacement i-2 is exited, so i-1 stays, and both may be billed')
    expect(details.slice(-2)).toEqual([
      'to end i-1 once i-2 runs: ppi-apply apply --allow replace fleet.yaml',
      'to keep i-1 instead: remove i-2 in the console, then ppi-apply forget web i-2, and write what is there into the file',
    ])
  })
})

describe('a replacement that is blocked', () => {
  it.each<[Situation, string, string]>([
    [
      { mine: { protect: true } },
      'i-1 is protected, so it is not replaced',
      'to replace it: write protect: false into the file, then ppi-apply apply fleet.yaml, then ppi-apply apply --allow replace fleet.yaml',
    ],
    [
      { life: { desiredStatus: 'stopped' }, remote: { status: 'exited' } },
      'i-1 is to be stopped, and what took its place would run and be billed',
      'to replace it: write desiredStatus: running into the file, then ppi-apply apply --allow replace fleet.yaml',
    ],
  ])('says why and what to do: %j', (situation, reason, way) => {
    expect(textOf(situation)).toContain(reason)
    expect(linesOf(situation)).toContain(way)
  })
})

describe('an entry with a new name', () => {
  const renamed = (names: readonly string[], of: Partial<OwnedInstance> = {}): PlanReport => {
    const old = names.map((name) => aSpec(`old-${name}`))
    return aPlanReport(
      names.map((name) => aSpec(name)),
      {
        state: aState(
          ...old.map((spec) => entryOf(spec, [{ ...owned(`i-${spec.name}`, spec), ...of }])),
        ),
        remote: listOf(...old.map((spec) => anInstance(`i-${spec.name}`, spec.name ?? ''))),
      },
    )
  }
  const shown = (names: readonly string[], of: Partial<OwnedInstance> = {}) =>
    [...planText(renamed(names, of), { style: styleOf(false), verbose: false })].join('')

  it('is told that the service cannot rename, with the ways to keep or end the old one', () => {
    const text = shown(['web'])
    expect(text).toContain(
      '+ web       looks like old-web (i-old-web) under another name, but the service cannot rename: another instance is made',
    )
    expect(text).toContain(
      'to keep i-old-web: write its old name into the file, name: old-web\n' +
        '    to have the new one in its place: ppi-apply apply fleet.yaml, then ppi-apply destroy --all-owned fleet.yaml --only=old-web',
    )
  })

  it('is told no way to two billed instances where the old one cannot end', () => {
    const text = shown(['web'], { protect: true })
    expect(text).toContain(
      'another instance is made, and i-old-web, which is protected, goes on beside it',
    )
    expect(text).toContain('to keep i-old-web: write its old name into the file')
    const many = shown(['a', 'b', 'c', 'd'], { protect: true })
    expect(many).toContain('to keep what is there: write the old names into the file')
    for (const each of [text, many]) expect(each).not.toMatch(/new ones? in (?:its|their) place/)
  })

  it('is one line with others that are alike', () => {
    const text = shown(['a', 'b', 'c', 'd'])
    expect(text).toContain(
      '+ a … d (4)           look like others under new names, but the service cannot rename: other instances are made',
    )
    expect(text).toContain(
      'to keep what is there: write the old names into the file\n' +
        '    to have the new ones in their place: ppi-apply apply fleet.yaml, then ppi-apply apply --prune --allow destroy fleet.yaml',
    )
  })
})
