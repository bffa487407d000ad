import { describe, expect, it } from 'vitest'
import { exampleFile } from '../../src/diagnostics/example-file.ts'
import { unmark } from '../support/marked.ts'
import { runInProcess } from '../support/run-in-process.ts'
import { tempDir } from '../support/temp-dir.ts'

interface Finding {
  readonly code: string
  readonly severity: string
  readonly message: string
  readonly hint?: string
  readonly range: unknown
}

/** What the built program finds in a file. */
async function findingsIn(text: string): Promise<readonly Finding[]> {
  const cwd = tempDir({ 'f.yaml': text })
  const { stdout } = await runInProcess(['validate', 'f.yaml', '--format', 'json'], { cwd })
  return (JSON.parse(stdout) as { diagnostics: readonly Finding[] }).diagnostics
}

/** A sound entry with some lines changed; the place of the only finding in «…». */
const entry = exampleFile

const FOREIGN = 'foreign-manifest'
const TEMPLATE = 'template-expression'

/** Situation, file with the place of the only finding, its code, and words of its message and hint. */
const CASES: readonly (readonly [string, string, string, ...string[]])[] = [
  [
    'two merge keys in one map, the second of which brings what is required',
    `x-a: &a { gpuNum: 1 }\nx-b: &b { rootfsSize: 60 }\n${entry({ gpuNum: undefined, rootfsSize: undefined })}    <<: *a\n    «<<»: *b\n`,
    'yaml-duplicate-key',
    '`<<: [*a, *b]`',
  ],
  [
    'an alias of a list in a list',
    `x-p: &p [80/http, 22/tcp]\n${entry({})}    ports:\n      - «*p»\n      - 8080/http\n`,
    'yaml-list-in-list',
    'does not join',
  ],
  [
    'an alias of a map in the place of a list',
    `x-p: &p { a: b }\n${entry({ ports: '«*p»' })}`,
    'wrong-type',
    'is a map',
  ],
  [
    'an alias of a list in the place of a command',
    `x-c: &c [python, serve.py]\n${entry({})}    command:   «*c» # start\n`,
    'wrong-type',
    'python serve.py',
  ],
  [
    'an alias of a word in the place of a number, in a map of one line',
    `x-n: &n many\n${entry({ gpuNum: '«*n»' })}`,
    'wrong-type',
    'whole number',
  ],
  [
    'an alias of a list in the place of a variable',
    `x-v: &v [a]\n${entry({ envs: '{ A: «*v», B: b }' })}`,
    'wrong-type',
    'is a list',
  ],
  [
    'a value of a wrong type that a merge brings, which stands where it is written',
    `x-a: &a { month: «[1]» }\n${entry({})}    <<: *a\n`,
    'wrong-type',
    'is a list',
  ],
  [
    'an alias of a list in a list in brackets',
    `x-p: &p\n  - 80/http\n${entry({ ports: '[22/tcp, «*p»]' })}`,
    'yaml-list-in-list',
  ],
  [
    'an alias of a list of entries among the entries',
    `x-all: &all\n  - name: a\n${entry({})}  - «*all»\n`,
    'yaml-list-in-list',
  ],
  [
    'an anchor of another document',
    `x-b: &b { rootfsSize: 60 }\n---\n${entry({ rootfsSize: undefined })}    <<: «*b»\n`,
    'yaml-anchor-unknown',
    'anchors end with their document',
    'remove the `---`',
  ],
  [
    'conflict markers around entries',
    `instances:\n«<<<<<<< HEAD»\n${entry({}).replace('instances:\n', '')}=======\n>>>>>>> branch\n`,
    'conflict-marker',
    'one of 3',
  ],
  [
    'conflict markers of three sides inside an entry, with CR LF',
    entry({ gpuNum: undefined })
      .concat(
        '«<<<<<<< ours»\n    gpuNum: 1\n||||||| base\n    gpuNum: 3\n=======\n    gpuNum: 2\n>>>>>>> a\n',
      )
      .replaceAll('\n', '\r\n'),
    'conflict-marker',
    'one of 4',
  ],
  ['one marker that was left behind', `${entry({})}«=======»\n`, 'conflict-marker'],
  ['a marker whose label has a colon', `${entry({})}«<<<<<<< HEAD: mine»\n`, 'conflict-marker'],
  [
    'a value of Helm',
    entry({ gpuNum: '«{{ .Values.gpuNum | default 1 }}»' }),
    TEMPLATE,
    '`${GPU_NUM}`',
  ],
  [
    'a value of Jinja that goes on',
    entry({ name: '«{{ name }}»-1' }),
    TEMPLATE,
    '`${NAME}`',
    'Jinja',
  ],
  [
    'an expression in quotes in an image',
    entry({ imageUrl: '"app:«{{ tag }}»"' }),
    TEMPLATE,
    '`${TAG}`',
  ],
  [
    'an expression in a list of ports',
    entry({ ports: '["«{{ port }}»/tcp"]' }),
    TEMPLATE,
    '`${PORT}`',
  ],
  [
    'a loop of Jinja',
    'instances:\n«{% for i in range(3) %}»\n  - name: web-{{ i }}\n{% endfor %}\n',
    TEMPLATE,
  ],
  ['a condition of Helm', `«{{- if .Values.gpu }}»\n${entry({})}{{- end }}\n`, TEMPLATE],
  [
    'a variable of GitHub Actions',
    entry({ gpuNum: '«${{ vars.GPUS }}»' }),
    TEMPLATE,
    '`${GPUS}`',
    'GitHub Actions',
    'under `env:` of the step',
  ],
  [
    'a value of GitHub itself in an image',
    entry({ imageUrl: 'app:«${{ github.sha }}»' }),
    TEMPLATE,
    '`${GITHUB_SHA}`',
  ],
  [
    'a secret of GitHub Actions as registry login, of which nothing is said',
    entry({ imageAuth: '«${{ secrets.AUTH }}»' }),
    TEMPLATE,
    '`${NAME}`',
  ],
  [
    'an expression of GitHub Actions between brackets',
    entry({ ports: '[«${{ vars.PORT }}», 22/tcp]' }),
    TEMPLATE,
    '`${PORT}`',
  ],
  [
    'manifests of Kubernetes',
    '«apiVersion»: apps/v1\nkind: Deployment\nspec: { replicas: 1 }\n---\napiVersion: v1\nkind: Service\n',
    FOREIGN,
    'Kubernetes',
    'ppi-apply init',
  ],
  [
    'a Compose file',
    '«services»:\n  web:\n    image: nginx\n    ports: ["80:80"]\n',
    FOREIGN,
    'Compose',
  ],
  [
    'a task of dstack',
    '«type»: task\nname: train\ncommands: [python train.py]\nresources: { gpu: 24GB }\n',
    FOREIGN,
    'dstack',
  ],
  [
    'a task of SkyPilot',
    '«name»: train\nresources: { accelerators: A100:8 }\nsetup: pip install\nrun: python a.py\n',
    FOREIGN,
    'SkyPilot',
  ],
  ['a workflow of GitHub Actions', '«on»: push\njobs: {}\n', FOREIGN, 'GitHub Actions'],
  ['a playbook of Ansible', '- «hosts»: all\n  tasks: []\n', FOREIGN, 'Ansible'],
  [
    'no GPUs on a CPU instance',
    entry({ kind: 'cpu', gpuNum: '«0»', rootfsSize: undefined }),
    'number-too-small',
    'remove `gpuNum`',
  ],
  ['no GPUs on a GPU instance', entry({ gpuNum: '«0»' }), 'number-too-small', '`kind: cpu`'],
  [
    'a command as a list',
    entry({ command: '«[bash, -c, "echo \'a b\' && sleep 1"]»' }),
    'wrong-type',
    "`command: bash -c 'echo '\\''a b'\\'' && sleep 1'`",
  ],
  [
    'an entrypoint as a list that YAML would read otherwise',
    entry({ entrypoint: '«["a", "x: y #z"]»' }),
    'wrong-type',
    '`entrypoint: "a \'x: y #z\'"`',
  ],
  ['port 22 alone', entry({ ports: '«22»' }), 'unquoted-text', '`22/tcp`'],
  ['port 22 in a list', entry({ ports: '[«22»]' }), 'unquoted-text', '`22/tcp`'],
  ['port 8888 alone', entry({ ports: '«8888»' }), 'unquoted-text', '`8888/http`'],
  ['port 5432 in a string', entry({ ports: '"«5432»"' }), 'port-malformed', '`5432/tcp`'],
  [
    'a mapping of the ports of Docker',
    entry({ ports: '"«2022:22»"' }),
    'port-malformed',
    '`22/tcp`',
  ],
  ['a port that is no number', entry({ ports: '«22.5»' }), 'unquoted-text', '`22/tcp`'],
  [
    'the name of a GPU as product',
    entry({ productId: '«H100»' }),
    'product-name',
    '`H100-80GB.24c240g`',
  ],
  [
    'the same with its maker',
    entry({ productId: '«NVIDIA RTX 4090»' }),
    'product-name',
    '`4090.18c.60g`',
  ],
  ['a part of an id', entry({ productId: '«a100-80g»' }), 'product-name', '`A100-80GB.14c240g`'],
  ['a file that is a bare list', '«- name: a\n  kind: gpu»\n', 'bare-list', '`- name: …`'],
]

describe('one mistake is one finding, at its place', () => {
  it.each(CASES)('%s', async (_situation, marked, code, ...words) => {
    const { text, ranges } = unmark(marked)
    const found = await findingsIn(text)
    expect(found).toMatchObject([{ code, range: ranges[0] }])
    const said = `${found[0]?.message}\n${found[0]?.hint ?? ''}`
    for (const word of words) expect(said).toContain(word)
    expect(found[0]?.hint ?? '').not.toMatch(/[\n\r]/)
  })

  it.each([
    ['a format of Docker in a command', entry({ command: "docker ps --format '{{.ID}}'" })],
    ['a chat template in a variable', entry({ envs: '{ T: "{% if x %}{{ y }}{% endif %}" }' })],
    ['lines of signs in a block', `${entry({})}    command: |\n      <<<<<<< a\n      =======\n`],
    ['a heading of signs in a comment', `# =======\n${entry({})}`],
    ['an id that only starts like another', entry({ productId: 'L40.8c' })],
    ['the name of a GPU that is not known', entry({ productId: 'L40' })],
    ['an alias of a list as the whole list', `x-p: &p [80/http]\n${entry({ ports: '*p' })}`],
    ['a list of aliases to merge', `x-a: &a { month: 0 }\n${entry({})}    <<: [*a]\n`],
  ])('is not seen in %s', async (_situation, text) => {
    expect(await findingsIn(text)).toEqual([])
  })

  it('asks for the entries of a document that lends no anchor', async () => {
    const found = await findingsIn(`x-b: &b { rootfsSize: 60 }\n---\n${entry({})}`)
    expect(found.map(({ code }) => code)).toEqual(['instances-missing'])
  })

  it('shows no sign for a line break in any hint', async () => {
    const cwd = tempDir({ 'f.yaml': 'defaults: {}\n' })
    const { stdout, stderr } = await runInProcess(['validate', 'f.yaml'], { cwd })
    expect(stdout + stderr).toContain('hint: ')
    expect(stdout + stderr).not.toContain('␊')
  })
})

describe('the name of a GPU in plan', () => {
  it('draws the id once, from the definitions or from what the service sells', async () => {
    const cwd = tempDir({ 'f.yaml': entry({ productId: 'H100' }) })
    const { stdout, stderr } = await runInProcess(['plan', 'f.yaml', '--sandbox'], { cwd })
    expect((stdout + stderr).match(/did you mean/g)).toHaveLength(1)
    expect(stdout + stderr).toContain('H100-80GB.24c240g')
  })
})
