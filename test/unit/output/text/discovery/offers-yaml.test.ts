import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Price } from '../../../../../src/api/product.ts'
import { offersYaml } from '../../../../../src/output/text/discovery/offers-yaml.ts'
import { ANY_OFFER } from '../../../../../src/pricing/offers/offer-report.ts'
import { toOffer } from '../../../../../src/pricing/offers/product-offer.ts'
import { anyText } from '../../../../support/any-text.ts'
import { aCluster, aProduct } from '../../../../support/catalog-of.ts'
import { bodiesOf, fleetOf } from '../../../../support/fleet-of.ts'

const SHOWN = {
  target: 'api.ppinfra.com',
  currency: { code: 'CNY', pretended: false },
  quotedAt: '2026-11-29T08:00:00.000Z',
  question: { ...ANY_OFFER, gpus: 2 },
  unavailable: [],
  total: 1,
  unread: 0,
  clustersUnknown: undefined,
} as const

const filledIn = (yaml: string): string =>
  yaml.replace(/^( *-? *name:)[^\n]*/m, '$1 web').replace(/^( *imageUrl:)[^\n]*/m, '$1 a/b:1')

describe('offersYaml', () => {
  it('gives the first as an entry and the others as its fallback', () => {
    const shown = ['4090.18c.60g', '26'].map((id) =>
      toOffer({ product: aProduct(id, { regions: ['East'] }), isForTerms: true }, { gpus: 2 }, [
        aCluster('27', 'East'),
      ]),
    )
    const yaml = offersYaml({ ...SHOWN, shown })
    expect(bodiesOf(filledIn(yaml))).toEqual([
      {
        name: 'web',
        kind: 'gpu',
        productId: '4090.18c.60g',
        gpuNum: 2,
        rootfsSize: 120,
        imageUrl: 'a/b:1',
        clusterId: '27',
      },
    ])
    const [spec] = fleetOf(filledIn(yaml)).specs
    expect(spec?.fallback.map(({ body }) => body)).toMatchObject([
      { name: 'web', productId: '26', clusterId: '27', rootfsSize: 120 },
    ])
    expect(yaml).toMatch(/- \{ productId: "26" \} # name of 26, 3\.98/)
  })

  it('says of each what differs from the first: its cluster, its disk', () => {
    const clusters = [aCluster('27', 'East'), aCluster('28', 'West')]
    const offer = (id: string, fields = {}) =>
      toOffer({ product: aProduct(id, fields), isForTerms: true }, { gpus: 2 }, clusters)
    const shown = [
      offer('p', { regions: ['East'] }),
      offer('q', { regions: ['West'], freeDisk: 30 }),
      offer('r', { regions: [] }),
    ]
    const [spec] = fleetOf(filledIn(offersYaml({ ...SHOWN, shown }))).specs
    expect(spec?.fallback.map(({ body }) => body)).toMatchObject([
      { productId: 'q', clusterId: '28', rootfsSize: 60 },
      { productId: 'r', clusterId: '', rootfsSize: 120 },
    ])
  })

  it('is sound once it is filled in, whatever the service writes', () => {
    const product = fc.record({
      id: fc.oneof(anyText, fc.constantFrom('26', '1e5', 'null', '${HOME}', '$A')).filter(isId),
      name: anyText,
      kind: fc.constantFrom('gpu' as const, 'cpu' as const),
      freeDisk: fc.option(fc.integer({ min: -5, max: 9000 }), { nil: undefined }),
      minRootfs: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
      maxRootfs: fc.option(fc.integer({ min: 200, max: 6144 }), { nil: undefined }),
      inventoryState: fc.option(anyText, { nil: undefined }),
      price: fc.option(fc.constant(5 as Price), { nil: undefined }),
    })
    const billing = fc.constantFrom('onDemand' as const, 'spot' as const, 'monthly' as const)
    fc.assert(
      fc.property(fc.array(product, { minLength: 1, maxLength: 3 }), billing, (products, way) => {
        const shown = products.map((fields) =>
          toOffer({ product: aProduct(fields.id, fields), isForTerms: true }, { gpus: 1 }, []),
        )
        const question = { ...SHOWN.question, gpus: 1, billing: way }
        const [body] = bodiesOf(filledIn(offersYaml({ ...SHOWN, question, shown })))
        expect(body).toMatchObject({ productId: products[0]?.id })
      }),
    )
  })
})

/** As the service may have one: what no entry can hold is none. */
const isId = (id: string): boolean => /^[\x21-\x7e\u4e00-\u9fff]{1,255}$/.test(id)
