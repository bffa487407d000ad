import { describe, expect, test } from 'vitest'
import { FIELDS, type FieldName, PORT_RULES } from '../../../src/schema/fields.generated.ts'

const named = (holds: (field: (typeof FIELDS)[FieldName]) => boolean): readonly string[] =>
  Object.entries(FIELDS)
    .filter(([, field]) => holds(field))
    .map(([name]) => name)

describe('FIELDS', () => {
  test('has the sixteen fields of the reference page in its order, and five of later pages', () => {
    expect(named((field) => field.generation === 'reference')).toEqual([
      ...['name', 'productId', 'gpuNum', 'rootfsSize', 'imageUrl', 'imageAuth', 'imageAuthId'],
      ...['ports', 'envs', 'tools', 'command', 'clusterId', 'networkStorages', 'networkId'],
      ...['kind', 'month'],
    ])
    expect(named((field) => field.generation === 'later')).toEqual([
      ...['entrypoint', 'billingMode', 'autoRenew', 'autoRenewMonth', 'minCudaVersion'],
    ])
  })

  test('marks what the list never gives back', () => {
    expect(named((field) => !field.readBack)).toEqual([
      ...['imageAuth', 'tools', 'networkId', 'month', 'autoRenew', 'autoRenewMonth'],
      'minCudaVersion',
    ])
  })

  test('knows what can change in place and what resets the container', () => {
    expect(named((field) => field.change === 'edit')).toEqual(['rootfsSize', 'ports'])
    expect(named((field) => field.change === 'pay')).toEqual([
      ...['month', 'billingMode', 'autoRenew', 'autoRenewMonth'],
    ])
    expect(named((field) => field.change === 'upgrade')).toEqual([
      ...['imageUrl', 'imageAuthId', 'envs', 'entrypoint', 'command', 'networkStorages'],
    ])
  })

  test('marks imageAuth as the one field that is a secret as such', () => {
    expect(named((field) => field.secret)).toEqual(['imageAuth'])
  })
})

describe('PORT_RULES', () => {
  test('are those of the reference page', () => {
    expect(PORT_RULES).toEqual({
      minimum: 1,
      maximum: 65535,
      reserved: [2222, 2223, 2224],
      types: ['tcp', 'http'],
      together: 15,
    })
  })
})
