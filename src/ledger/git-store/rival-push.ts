import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unreachable } from '../../model/unreachable.ts'
import { inWords } from '../file-store/disk-errors.ts'
import type { Proof } from '../store.ts'
import { type Push, type Pushed, pushCommit, pushRefused } from './push-commit.ts'
import { readPushReport } from './push-report.ts'
import type { Scratch } from './scratch.ts'

/** Two commits for one place of a branch. */
export interface Rivals {
  readonly push: Omit<Push, 'isTrial' | 'hooks'>
  /** The commit that takes the place. */
  readonly rival: string
}

/**
 * Whether the remote refuses a push for which its branch is elsewhere. Git sends none such, as it looks where the branch is;
 * but between that look and the push it runs a program, and that one pushes the rival. `prepare` looks at the branch and makes
 * commits that harm nothing, or gives `undefined` where there is nothing to try it with. Throws a `UserError` where the
 * remote takes neither push.
 */
export async function proveByRivals(
  scratch: Pick<Scratch, 'git' | 'hooks'>,
  prepare: () => Promise<Rivals | undefined>,
): Promise<Proof> {
  for (let tries = 1; ; tries += 1) {
    const rivals = await prepare()
    if (rivals === undefined) return { fit: true }
    const met = await meet(scratch, rivals)
    switch (met.kind) {
      case 'kept':
      case 'not-asked':
        return { fit: true }
      case 'overwritten':
        return { fit: false, why: 'the remote moves a branch without looking where it is' }
      case 'refused':
        // Most likely another run was there between the look and the rival.
        if (tries === TRIES) throw pushRefused(rivals.push.label, rivals.push.branch, met)
        break
      default:
        unreachable(met)
    }
  }
}

/** `not-asked`: the rival did not come, as where no program can be run from the disk of temporary files. */
type Met =
  | { readonly kind: 'kept' | 'overwritten' | 'not-asked' }
  | Extract<Pushed, { kind: 'refused' }>

async function meet(
  { git, hooks }: Pick<Scratch, 'git' | 'hooks'>,
  { push, rival }: Rivals,
): Promise<Met> {
  await inWords('write into the folder for temporary files', () =>
    writeFile(join(hooks, 'pre-push'), hookWith(rival), { mode: 0o700 }),
  )
  const pushed = await pushCommit(git, { ...push, hooks })
  const hasCome = readPushReport(pushed.said, `refs/heads/${push.branch}`)?.kind === 'moved'
  if (pushed.kind === 'refused') return hasCome ? { kind: 'kept' } : pushed
  return { kind: hasCome ? 'overwritten' : 'not-asked' }
}

/** Git gives it the name of the remote, and a line with what it pushes, to which branch, and where that is. */
const hookWith = (rival: string): string => `#!/bin/sh
read -r name commit ref at
git push --porcelain --no-verify "--force-with-lease=$ref:$at" "$1" "${rival}:$ref" >&2
exit 0
`

const TRIES = 4
