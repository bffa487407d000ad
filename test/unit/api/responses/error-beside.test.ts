import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorBeside } from '../../../../src/api/responses/error-beside.ts'

describe('an error beside an id', () => {
  test.each([
    { code: 500 },
    { code: 1 },
    { code: '1001' },
    { code: -1 },
    { code: 201 },
    { code: 'INSUFFICIENT_RESOURCE' },
    { Code: 400 },
    { error_code: 7 },
    { errCode: 7 },
    { reason: 'BALANCE_NOT_ENOUGH' },
    { message: 'no stock' },
    { message: 'not created' },
    { message: 'instance was not created successfully' },
    { msg: '余额不足' },
    { message: '创建失败' },
    { code: 0, message: 'insufficient balance' },
    { error: 'sold out' },
    { error: { code: 'SOLD_OUT', message: '' } },
    { error: { code: 5 } },
    { error: true },
    { errors: ['sold out'] },
    { success: false },
    { ok: 'false' },
    { status: 'error' },
    { status: 503 },
    { error: 'success', reason: 'FORBIDDEN' },
    { code: 200, Code: 500 },
  ])('%j', (body) => {
    expect(errorBeside({ id: 'i-1', ...body })).toEqual(expect.any(String))
  })
})

describe('no error beside an id', () => {
  test.each([
    {},
    { code: 0 },
    { code: 200 },
    { code: '0' },
    { code: '200' },
    { code: null },
    { code: '' },
    { code: 'OK' },
    { code: 0, message: 'success' },
    { code: 0, message: 'ok' },
    { code: 0, message: '', reason: '' },
    { message: 'Instance created successfully.' },
    { message: 'Success!' },
    { msg: '创建成功' },
    { reason: 'SUCCESS' },
    { reason: null },
    { error: null },
    { error: '' },
    { error: {} },
    { error: { code: 0, message: '' } },
    { errors: [] },
    { success: true },
    { status: 'toCreate' },
    { status: 200 },
    { metadata: {}, requestId: 'r-1', data: { message: 'x' } },
  ])('%j', (body) => {
    expect(errorBeside({ id: 'i-1', ...body })).toBeUndefined()
  })
})

test('no JSON makes it throw, and any other number is an error', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer(), (value, code) => {
      errorBeside({ id: 'i-1', error: value, message: value, code: value } as never)
      expect(errorBeside({ id: 'i-1', code }) === undefined).toBe(code === 0 || code === 200)
    }),
  )
})
