import { describe, expect, it } from 'vitest'
import { collect } from '../../../../src/definitions/entries.ts'
import { type Environment, expand } from '../../../../src/definitions/interpolation/expand.ts'
import { documentsOf, findsIn, lookupIn, type Variables } from '../../../support/fleet-of.ts'

function expandedIn(text: string, environment: Environment) {
  const { definitions, defaults } = collect(documentsOf(text))
  return expand([...defaults, ...definitions], environment)
}

const known = (text: string, variables: Variables = {}) =>
  [...expandedIn(text, { lookup: lookupIn(variables) }).expansions.values()].map(
    (expansion) => expansion.text,
  )

describe('expand', () => {
  it('keeps a scalar without a dollar sign out of its answer', () => {
    expect(known('instances: [{ name: a, gpuNum: 1, command: "a $ b" }]\n')).toEqual([])
  })

  it('tells which variables are in a text, and keeps its template', () => {
    const text = 'instances: [{ command: "${A} ${B:-b} ${C:+$A} $$" }]\n'
    const { expansions } = expandedIn(text, { lookup: lookupIn({ A: '1' }) })
    expect([...expansions.values()]).toMatchObject([
      { state: 'known', text: '1 b  $', variables: ['A'], referring: true },
    ])
  })

  it('calls a text with a doubled dollar sign alone no reference', () => {
    const { expansions } = expandedIn('instances: [{ command: $$HOME }]\n', {
      lookup: lookupIn({}),
    })
    expect([...expansions.values()]).toMatchObject([{ text: '$HOME', referring: false }])
  })

  it.each(['\\x24', '\\u0024', '\\U00000024'])('finds a dollar sign written as %s', (dollar) => {
    expect(known(`instances: [{ command: "${dollar}{A}" }]\n`, { A: '1' })).toEqual(['1'])
  })

  it('expands no key', () => {
    expect(known('instances: [{ envs: { "${A}": "${A}" } }]\n', { A: '1' })).toEqual(['1'])
  })

  it('expands a node shared through an alias once, from its source text', () => {
    let asked = 0
    const lookup = () => {
      asked += 1
      return '${B}'
    }
    const text = 'x-a: &a ${A}\ninstances: [{ productId: *a, imageUrl: *a }, { imageUrl: *a }]\n'
    expect([...expandedIn(text, { lookup }).expansions.values()]).toMatchObject([{ text: '${B}' }])
    expect(asked).toBe(1)
  })

  it('reports a failed reference in the defaults once, where it was written', () => {
    const text =
      'defaults: { imageUrl: "a:${TAG}" }\ninstances: [{ kind: cpu, productId: a, name: a }, { kind: cpu, productId: a, name: b }]\n'
    expect(findsIn(text)).toEqual(['variable-unset «${TAG}»'])
  })

  it('lets any value stand for a reference when there is no environment, but not for a malformed one', () => {
    const text = 'instances: [{ command: "${A:-x}", name: "${A", productId: $$ }]\n'
    const { expansions, diagnostics } = expandedIn(text, { noEnv: true })
    expect([...expansions.values()].map(({ state }) => state)).toEqual(['any', 'failed', 'known'])
    expect(diagnostics.map(({ code }) => code)).toEqual(['reference-unclosed'])
  })

  it('suggests a variable that is set beside one that is not', () => {
    const lookup = lookupIn({ HF_TOKEN: 'x' })
    const text = 'instances: [{ command: "${HF_TOKN}" }]\n'
    const { diagnostics } = expandedIn(text, { lookup, names: ['PATH', 'HF_TOKEN'] })
    expect(diagnostics[0]?.hint).toContain('HF_TOKEN')
  })

  it('mutes what the schema would say of a failed reference, and nothing else', () => {
    const text =
      'instances: [{ name: a, kind: cpu, productId: "${P}", imageUrl: "", envs: { A: "${P}" } }]\n'
    expect(findsIn(text)).toEqual([
      'variable-unset «${P}»',
      'text-empty «""»',
      'variable-unset «${P}»',
    ])
  })
})
