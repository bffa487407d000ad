import { describe, expect, it } from 'vitest'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

const KEY = 'sk_planted_4242_abcdefgh'

/** One sound entry, with these lines changed or added. */
function fleet(lines: Readonly<Record<string, string>> = {}, defaults = ''): string {
  const fields = {
    name: 'a',
    kind: 'gpu',
    productId: '4090.18c.60g',
    gpuNum: '1',
    rootfsSize: '60',
    imageUrl: 'pytorch:2.7',
    ...lines,
  }
  const entry = Object.entries(fields).map(([key, value]) => `${key}: ${value}`)
  return `${defaults}instances:\n  - ${entry.join('\n    ')}\n`
}

interface Checked {
  readonly code: number | null
  readonly found: readonly string[]
  readonly messages: string
  readonly output: string
}

async function validate(
  text: string,
  env: Readonly<Record<string, string>> = {},
  ...flags: readonly string[]
): Promise<Checked> {
  const cwd = tempDir({ 'instances.yaml': text })
  const run = await runInProcess(['validate', '--format', 'json', ...flags], { cwd, env })
  const { diagnostics } = JSON.parse(run.stdout)
  const found = diagnostics.map(
    ({
      code,
      range,
    }: {
      code: string
      range: { start: { offset: number }; end: { offset: number } }
    }) => `${code} «${text.slice(range.start.offset, range.end.offset)}»`,
  )
  const messages = diagnostics.map(({ message }: { message: string }) => message).join('\n')
  return { code: run.code, found, messages, output: `${run.stdout}${run.stderr}` }
}

const KEY_PLACES: Readonly<Record<string, string>> = {
  name: fleet({ name: 'x-${PPIO_API_KEY}' }),
  imageUrl: fleet({ imageUrl: 'r.io/${PPIO_API_KEY}' }),
  envs: fleet({ envs: '{ A: "${PPIO_API_KEY}" }' }),
  'a key of envs': fleet({ envs: '[{ key: "${PPIO_API_KEY}", value: a }]' }),
  command: fleet({ command: '"run ${PPIO_API_KEY}"' }),
  entrypoint: fleet({ entrypoint: '"run ${PPIO_API_KEY}"' }),
  imageAuth: fleet({ imageAuth: '"a:${PPIO_API_KEY}"' }),
  gpuNum: fleet({ gpuNum: '"${PPIO_API_KEY}"' }),
  replicas: fleet({ replicas: '"${PPIO_API_KEY}"' }),
  expires: fleet({ expires: '"${PPIO_API_KEY}"' }),
  ports: fleet({ ports: '["${PPIO_API_KEY}"]' }),
  storages: fleet({ networkStorages: '[{ Id: "${PPIO_API_KEY}", mountPoint: /a }]' }),
  'an unknown field': fleet({ nonsense: '"${PPIO_API_KEY}"' }),
  'a default': fleet({ imageUrl: 'r.io/${SET:-${PPIO_API_KEY}}' }),
  'an alternative': fleet({ imageUrl: 'r.io/${SET:+${PPIO_API_KEY}}x' }),
  'a question': fleet({ imageUrl: 'r.io/${PPIO_API_KEY:+a}' }),
  'a default of a default': fleet({ imageUrl: 'r.io/${A-${B-${PPIO_API_KEY}}}' }),
  defaults: fleet({}, 'defaults: { imageUrl: "r.io/${PPIO_API_KEY}" }\n'),
  'an alias': fleet({ imageUrl: '*k' }, 'x-key: &k "r.io/${PPIO_API_KEY}"\n'),
  'a merge': fleet({ '<<': '*k' }, 'x-key: &k { command: "run ${PPIO_API_KEY}" }\n'),
  'an escaped dollar sign': fleet({ command: '"run \\x24{PPIO_API_KEY}"' }),
}

describe('the variable of the API key', () => {
  it.for(Object.entries(KEY_PLACES))('is refused in %s, at the reference', async ([, text]) => {
    const run = await validate(text, { PPIO_API_KEY: KEY, SET: 'a' })
    expect(run.code).toBe(1)
    const [first, ...others] = run.found.filter((each) => each.startsWith('variable-is-api-key'))
    expect(others).toEqual([])
    expect(first).toMatch(/«(\$|\\x24)\{?PPIO_API_KEY[^«]*\}»$/)
    expect(run.found.filter((each) => each.startsWith('variable-unset'))).toEqual([])
    expect(run.output).not.toContain(KEY)
  })

  it('is refused without its value too', async () => {
    const text = fleet({ imageUrl: 'r.io/${PPIO_API_KEY}' })
    expect((await validate(text)).found).toEqual(['variable-is-api-key «${PPIO_API_KEY}»'])
    expect((await validate(text, {}, '--no-env')).found).toEqual([
      'variable-is-api-key «${PPIO_API_KEY}»',
    ])
  })

  it.for(['NOVITA_API_KEY', 'PPIO_CI_API_KEY', 'NOVITA_TEAM_2_API_KEY'])(
    'is refused by the name %s, which others have for it',
    async (name) => {
      const run = await validate(fleet({ envs: `{ A: "\${${name}}" }` }), { [name]: KEY })
      expect(run.found).toEqual([`variable-is-api-key «\${${name}}»`])
    },
  )

  it('is refused under the name that this run reads it by', async () => {
    const cwd = tempDir({
      'instances.yaml': fleet({ envs: '{ A: "${PPIO_CI_API_KEY}" }' }),
      'ppi-apply.config.yaml': 'apiKey: ${PPIO_CI_API_KEY}\n',
    })
    const run = await runInProcess(['plan'], { cwd, env: { PPIO_CI_API_KEY: KEY } })
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('variable-is-api-key')
  })

  it.for([
    ['as it is', KEY],
    ['inside another text', `Bearer ${KEY}`],
    ['in base64', Buffer.from(`user:${KEY}`).toString('base64')],
  ])('is refused as the value of another variable, %s', async ([, value]) => {
    const env = { PPIO_API_KEY: KEY, COPY: value as string }
    const run = await validate(fleet({ envs: '{ A: "${COPY}" }', name: 'a-${COPY}' }), env)
    expect(run.found.filter((each) => each === 'variable-holds-api-key «${COPY}»')).toHaveLength(1)
    expect(run.code).toBe(1)
    expect(run.output).not.toContain(KEY)
  })

  it('leaves alone what only looks a little like it', async () => {
    const run = await validate(fleet({ envs: '{ A: "${MY_SERVICE_API_KEY}", B: "${SHORT}" }' }), {
      MY_SERVICE_API_KEY: 'another key',
      PPIO_API_KEY: 'a',
      SHORT: 'abc',
    })
    expect(run.found).toEqual([])
  })
})

describe('a secret variable', () => {
  const env = { GITHUB_TOKEN: 'planted-1', STAGE: 'planted-2', TEAM: 'planted-3' }

  it.for([
    ['by its own name', fleet({ name: 'x-${GITHUB_TOKEN}' }), '${GITHUB_TOKEN}'],
    ['by a value of envs', fleet({ name: 'x-${STAGE}', envs: '{ S: "${STAGE}" }' }), '${STAGE}'],
    ['by a command', fleet({ name: 'x-${STAGE:-a}', command: 'run ${STAGE}' }), '${STAGE:-a}'],
    ['by a default', fleet({ name: 'x-${STAGE}', imageAuth: 'a:${B:-${STAGE}}' }), '${STAGE}'],
    ['by a misspelled key', fleet({ name: 'x-${STAGE}', env: '{ S: "${STAGE}" }' }), '${STAGE}'],
    [
      'by another entry',
      `${fleet({ name: 'x-${STAGE}' })}  - { name: b, envs: { S: "\${STAGE}" } }\n`,
      '${STAGE}',
    ],
    [
      'as a number of replicas',
      fleet({ name: 'x', replicas: '${STAGE}', envs: '{ S: "${STAGE}" }' }),
      '${STAGE}',
    ],
    [
      'as the time that an instance has',
      fleet({ name: 'x', expires: '${STAGE}', envs: '{ S: "${STAGE}" }' }),
      '${STAGE}',
    ],
    ['as a key of envs', fleet({ envs: '[{ key: "${TEAM}", value: "${TEAM}" }]' }), '${TEAM}'],
  ])('is refused in a name: %s', async ([, text, at]) => {
    const run = await validate(text as string, env)
    expect(run.found).toContain(`secret-in-name «${at}»`)
    expect(run.output).not.toContain('planted')
  })

  it('is told apart from one that is only asked whether it is set', async () => {
    const run = await validate(fleet({ name: 'x-${STAGE}', envs: '{ S: "${STAGE:+1}" }' }), env)
    expect(run.found).toEqual([])
  })

  it('is one because of another file of the run, selected or not', async () => {
    const cwd = tempDir({
      'a.yaml': fleet({ name: 'x-${STAGE}' }),
      'b.yaml': fleet({ name: 'b', envs: '{ S: "${STAGE}" }' }),
    })
    const run = await runInProcess(['plan', 'a.yaml', 'b.yaml', '--only', 'x*', '--sandbox'], {
      cwd,
      env,
    })
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('secret-in-name')
    expect(run.stderr).not.toContain('planted')
  })
})

describe('--env-allow', () => {
  it('refuses every other variable, and says which flag does', async () => {
    const text = fleet({ envs: '{ A: "${HF_TOKEN}", B: "${OTHER:-a}", C: "${APP_MODE}" }' })
    const env = { HF_TOKEN: 'a', OTHER: 'planted', APP_MODE: 'c' }
    const run = await validate(text, env, '--env-allow', 'HF_TOKEN', '--env-allow=APP_*')
    expect(run.found).toEqual(['variable-not-allowed «${OTHER:-a}»'])
    expect(run.messages).toContain('`OTHER`')
    expect(run.messages).toContain('--env-allow')
    expect(run.output).not.toContain('planted')
  })

  it('holds for an entry that is not selected, and for every command that reads files', async () => {
    const cwd = tempDir({ 'instances.yaml': fleet({ command: 'run ${OTHER}' }) })
    const env = { OTHER: 'planted', PPIO_API_KEY: KEY }
    for (const command of ['validate', 'vars', 'render', 'plan', 'apply']) {
      const run = await runInProcess([command, '--env-allow', 'NONE'], { cwd, env })
      expect(run.code, command).toBe(1)
      expect(`${run.stdout}${run.stderr}`, command).toContain('variable-not-allowed')
      expect(`${run.stdout}${run.stderr}`, command).not.toContain('planted')
    }
  })

  it('does not tell by a name that nearly fits, nor in vars, whether a variable is set', async () => {
    const text = fleet({ envs: '{ A: "${OTHE}" }' })
    const cwd = tempDir({ 'instances.yaml': text })
    const run = await validate(text, { OTHER: 'planted' }, '--env-allow', 'OTHE')
    expect(run.output).not.toContain('OTHER')
    const vars = await runInProcess(['vars', '--format', 'json', '--env-allow', 'NONE'], {
      cwd,
      env: { OTHE: 'planted' },
    })
    expect(JSON.parse(vars.stdout).variables).toMatchObject([{ name: 'OTHE', set: false }])
  })

  it('never lets the key through, whatever it names', async () => {
    const run = await validate(fleet({ command: 'run ${PPIO_API_KEY}' }), {}, '--env-allow=*')
    expect(run.found).toEqual(['variable-is-api-key «${PPIO_API_KEY}»'])
  })

  it('is repeated in the commands that a plan names', async () => {
    const cwd = tempDir({ 'instances.yaml': fleet() })
    const run = await runInProcess(['plan', '--sandbox', '--env-allow', 'HF_*'], { cwd })
    expect(run.stdout).toContain("--env-allow='HF_*'")
  })

  it('takes one name at a time', async () => {
    const cwd = tempDir({ 'instances.yaml': fleet() })
    const run = await runInProcess(['plan', '--env-allow', 'A,B'], { cwd })
    expect(run.code).toBe(64)
    expect(run.stderr).toContain('"A,B"')
  })
})
