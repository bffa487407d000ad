import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseXml, textIn, type XmlElement } from '../../../../src/ledger/s3-store/strict-xml.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

describe('parseXml', () => {
  test('reads what S3 answers with', () => {
    const xml = parseXml(
      `<?xml version="1.0" encoding="UTF-8"?>\n<A xmlns="http://s3.amazonaws.com/"><B>x &amp; &#x79;&#122;</B>\n<C/><B a='1' b="2">2</B></A>\n`,
    )
    expect(xml?.name).toBe('A')
    expect(xml?.children.map(({ name, text }) => [name, text])).toEqual([
      ['B', 'x & yz'],
      ['C', ''],
      ['B', '2'],
    ])
    expect(textIn(xml, 'B')).toBe('x & yz')
    expect(textIn(xml, 'D')).toBeUndefined()
  })

  test.each([
    '',
    'text',
    '<A>',
    '<A></B>',
    '<A></A><B></B>',
    '<A></A>text',
    '</A>',
    '<A',
    '<A><B></A></B>',
    '<A>&nbsp;</A>',
    '<A>& </A>',
    '<A>&#x110000;</A>',
    '<A a=1></A>',
    '<A><!-- --></A>',
    '<A><![CDATA[x]]></A>',
    '<!DOCTYPE html><html></html>',
    '<!DOCTYPE A [<!ENTITY a "b">]><A>&a;</A>',
    '<A></A><?xml version="1.0"?>',
    '<p><br></p>',
    '<A>'.repeat(50) + '</A>'.repeat(50),
  ])('gives nothing for %j', (text) => {
    expect(parseXml(text)).toBeUndefined()
  })

  test('never takes a beginning for the whole', () => {
    const whole = '<A><B>1</B><C>2</C></A>'
    for (let length = 0; length < whole.length; length += 1) {
      expect(parseXml(whole.slice(0, length))).toBeUndefined()
    }
  })

  test('reads back any string that was written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const xml = parseXml(`<A>${texts.map((text) => `<B>${escaped(text)}</B>`).join('')}</A>`)
        expect(xml?.children.map(({ text }: XmlElement) => text)).toEqual(texts)
      }),
    )
  })

  test('ends soon with what is made to keep it busy', () => {
    expect(parseXml(`<A ${'a="b" '.repeat(20_000)}`)).toBeUndefined()
    expect(parseXml(`<A${' '.repeat(50_000)}x`)).toBeUndefined()
    expect(parseXml(`<A>${'&'.repeat(50_000)}</A>`)).toBeUndefined()
  })
})
