import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Remote } from '../../../../src/api/remote.ts'
import { InvalidFiles } from '../../../../src/definitions/files/invalid-files.ts'
import type { InstanceSpec } from '../../../../src/definitions/instance-spec.ts'
import type { Diagnostic } from '../../../../src/diagnostics/diagnostic.ts'
import type { State } from '../../../../src/ledger/state.ts'
import { Secret } from '../../../../src/model/secret.ts'
import { UserError } from '../../../../src/model/user-error.ts'
import { errorMarkdown } from '../../../../src/output/markdown/error-markdown.ts'
import { planMarkdown } from '../../../../src/output/markdown/plan-markdown.ts'
import { type Goal, PLAIN_APPLY } from '../../../../src/plan/decide/goal.ts'
import { effectsIn } from '../../../../src/plan/effects.ts'
import {
  anInstance,
  aSpec,
  aState,
  entryOf,
  openAttempt,
  owned,
} from '../../../support/builders.ts'
import { aCatalog, aProduct, known } from '../../../support/catalog-of.ts'
import { aPlanReport, listOf, NOW } from '../../../support/plan-report.ts'
import {
  expectHarmless,
  HOSTILE_TEXTS,
  render,
  tablesOf,
} from '../../../support/rendered-markdown.ts'

const DESTROY: Goal = { kind: 'destroy', scope: 'files' }
const PRUNE: Goal = { ...PLAIN_APPLY, prune: true }

/** Written somewhere else than the others: replicas share a place, and are shown as one. */
const apart = (spec: InstanceSpec, start: number): InstanceSpec => ({
  ...spec,
  place: { ...spec.place, span: { start, end: start + 1 } },
})

describe('planMarkdown', () => {
  it('has the sum outside the fold, a row for each action, and the fields in the fold', () => {
    const markdown = planMarkdown(aPlanReport([aSpec('a'), apart(aSpec('b', { gpuNum: 2 }), 10)]))
    const [first = ''] = markdown.split('\n')
    expect(first).toBe('### Plan for `sandbox`: 2 to create, 0 unchanged, 0 in doubt')
    expect(markdown.indexOf('`b`')).toBeLessThan(markdown.indexOf('<details>'))
    expect(markdown.indexOf('`gpuNum`: `2`')).toBeGreaterThan(markdown.indexOf('<details>'))
    expectHarmless(markdown, 2)
  })

  it.each(HOSTILE_TEXTS)('shows a plain table whatever a name or value is: %j', (text) => {
    const spec = aSpec(text, { command: text, imageUrl: text })
    const file = { path: text, text: 'instances: []\n' }
    const hostile = { ...spec, place: { ...spec.place, file } }
    const finding = {
      code: 'cluster-unknown',
      severity: 'warning',
      message: text,
      place: hostile.place,
    }
    const options = { notes: [text], applyWith: text, diagnostics: [finding as Diagnostic] }
    expectHarmless(planMarkdown(aPlanReport([hostile], options), { refusal: text }), 1)
    // A price is found by the product's id, and an empty one is none.
    const product = aProduct(text || 'p', { inventoryState: text })
    const catalog = aCatalog({ gpu: known(product) })
    const priced = { ...hostile, body: { ...hostile.body, productId: text || 'p' } }
    expectHarmless(planMarkdown(aPlanReport([priced], { catalog })), 1, 1)
  })

  it('holds that for any text at all', () => {
    const piece = fc.oneof(
      fc.constantFrom(...HOSTILE_TEXTS),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '|',
        '\\',
        '`',
        '<',
        '@',
        '#',
        ' ',
        '\n',
        '&',
        'www.',
        'http://',
        'a',
        '[',
        '](',
      ),
    )
    const text = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (name, value) => {
        const report = aPlanReport([aSpec(name, { command: value })], { notes: [value] })
        expectHarmless(planMarkdown(report), 1)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves alone what no forge makes a link of', () => {
    expectHarmless(planMarkdown(aPlanReport([aSpec('a')], { notes: ['lookwww.'] })), 1)
  })

  it.each(['www.evil.example', 'see https://evil.example', '[a](b)', '![a](b)', '@octocat'])(
    'is measured by a check that sees this when it is not escaped: %s',
    (text) => {
      expect(() => expectHarmless(text, 0)).toThrow()
    },
  )

  it('shows what a person wrote, unharmed by the escapes', () => {
    for (const text of HOSTILE_TEXTS.filter((one) => /^[ -~]+$/.test(one))) {
      const html = render(planMarkdown(aPlanReport([aSpec(text)])))
      const [, name = ''] = /<tbody>\n<tr>\n<td>.*?<\/td>\n<td>(.*?)<\/td>/s.exec(html) ?? []
      const shown = name
        .replace(/<!-- -->|<\/?code>/g, '')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&')
      expect(shown).toBe(text)
    }
  })

  it('has every kind of action', () => {
    const specs = ['a', 'b', 'c', 'd', 'e'].map((name) => aSpec(name))
    const [a, b, c, d, e] = specs as [
      InstanceSpec,
      InstanceSpec,
      InstanceSpec,
      InstanceSpec,
      InstanceSpec,
    ]
    const old = aSpec('b', { gpuNum: 2 })
    const gone = aSpec('gone')
    const state: State = aState(
      entryOf(a, [owned('i-a', a)]),
      entryOf(b, [owned('i-b', old)]),
      entryOf(c, [], [openAttempt(c, [])]),
      entryOf(gone, [owned('i-gone', gone)]),
    )
    const remote: Remote = {
      kind: 'complete',
      instances: [
        anInstance('i-b', 'b', { gpuNum: 8 }),
        anInstance('i-d', 'd'),
        anInstance('i-e', 'e', { gpuNum: 8 }),
        anInstance('i-gone', 'gone'),
      ],
    }
    const markdown = planMarkdown(aPlanReport([a, b, c, d, e], { state, remote }))
    for (const kind of ['recreate', 'replace', 'in-doubt', 'exists', 'conflict', 'orphan']) {
      expect(markdown).toContain(`| ${kind} |`)
    }
    expectHarmless(markdown, 6, 2)
  })

  it('says outside the fold what it costs, and the command that applies exactly this', () => {
    const applyWith = "ppi-apply apply 'a|b.yaml' --plan-id p1"
    const markdown = planMarkdown(
      aPlanReport([aSpec('a'), apart(aSpec('b', { gpuNum: 2 }), 10)], {
        applyWith,
        catalog: aCatalog(),
      }),
    )
    const outside = markdown.slice(0, markdown.indexOf('<details>'))
    expect(outside).toContain('| `b` | 1.99 × 2 GPUs | 3.98 | 2,865.60 | – | high |')
    expect(outside).toContain('| **total** |  | **5.97** | **4,298.40** | **0.00** |  |')
    expect(outside).toContain(`\`\`\`\n${applyWith}\n\`\`\``)
    expectHarmless(markdown, 2, 2)
  })

  it('says that a price is unknown, and never a number for it', () => {
    const markdown = planMarkdown(aPlanReport([aSpec('a')]))
    expect(markdown).toContain('**Cost: unknown**, nobody asked (`4090.18c.60g`)')
    const catalog = aCatalog({ gpu: known(aProduct('other')) })
    expect(
      planMarkdown(
        aPlanReport([aSpec('a'), aSpec('b', { kind: 'cpu', productId: 'cpu.4c8g' })], { catalog }),
      ),
    ).toContain('| **total** |  | **0.36 + unknown** |')
  })

  it('shows warnings with their places', () => {
    const spec = aSpec('a')
    const warning: Diagnostic = {
      code: 'cluster-unknown',
      severity: 'warning',
      message: 'no name',
      place: spec.place,
    }
    expect(planMarkdown(aPlanReport([spec], { diagnostics: [warning] }))).toMatch(
      /^- warning at `.*:1:1`: no name$/m,
    )
  })

  it('gives the id alone when a command would not fit', () => {
    const markdown = planMarkdown(aPlanReport([aSpec('a')], { applyWith: 'x'.repeat(70_000) }))
    expect(markdown).toContain('Plan id: `0f3a9c-')
    expect(markdown.length).toBeLessThan(65_000)
  })

  it('lists no unchanged entry', () => {
    const a = aSpec('a')
    const state = aState(entryOf(a, [owned('i1', a)]))
    const remote: Remote = { kind: 'complete', instances: [anInstance('i1', 'a')] }
    const markdown = planMarkdown(aPlanReport([a], { state, remote }))
    expect(markdown).toMatch(/^### Plan for `sandbox`: 0 to create, 1 unchanged, 0 in doubt\n/)
    expect(markdown).not.toContain('`a`')
  })

  it('masks secrets', () => {
    const token = new Secret('hunter2', '${TOKEN}')
    const spec = aSpec('a', { envs: [{ key: 'TOKEN', value: token }], imageAuth: token })
    const markdown = planMarkdown(aPlanReport([spec]))
    expect(markdown).toContain('TOKEN=${TOKEN}')
    expect(markdown).not.toContain('hunter2')
  })

  it('stays a comment for 2,000 entries, and says how much it left out', () => {
    const specs = Array.from({ length: 2000 }, (_, at) => {
      const spec = aSpec(`node-${at}|@x`, { command: `${'<b>'.repeat(40)}${at}` })
      return apart(spec, at)
    })
    const long = Array.from({ length: 500 }, (_, at) => `${at} ${'<b>'.repeat(100)}`)
    const [spec] = specs as [InstanceSpec]
    const diagnostics = long.map(
      (message): Diagnostic => ({
        code: 'cluster-unknown',
        severity: 'warning',
        message,
        place: spec.place,
      }),
    )
    const options = { catalog: aCatalog(), notes: long, diagnostics, applyWith: 'ppi-apply apply' }
    const markdown = planMarkdown(aPlanReport(specs, options))
    expect(markdown.length).toBeLessThan(65_000)
    const [prices = [], actions = []] = tablesOf(render(markdown))
    const rows = actions.length - 1
    expect(rows).toBeGreaterThan(50)
    expect(markdown).toContain(`… and ${2000 - rows} more rows`)
    // All of them are billed alike, so they are one row.
    expect(markdown).toContain('**3,980.00**')
    expectHarmless(markdown, rows, prices.length - 2)
  })

  it('shows of entries that are one row the lines of the first and the last', () => {
    const file = { path: 'fleet.yaml', text: 'instances:\n'.repeat(9) }
    const specs = Array.from({ length: 5 }, (_, at): InstanceSpec => {
      const spec = aSpec(`n-${at}`)
      const start = 'instances:\n'.length * (at + 2)
      return { ...spec, place: { ...spec.place, file, span: { start, end: start + 1 } } }
    })
    expect(planMarkdown(aPlanReport(specs))).toContain('| `fleet.yaml:3 to 7` |')
    expect(planMarkdown(aPlanReport(specs.slice(0, 1)))).toContain('| `fleet.yaml:3` |')
  })

  it('tells what is destroyed, what that saves, and the ways out, whatever a name or a state is', () => {
    for (const text of HOSTILE_TEXTS.filter((one) => one !== '')) {
      const spec = aSpec(text)
      const state = aState(entryOf(spec, [owned('i-1', spec)]))
      const remote = listOf(anInstance('i-1', text, { status: text }))
      const catalog = aCatalog()
      for (const goal of [DESTROY, PRUNE, { kind: 'stop' } as const]) {
        const specs = goal === PRUNE ? [] : [spec]
        const report = aPlanReport(specs, { state, remote, goal, catalog })
        const markdown = planMarkdown(report)
        const priced = effectsIn(report).length
        expectHarmless(markdown, 1, priced === 0 ? undefined : priced)
      }
    }
    const a = aSpec('a')
    const state = aState(entryOf(a, [owned('i-1', a)]))
    const markdown = planMarkdown(
      aPlanReport([a], { state, remote: listOf(anInstance('i-1', 'a')), goal: DESTROY }),
    )
    expect(markdown).toMatch(/^### Plan to destroy on `sandbox`: 1 to destroy\n/)
    expect(markdown).toContain('- lost: the data on its system disk (60 GB)')
    expect(markdown).toContain('- to keep it: `ppi-apply destroy fleet.yaml --exclude=a`')
  })

  it('stays a comment for 2,000 removals that differ, and has their total', () => {
    const specs = Array.from({ length: 2000 }, (_, at) => aSpec(`n${at}`))
    const state = aState(...specs.map((spec, at) => entryOf(spec, [owned(`i-${at}`, spec)])))
    const remote = listOf(
      ...specs.map((spec, at) => anInstance(`i-${at}`, spec.name ?? '', { gpuNum: (at % 7) + 1 })),
    )
    const report = aPlanReport(specs, { state, remote, goal: DESTROY, catalog: aCatalog() })
    const markdown = planMarkdown(report)
    expect(markdown.length).toBeLessThan(65_000)
    expect(markdown).toMatch(/\*\*total\*\* \| \*\*[\d,.]+\*\* \| \*\*0\.00\*\*/)
  })

  it('shows an unchanged entry that expires within the hour', () => {
    const life = { expires: { kind: 'at', at: NOW + 60_000, text: '' } } as const
    const a = aSpec('a', {}, life)
    const state = aState(entryOf(a, [owned('i1', a)]))
    const markdown = planMarkdown(
      aPlanReport([a], { state, remote: listOf(anInstance('i1', 'a')) }),
    )
    expect(markdown).toContain('- WARNING: expires in 1 min')
  })

  it('is one row for 200 replicas', () => {
    const specs = Array.from({ length: 200 }, (_, at) => aSpec(`w-${at + 1}`))
    expect(planMarkdown(aPlanReport(specs))).toContain('`w-1 … w-200 (200)`')
  })
})

describe('errorMarkdown', () => {
  it.each(HOSTILE_TEXTS)('is harmless whatever the message quotes: %j', (text) => {
    const place = { file: { path: text, text }, pointer: '', span: { start: 0, end: 0 } }
    const finding = { code: 'file-not-found', severity: 'error', message: text, place } as const
    expectHarmless(errorMarkdown(new InvalidFiles([finding])), 0)
    expectHarmless(errorMarkdown(new UserError(text, { hint: text })), 0)
    expectHarmless(errorMarkdown(new Error(text)), 0)
  })

  it('keeps under the limit and counts what it left out', () => {
    const message = '<'.repeat(5000)
    const place = {
      file: { path: '|'.repeat(500), text: '' },
      pointer: '',
      span: { start: 0, end: 0 },
    }
    const finding = { code: 'file-not-found', severity: 'error', message, place } as const
    const markdown = errorMarkdown(new InvalidFiles(Array(1000).fill(finding)))
    expect(markdown.length).toBeLessThan(65_000)
    expect(markdown).toContain('more')
  })
})
