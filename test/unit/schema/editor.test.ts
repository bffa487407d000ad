import { readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { getLanguageService } from 'yaml-language-server'
import { exampleFile } from '../../../src/diagnostics/example-file.ts'

const schema = JSON.parse(readFileSync('schemas/instances.schema.json', 'utf8')) as object

/** The library behind the YAML support of editors, with our schema; other files it reads from the disk only. */
const service = getLanguageService({
  schemaRequestService: async (uri: string) => readFileSync(new URL(uri), 'utf8'),
  workspaceContext: {
    resolveRelativePath: (path: string, base: string) => new URL(path, base).href,
  },
} as unknown as Parameters<typeof getLanguageService>[0])
service.configure({
  validate: true,
  hover: true,
  completion: true,
  format: false,
  yamlVersion: '1.2',
  customTags: [],
  schemas: [{ uri: 'file:///instances.schema.json', fileMatch: ['*.yaml'], schema }],
})

let opened = 0
const open = (text: string, uri = `file:///fleet-${opened++}.yaml`) =>
  TextDocument.create(uri, 'yaml', 1, text)

/** What an editor underlines: the message and the text that it is about. */
async function underlined(text: string, uri?: string): Promise<readonly string[]> {
  const document = open(text, uri)
  const found = await service.doValidation(document, false)
  return found.map(({ message, range }) => `${document.getText(range)} ← ${message}`)
}

/** The hover text at the first place where these words stand. */
async function hover(text: string, words: string): Promise<string> {
  const document = open(text)
  const found = await service.doHover(document, document.positionAt(text.indexOf(words) + 1))
  return (found?.contents as { value: string } | undefined)?.value ?? ''
}

/** What is offered where `|` stands. */
async function offered(text: string): Promise<readonly string[]> {
  const document = open(text.replace('|', ''))
  const found = await service.doComplete(document, document.positionAt(text.indexOf('|')), false)
  return found.items.map(({ label }) => label)
}

describe('hover in an editor', () => {
  const text = exampleFile({
    networkStorages: '[{ Id: a, mountPoint: /data }]',
    replicas: '2',
    expires: '8h',
  })

  it('tells of gpuNum what it is and its limits', async () => {
    const shown = await hover(text, 'gpuNum')
    expect(shown).toMatch(/GPU/)
  })

  it.each([
    'instances',
    'kind',
    'productId',
    'rootfsSize',
    'imageUrl',
    'replicas',
    'expires',
    'mountPoint',
  ])('tells something of %s', async (key) => {
    expect((await hover(text, key)).length).toBeGreaterThan(20)
  })
})

describe('completion in an editor', () => {
  it('offers the values of kind', async () => {
    expect(await offered('instances:\n  - kind: |\n')).toEqual(
      expect.arrayContaining(['gpu', 'cpu']),
    )
  })

  it('offers the values of our own keys', async () => {
    expect(await offered('instances:\n  - desiredStatus: |\n')).toEqual(
      expect.arrayContaining(['running', 'stopped']),
    )
    expect(await offered('instances:\n  - protect: |\n')).toEqual(
      expect.arrayContaining(['true', 'false']),
    )
    expect(await offered('instances:\n  - expires: |\n')).toEqual(
      expect.arrayContaining(['8h', '7d']),
    )
  })

  it('offers the keys of an entry that it does not have yet', async () => {
    const keys = await offered('instances:\n  - name: a\n    kind: gpu\n    |\n')
    expect(keys).toEqual(
      expect.arrayContaining(['productId', 'gpuNum', 'ports', 'networkStorages', 'replicas']),
    )
    expect(keys).not.toContain('name')
  })

  it('offers the keys of the file and of defaults', async () => {
    expect(await offered('|\n')).toEqual(expect.arrayContaining(['instances', 'defaults']))
    expect(await offered('defaults:\n  |\ninstances: []\n')).toEqual(
      expect.arrayContaining(['clusterId', 'kind']),
    )
  })

  it('offers the keys of nested lists', async () => {
    expect(await offered('instances:\n  - networkStorages:\n      - |\n')).toEqual(
      expect.arrayContaining(['Id', 'mountPoint']),
    )
  })
})

describe('a config in an editor', () => {
  const path = 'examples/ppi-apply.config.yaml'
  const text = readFileSync(path, 'utf8')
  const uri = pathToFileURL(path).href

  it('has no errors in the example, whose first line names the schema', async () => {
    expect(await underlined(text, uri)).toEqual([])
    const broken = text
      .replace('refresh: auto', 'refresh: often')
      .replace('timeout: 120', 'timeout: 0')
    expect(await underlined(broken, `${uri}.broken.yaml`)).toHaveLength(2)
  })

  it('has the keys that there are, with what they are for', async () => {
    const head = text.split('\n', 1).join('')
    const document = open(`${head}\nmaxHourly: 3\n`, `${uri}.hover.yaml`)
    const at = document.positionAt(document.getText().indexOf('maxHourly') + 1)
    const found = await service.doHover(document, at)
    expect(JSON.stringify(found?.contents)).toContain('would cost more an hour')
  })
})

describe('errors in an editor', () => {
  it.each(readdirSync('examples').filter((name) => /^(?!.*config).*\.yaml$/.test(name)))(
    'are none in examples/%s, by the schema that its first line names',
    async (name) => {
      const text = readFileSync(`examples/${name}`, 'utf8')
      expect(text).toMatch(/^# yaml-language-server: \$schema=/)
      const uri = pathToFileURL(`examples/${name}`).href
      expect(await underlined(text, uri)).toEqual([])
      const broken = text.replace('instances:', 'instance:')
      expect(await underlined(broken, `${uri}.broken.yaml`)).not.toEqual([])
    },
  )

  it('are none in a sound file', async () => {
    expect(await underlined(exampleFile({}))).toEqual([])
  })

  it('mark a key that is mistyped', async () => {
    expect(await underlined(exampleFile({ gpuNumm: '1' }))).toEqual([
      expect.stringMatching(/^gpuNumm ← /),
    ])
    expect(await underlined(`${exampleFile({})}image: x\n`)).toEqual([
      expect.stringMatching(/^image ← /),
    ])
  })

  const text = (length: number) => `"${'x'.repeat(length)}"`
  const list = (length: number, item: (at: number) => string) =>
    `[${Array.from({ length }, (_, at) => item(at)).join(', ')}]`

  it.each([
    ['gpuNum', '0', 'Value is below the minimum of 1.'],
    ['gpuNum', '9', 'Value is above the maximum of 8.'],
    ['gpuNum', 'two', 'Incorrect type. Expected "integer".'],
    ['gpuNum', '1.5', 'Incorrect type. Expected "integer".'],
    ['rootfsSize', '9', 'Value is below the minimum of 10.'],
    ['kind', 'tpu', 'Value is not accepted. Valid values: "gpu", "cpu".'],
    ['productId', '26', 'Incorrect type. Expected "string".'],
    ['productId', '""', 'String is shorter than the minimum length of 1.'],
    ['name', text(256), 'String is longer than the maximum length of 255.'],
    ['imageUrl', text(501), 'String is longer than the maximum length of 500.'],
    ['command', text(2048), 'String is longer than the maximum length of 2047.'],
    ['month', '-1', 'Value is below the minimum of 0.'],
    ['replicas', '0', 'Value is below the minimum of 1.'],
    ['expires', '0', 'Value is below the minimum of 1.'],
    ['desiredStatus', 'paused', 'Value is not accepted. Valid values: "running", "stopped".'],
    ['protect', 'maybe', 'Incorrect type. Expected "boolean".'],
    ['autoRenew', 'maybe', 'Incorrect type. Expected "boolean".'],
    ['minCudaVersion', '12.4', 'Incorrect type. Expected "string".'],
    [
      'envs',
      list(31, (at) => `{ key: A${at}, value: b }`),
      'Array has too many items. Expected 30 or fewer.',
    ],
  ])('mark the value of %s that breaks a limit: %s', async (key, value, message) => {
    expect(await underlined(exampleFile({ [key]: value }))).toEqual([`${value} ← ${message}`])
  })

  it.each([
    ['ports', '[80]', '80'],
    ['ports', '[80/ftp]', '80/ftp'],
    ['ports', '[2222/tcp]', '2222/tcp'],
    ['ports', '[0/tcp]', '0/tcp'],
    ['ports', '[65536/tcp]', '65536/tcp'],
    ['networkStorages', '[{ id: a, Id: b, mountPoint: /x }]', 'id'],
    ['tools', '[{ name: a, port: 8888, type: http }]', '8888'],
    ['billingMode', 'hourly', 'hourly'],
    ['expires', 'tomorrow', 'tomorrow'],
    ['expires', '0h', '0h'],
  ])('mark in %s: %s exactly %s', async (key, value, marked) => {
    expect(await underlined(exampleFile({ [key]: value }))).toEqual([
      expect.stringMatching(new RegExp(`^${marked} ← `)),
    ])
  })

  it.each(['productId', 'gpuNum', 'rootfsSize', 'imageUrl', 'kind'])(
    'mark an entry without %s',
    async (key) => {
      const found = await underlined(exampleFile({ [key]: undefined }))
      expect(found.join('\n')).toContain(key)
    },
  )
})
