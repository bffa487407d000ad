/**
 * What the end of what is paid for tells of a renewal. A service may count a month as 28 days or as 31; and one that tells
 * other seconds of the same end says nothing else. Times in Unix seconds.
 */
export function renewalSeen(
  { from, months }: { readonly from: number; readonly months: number },
  endsAt: number,
): 'there' | 'not-begun' | 'other' {
  const days = (endsAt - from) / DAY_SECONDS
  if (Math.abs(days) < 1) return 'not-begun'
  return days >= months * SHORTEST_MONTH && days <= months * LONGEST_MONTH + 1 ? 'there' : 'other'
}

const DAY_SECONDS = 86_400
const SHORTEST_MONTH = 28
const LONGEST_MONTH = 31
