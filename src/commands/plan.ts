import type { Ending } from '../exit-code.ts'
import { readLedger } from '../ledger/file.ts'
import { EMPTY_STATE, toState } from '../ledger/state.ts'
import { whoseLedger } from '../operations/check-ledger-identity.ts'
import { confirmMissing } from '../operations/confirm-missing.ts'
import { pricePlan } from '../operations/price-plan.ts'
import { refresh, survey, unseenRefusal } from '../operations/refresh.ts'
import { isPending } from '../plan/summary.ts'
import type { CommandLine } from '../settings/flags.ts'
import { loadSettings } from '../settings/settings.ts'
import { selectsAll } from '../spec/selection.ts'
import { unreachable } from '../unreachable.ts'
import { errorMembers } from '../view/error-json.ts'
import { adoptByHand } from '../view/next-command.ts'
import { planJson } from '../view/plan-json.ts'
import { planMarkdown } from '../view/plan-markdown.ts'
import { planText } from '../view/plan-text.ts'
import { during } from './apply-progress.ts'
import { type Context, roomOf } from './context.ts'
import { FORMATS } from './formats.ts'
import { loadFleet } from './load-fleet.ts'
import { forReview, showFindings } from './plan-review.ts'
import { documentText, formatOf, writeJsonInto } from './report.ts'
import { openService } from './service.ts'

const LOOKING = 'Looking at the account'

/** Read → parse → expand → check → ledger → refresh → plan → show. Touches nothing. */
export async function planCommand(context: Context, line: CommandLine): Promise<Ending> {
  const { flags } = line
  const format = formatOf(flags, FORMATS.plan)
  const settings = await loadSettings(line, context)
  const fleet = await loadFleet(context, settings)
  const offline = settings.refresh === 'never'
  const service = await openService({ context, settings, flags, lookup: fleet.lookup, offline })
  try {
    const ledger = await readLedger(service.ledgerPath, { adoptWith: adoptByHand(flags) })
    const state = ledger.exists ? toState(ledger.entries) : EMPTY_STATE
    const client = service.access?.client
    const { live } = context.stderr
    const listed = await during(live, LOOKING, () => refresh(client, settings, ledger))
    const whose = await whoseLedger({
      ledgerPath: service.ledgerPath,
      entries: ledger.entries,
      service: service.name,
      apiKey: service.apiKey,
      acceptAccount: flags['accept-account'] === true,
      list: async () => listed,
    })
    if (whose.kind === 'new-key') context.stderr.write(`${whose.words}\n`)
    const { specs } = fleet
    const { settleMs } = settings
    const remote = await during(live, LOOKING, () =>
      confirmMissing(listed, { state, specs, settleMs, now: Date.now(), client }),
    )
    const basis = survey(service.name, specs, state, remote, selectsAll(settings))
    const appraised = await during(live, 'Asking for prices and stock', () =>
      pricePlan(basis, {
        client,
        refresh: settings.refresh,
        variables: fleet.variables,
        marker: settings.marker,
      }),
    )
    const report = forReview(appraised, settings, line)
    showFindings(report, fleet, context)
    const { style } = context.stdout
    const verbose = flags.verbose === true
    const refusal = unseenRefusal(report, settings)
    const whole = { ...report, diagnostics: [...fleet.diagnostics, ...report.diagnostics] }
    const json = () => ({
      ...planJson(whole),
      ...(refusal === undefined ? {} : errorMembers(refusal)),
    })
    switch (format) {
      case 'json':
        context.stdout.write(documentText(json()))
        break
      case 'markdown':
        context.stdout.write(planMarkdown(whole, { refusal: refusal?.message }))
        break
      case 'text':
        context.stdout.write(planText(report, { style, verbose, width: roomOf(context.stdout) }))
        break
      default:
        unreachable(format)
    }
    await writeJsonInto(context, flags, json)
    if (refusal !== undefined) throw refusal
    return flags['detailed-exitcode'] === true && isPending(report.counts) ? 'pending' : 'done'
  } finally {
    await service.close()
  }
}
