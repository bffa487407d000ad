import { closeSync, existsSync, fstatSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import type { CommandLine } from '../../config/flags.ts'
import { LEDGER_FOLDER } from '../../ledger/file-store/ledger-path.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { GIT_RULES } from '../../model/files/git-rules.ts'
import { PathRefused } from '../../model/files/links.ts'
import { makeFolder } from '../../model/files/make-folder.ts'
import { openFile } from '../../model/files/open-file.ts'
import { foldersUpwards } from '../../model/files/project-folders.ts'
import { realPath } from '../../model/files/project-root.ts'
import { writeNew } from '../../model/files/write-new.ts'
import { invocation } from '../../model/invocation.ts'
import { UserError } from '../../model/user-error.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import { yamlWord } from '../../output/text/yaml-word.ts'
import type { Context } from '../context.ts'
import { type ExampleProduct, exampleProduct } from '../input/example-product.ts'
import { schemaText } from './schema-command.ts'

/** `schema`: where editors find the schema, from the folder of the file. */
const starter = (
  schema: string,
  typed: string,
  { id, disk, about }: ExampleProduct,
): string => `# yaml-language-server: $schema=${schema}
#
# GPU instances of this project. Check, preview, create:
#   ${typed} validate
#   ${typed} plan
#   ${typed} apply
#
# Try it without an account or a bill: ${typed} apply --sandbox

defaults:                       # merged under every entry; an entry's own keys win
  kind: gpu                     # gpu or cpu
  # clusterId: cn-south-1       # without it the service chooses one

instances:
  - name: trainer               # identifies the entry, so it must be unique
    productId: ${yamlWord(id)}  # ${about}
    gpuNum: 1                   # 1 to 8
    rootfsSize: ${String(disk).padEnd(15)} # GB, at least 10
    imageUrl: image.ppinfra.com/prod-gpucloudpublic/pytorch:2.7.1-cuda12.8
    ports: [22/tcp, 8080/http]
    envs:
      MODE: \${MODE:-dev}        # from the environment, or dev
      # HF_TOKEN: \${HF_TOKEN:?create one at huggingface.co}

  # - name: worker
  #   replicas: 3               # worker-1, worker-2, worker-3
  #   productId: ${yamlWord(id)}
  #   gpuNum: 1
  #   rootfsSize: ${disk}
  #   imageUrl: image.ppinfra.com/prod-gpucloudpublic/pytorch:2.7.1-cuda12.8
`

/** Writes a starter file and the ignore rules; refuses where there is a file already, but for missing rules. */
export async function initCommand(context: Context, line: CommandLine): Promise<ExitStatus> {
  const { cwd, stdout } = context
  const name = 'instances.yaml'
  const schema = schemaFor(cwd)
  const typed = sharedInvocation()
  const isThere = lstatSync(join(cwd, name), { throwIfNoEntry: false }) !== undefined
  const isNew =
    !isThere &&
    isWritten(
      join(cwd, name),
      starter(schema.path, typed, await exampleProduct(context, line, typed)),
    )
  if (isNew) {
    stdout.write(`wrote ${name}\n`)
    if (schema.isOurs) {
      stdout.write(`${writeSchema(join(cwd, SCHEMA_FILE))}\n`)
    }
  }
  const begun = foldersUpwards(cwd).find((each) => existsSync(join(each, LEDGER_FOLDER)))
  // Where the project has a ledger above, this folder gets none of its own: runs here find that one.
  const folder = join(begun ?? cwd, LEDGER_FOLDER)
  if (isNew && begun !== undefined && begun !== realPath(cwd)) {
    stdout.write(`the ledger of runs here is in ${plain(folder)}, that of the folder above\n`)
  }
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
  stdout.write(`next: ${invocation()} plan --sandbox\n`)
  return 'done'
}

/** Writes the schema for editors where there is none, and tells what is there. */
function writeSchema(path: string): string {
  const text = schemaText()
  if (isWritten(path, text)) return `wrote ${SCHEMA_FILE}, for editors`
  return textOf(path) === text
    ? `${SCHEMA_FILE} is there already`
    : `kept ${SCHEMA_FILE}, which is not the schema of this ppi-apply: editors check by what it says. To write it: ${invocation()} schema > ${SCHEMA_FILE}`
}

const SCHEMA_FILE = 'instances.schema.json'

/**
 * The schema for editors: that of the package where this project holds it, so that it goes with the version in use, else a
 * copy of ours beside the file.
 */
function schemaFor(cwd: string): { readonly path: string; readonly isOurs: boolean } {
  const folders = foldersUpwards(cwd)
  const holder = folders.find((folder) => existsSync(join(folder, IN_PACKAGE)))
  if (holder === undefined) return { path: `./${SCHEMA_FILE}`, isOurs: true }
  const up = relative(folders[0] ?? cwd, holder)
    .split(sep)
    .join('/')
  return { path: `${up === '' ? '.' : up}/${IN_PACKAGE}`, isOurs: false }
}

const IN_PACKAGE = 'node_modules/ppi-apply/schemas/instances.schema.json'

/** The words for a file that others read too: a path of this machine would mean nothing to them. */
function sharedInvocation(): string {
  const here = invocation()
  return here.startsWith('npx ') ? here : 'ppi-apply'
}

/** Whether a file could be written, and nothing was there before. */
function isWritten(path: string, text: string): boolean {
  try {
    return writeNew(path, text, 0o666)
  } catch (cause) {
    if (cause instanceof PathRefused) throw cause
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

/** More than any list of rules of Git. */
const MAX_BYTES = 2 ** 20

function textOf(path: string): string {
  const descriptor = openFile(path, { for: 'read' })
  try {
    if (fstatSync(descriptor).size > MAX_BYTES) {
      throw new UserError(`${basename(path)} is larger than ${MAX_BYTES / 2 ** 20} MiB`, {
        hint: 'It is read before anything is written. Look at what is in it, or remove it.',
      })
    }
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
