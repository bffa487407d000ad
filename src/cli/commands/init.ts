import { closeSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { LEDGER_FOLDER } from '../../ledger/file-store/ledger-path.ts'
import type { Ending } from '../../model/exit-status.ts'
import { GIT_RULES } from '../../model/files/git-rules.ts'
import { PathRefused } from '../../model/files/links.ts'
import { makeFolder } from '../../model/files/make-folder.ts'
import { openFile } from '../../model/files/open-file.ts'
import { UserError } from '../../model/user-error.ts'
import type { Context } from '../context.ts'

const STARTER = `# yaml-language-server: $schema=./node_modules/ppi-apply/schemas/instances.schema.json
#
# GPU instances of this project. Check, preview, create:
#   ppi-apply validate
#   ppi-apply plan
#   ppi-apply apply
#
# Try it without an account or a bill: ppi-apply apply --sandbox

defaults:                       # merged under every entry; an entry's own keys win
  kind: gpu                     # gpu or cpu
  # clusterId: cn-south-1       # any cluster without it

instances:
  - name: trainer               # the name is what an entry is recognised by
    productId: 4090.18c.60g
    gpuNum: 1                   # 1 to 8
    rootfsSize: 60              # GB, at least 10
    imageUrl: image.ppinfra.com/prod-gpucloudpublic/pytorch:2.7.1-cuda12.8
    ports: [22/tcp, 8080/http]
    envs:
      MODE: \${MODE:-dev}        # from the environment, or dev
      # HF_TOKEN: \${HF_TOKEN:?create one at huggingface.co}

  # - name: worker
  #   replicas: 3               # worker-1, worker-2, worker-3
  #   productId: 4090.18c.60g
  #   gpuNum: 1
  #   rootfsSize: 60
  #   imageUrl: image.ppinfra.com/prod-gpucloudpublic/pytorch:2.7.1-cuda12.8
`

/** Writes a starter file and the ignore rules; refuses where there is a file already, but for missing rules. */
export async function initCommand({ cwd, stdout }: Context): Promise<Ending> {
  const name = 'instances.yaml'
  const isNew = writeNew(join(cwd, name))
  if (isNew) stdout.write(`wrote ${name}\n`)
  const folder = join(cwd, LEDGER_FOLDER)
  // A new folder has its rules from the start.
  const isNewFolder = makeFolder(folder) !== undefined
  const added: string[] = []
  for (const { file, lines } of GIT_RULES) {
    if (!addLines(join(folder, file), lines) && !isNewFolder) continue
    added.push(`${LEDGER_FOLDER}/${file}`)
    if (isNew) stdout.write(`wrote ${LEDGER_FOLDER}/${file}\n`)
  }
  if (!isNew) {
    const rulesNow =
      added.length === 0 ? 'are there too' : `were missing; wrote ${added.join(' and ')}`
    throw new UserError(`${name} exists already, and init never overwrites a file`, {
      hint: `check it with ppi-apply validate. The rules for git ${rulesNow}.`,
    })
  }
  stdout.write('next: ppi-apply plan --sandbox\n')
  return 'done'
}

/** Whether the starter could be written, and nothing was there before. */
function writeNew(path: string): boolean {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return false
    writeInto(openFile(path, { for: 'new', mode: 0o666 }), STARTER)
    return true
  } catch (cause) {
    if (cause instanceof PathRefused) throw cause
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new UserError(`cannot write ${basename(path)}: ${(cause as Error).message}`, { cause })
  }
}

/** Appends the lines that are not there yet. The ledger itself is meant to be committed. */
function addLines(path: string, lines: readonly string[]): boolean {
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined
  const text = isThere ? textOf(path) : ''
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()))
  const missing = lines.filter((line) => !present.has(line))
  if (missing.length === 0) return false
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  writeInto(openFile(path, { for: 'append', mode: 0o666 }), `${gap}${missing.join('\n')}\n`)
  return true
}

function textOf(path: string): string {
  const descriptor = openFile(path, { for: 'read' })
  try {
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

function writeInto(descriptor: number, text: string): void {
  try {
    writeFileSync(descriptor, text)
  } finally {
    closeSync(descriptor)
  }
}
