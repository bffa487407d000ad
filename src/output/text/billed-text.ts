import { amountWords } from '../../pricing/amount-text.ts'
import type { Billed } from '../../pricing/billed.ts'

/** What is billed at the end of a run, as one sentence. Unknown is unknown, never nothing. */
export function billedText(billed: Billed): string {
  const { stopped, takenBack, inDoubt, currency } = billed
  const parts = [
    ...runningWords(billed),
    ...(stopped === 0 ? [] : [stoppedWords(billed)]),
    ...(takenBack === 0 ? [] : [`${takenBack} taken back by the platform, at an unknown cost`]),
    ...(inDoubt === 0
      ? []
      : [
          inDoubt === 1
            ? '1 in doubt may be one more'
            : `${inDoubt} in doubt may be ${inDoubt} more`,
        ]),
  ]
  const where = currency.pretended ? ' in the sandbox, where nobody pays' : ''
  return `Billed now${where}: ${parts.length === 0 ? 'nothing that the ledger holds' : parts.join('; ')}.`
}

function runningWords(billed: Billed): readonly string[] {
  const { instances, prepaid, unseen, stopped, takenBack } = billed
  if (instances === 0) return []
  const isAllUnseen = unseen === instances && stopped + takenBack === 0
  const words = [
    `${isAllUnseen ? 'not known: ' : ''}${instances === 1 ? '1 instance' : `${instances} instances`}`,
    ...priceWords(billed),
    ...(prepaid === 0 ? [] : [`${prepaid} paid in advance`]),
    ...(unseen === 0 ? [] : [`${isAllUnseen ? '' : `${unseen} `}not seen in the account`]),
  ]
  return [words.join(', ')]
}

function priceWords({ hourly, stopped, takenBack, currency }: Billed): readonly string[] {
  const unknown = hourly.unknown - stopped - takenBack
  if (hourly.known === 0) return unknown === 0 ? [] : ['price unknown']
  const more = unknown === 0 ? '' : ` and ${unknown} unknown`
  return [`${amountWords(hourly.price, currency)} an hour${more}`]
}

const stoppedWords = ({ instances, stopped }: Billed): string => {
  const noun = instances > 0 ? '' : stopped === 1 ? ' instance' : ' instances'
  return stopped === 1
    ? `1 stopped${noun} goes on paying for its disk`
    : `${stopped} stopped${noun} go on paying for their disks`
}
