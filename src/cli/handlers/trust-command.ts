import { parseBaseUrl } from '../../api/base-url.ts'
import type { CommandLine } from '../../config/flags.ts'
import { isKnownAddress, KNOWN_ADDRESSES } from '../../config/places/known-hosts.ts'
import { trustedPlaceOf } from '../../config/places/ledger-address.ts'
import {
  originOf,
  readTrustList,
  type TrustList,
  writeTrustList,
} from '../../config/places/trust-list.ts'
import type { ExitStatus } from '../../model/exit-status.ts'
import { invocation } from '../../model/invocation.ts'
import { UserError } from '../../model/user-error.ts'
import { shellWord } from '../../output/terminal/shell-word.ts'
import { plain } from '../../output/terminal/terminal-text.ts'
import type { Context } from '../context.ts'
import { confirm } from '../talk/confirm.ts'
import { handleSignals } from '../talk/signals.ts'

/** Shows or changes the hosts that a person lets config files name. */
export async function trustCommand(
  context: Context,
  { flags, args }: CommandLine,
): Promise<ExitStatus> {
  const { stdout, env, cwd } = context
  const [address, ...others] = args
  if (others.length > 0 || (address === undefined && flags.remove === true)) {
    throw new UserError(`trust takes one address${flags.remove === true ? ' to remove' : ''}`, {
      ending: 'usage',
      hint: 'as in: ppi-apply trust https://gateway.example',
    })
  }
  const origin = address === undefined ? undefined : originIn(address)
  const list = readTrustList({ env, folders: [cwd] })
  if (origin === undefined) {
    showList(context, list)
    return 'done'
  }
  const { path, origins } = usable(list)
  if (flags.remove === true) {
    if (!origins.includes(origin)) {
      throw new UserError(`${origin} is not on the trust list ${path}`, {
        hint: 'ppi-apply trust shows what is',
      })
    }
    writeTrustList(
      path,
      origins.filter((each) => each !== origin),
    )
    stdout.write(`Config files may no longer name ${plain(origin)}. The list is ${plain(path)}.\n`)
    return 'done'
  }
  if (isKnownAddress(origin)) {
    stdout.write(`${origin} is known: config files may name it without being trusted.\n`)
    return 'done'
  }
  if (origins.includes(origin)) {
    stdout.write(`${plain(origin)} is trusted already.\n`)
    return 'done'
  }
  await approve(context, origin, flags.yes === true)
  writeTrustList(path, [...origins, origin])
  stdout.write(
    `Config files may now name ${plain(origin)}. The list is ${plain(path)}; ${invocation()} trust --remove ${shellWord(origin)} takes it back.\n`,
  )
  return 'done'
}

/** The address as the list has it; its path counts for nothing, since whoever has the host has all of it. */
function originIn(address: string): string {
  const place = trustedPlaceOf(address)
  if (place !== undefined) return place
  parseBaseUrl(address)
  const origin = originOf(address)
  if (origin !== undefined) return origin
  throw new UserError('the address has no host', { ending: 'usage' })
}

function usable(list: TrustList): Extract<TrustList, { kind: 'list' }> {
  switch (list.kind) {
    case 'list':
      return list
    case 'ignored':
      throw new UserError(
        `the trust list ${list.path} ${list.why}, so it counts for nothing here`,
        {
          nothingDone: 'changed',
          hint: 'Set XDG_CONFIG_HOME to a folder of your own outside of any project, or name the address for each run: --base-url, PPIO_BASE_URL',
        },
      )
    case 'nowhere':
      throw new UserError('there is no home folder to keep a trust list in', {
        hint: 'Set HOME or XDG_CONFIG_HOME, or name the address for each run: --base-url, PPIO_BASE_URL',
      })
  }
}

function showList({ stdout, stderr }: Context, list: TrustList): void {
  stdout.write(`Config files may name ${KNOWN_ADDRESSES}`)
  switch (list.kind) {
    case 'nowhere':
      stdout.write('. There is no home folder to keep a trust list in.\n')
      break
    case 'ignored':
      stdout.write(', and nothing else.\n')
      stderr.write(
        `The trust list ${plain(list.path)} ${plain(list.why)}, so it counts for nothing here.\n`,
      )
      break
    case 'list': {
      const { path, origins } = list
      stdout.write(
        origins.length === 0
          ? `, and nothing else. The trust list ${plain(path)} is empty.\n`
          : `, and from the trust list ${plain(path)}:\n${origins.map((origin) => `  ${plain(origin)}\n`).join('')}`,
      )
    }
  }
}

/** What it means is said before it counts, since the command is one that an error message shows. */
async function approve(context: Context, origin: string, yes: boolean): Promise<void> {
  const { stdin, stderr } = context
  const isLedger = trustedPlaceOf(origin) !== undefined
  if (yes) return
  stderr.write(
    isLedger
      ? `Every config file of every project that you run ppi-apply in may then keep its ledger at ${plain(origin)}: your password for it goes there, and what that ledger says decides what is created.\n`
      : `Every config file of every project that you run ppi-apply in may then send your API key, and all that its files say, to ${plain(origin)}.\n`,
  )
  if (!stdin.isTTY) {
    throw new UserError('there is no terminal to ask at, and --yes was not given', {
      nothingDone: 'changed',
      hint: `In a pipeline set ${isLedger ? 'PPI_APPLY_LEDGER' : 'PPIO_BASE_URL'} instead, which counts for that run alone.`,
    })
  }
  const interrupts = handleSignals(() => stderr.write('\n'))
  try {
    if (await confirm({ text: `Trust ${plain(origin)}?`, answer: 'yes' }, context, interrupts))
      return
    throw new UserError('not approved: nothing was changed', {
      ending: interrupts.requested() ? 'interrupted' : 'refused',
    })
  } finally {
    interrupts.release()
  }
}
