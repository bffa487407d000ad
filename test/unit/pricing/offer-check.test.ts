import { describe, expect, it } from 'vitest'
import type { CreateBody, InstanceSpec } from '../../../src/definitions/instance-spec.ts'
import type { Node, Pair } from '../../../src/definitions/yaml/tree.ts'
import { unavailableCatalog } from '../../../src/pricing/catalog.ts'
import { checkAgainstAccount } from '../../../src/pricing/offer-check.ts'
import { aSpec } from '../../support/builders.ts'
import { aCatalog, aCluster, aProduct, known } from '../../support/catalog-of.ts'

const PARTS = {
  gpu: known(
    aProduct('4090.18c.60g'),
    aProduct('3090.16c92g', { regions: ['South (SZ)'] }),
    aProduct('monthly.only', { billingMethods: ['Monthly'] }),
  ),
  clusters: known(aCluster('south', 'South (SZ)'), aCluster('north', 'North (BJ)')),
}
const MARKET = aCatalog(PARTS)

/** A spec whose fields stand at places of their own. */
function placed(body: CreateBody): InstanceSpec {
  const spec = aSpec('a', body)
  const fields = Object.keys(spec.body).map((key, at): Pair => {
    const value: Node = { kind: 'scalar', value: null, style: 'plain', start: at, end: at + 1 }
    return { key, keyStart: at, keyEnd: at, value }
  })
  return { ...spec, definition: { ...spec.definition, fields, own: fields.length } }
}

const check = (body: CreateBody, catalog = MARKET) => checkAgainstAccount([placed(body)], catalog)

describe('checkAgainstAccount', () => {
  it('has nothing against what is offered', () => {
    expect(check({ clusterId: 'north' })).toEqual([])
    expect(check({ productId: '3090.16c92g', clusterId: 'south', rootfsSize: 1000 })).toEqual([])
    expect(check({ kind: 'cpu', productId: 'cpu.4c8g', rootfsSize: 5000 })).toEqual([])
    expect(check({ clusterId: '' })).toEqual([])
  })

  it.each<[string, string, CreateBody, string]>([
    [
      'product-unknown',
      'productId',
      { productId: '4090.18c.60' },
      'did you mean "4090.18c.60g" (name of 4090.18c.60g, 1.99 an hour, stock high)?',
    ],
    ['product-unknown', 'productId', { productId: 'name of 3090.16c92g' }, '"3090.16c92g"'],
    ['product-unknown', 'productId', { kind: 'cpu' }, 'the service lists "cpu.4c8g"'],
    ['rootfs-outside-product', 'rootfsSize', { rootfsSize: 1001 }, 'size in that range'],
    ['rootfs-outside-product', 'rootfsSize', { rootfsSize: 9 }, 'size in that range'],
    ['billing-not-offered', 'month', { month: 1 }, 'leave `month` out'],
    ['billing-not-offered', 'billingMode', { billingMode: 'spot' }, 'choose one of these'],
    [
      'billing-not-offered',
      'productId',
      { productId: 'monthly.only' },
      'set `billingMode`, or choose another product',
    ],
    ['cluster-unknown', 'clusterId', { clusterId: 'souht' }, 'did you mean "south"?'],
    ['cluster-unknown', 'clusterId', { clusterId: 'North (BJ)' }, 'did you mean "north"?'],
    [
      'product-not-in-cluster',
      'clusterId',
      { productId: '3090.16c92g', clusterId: 'north' },
      'the service lists it in "south"',
    ],
  ])('finds %s at %s of %j', (code, field, body, hint) => {
    expect(check(body)).toMatchObject([
      {
        code,
        severity: 'warning',
        place: { pointer: `/instances/0/${field}` },
        hint: expect.stringContaining(hint),
      },
    ])
  })

  it('judges nothing that could not be asked, or was read in part', () => {
    const body = { productId: 'nope', clusterId: 'nope', rootfsSize: 6000 }
    expect(check(body, unavailableCatalog('no key', ''))).toEqual([])
    const torn = { kind: 'known', items: [], complete: false } as const
    expect(check(body, aCatalog({ ...PARTS, gpu: torn, clusters: torn }))).toEqual([])
    expect(check(body, aCatalog({ ...PARTS, gpu: known(), clusters: known() }))).toEqual([])
  })

  it('tells a mistake of several replicas once', () => {
    const spec = placed({ productId: 'nope' })
    expect(checkAgainstAccount([spec, spec, spec], MARKET)).toHaveLength(1)
  })
})
