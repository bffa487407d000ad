/** What became of a ref that was pushed. `why` is Git's own word, unsafe to print. */
export type PushReport =
  | { readonly kind: 'moved' }
  /** It was there already: this commit, whoever pushed it. */
  | { readonly kind: 'unmoved' }
  /** The ref stayed what it is. `by`: our own Git, before it asked, or the remote. */
  | { readonly kind: 'refused'; readonly by: 'us' | 'remote'; readonly why: string }

/**
 * Reads what `git push --porcelain` prints about a ref; `undefined` where nobody can tell what became of it: the connection
 * ended first, or the remote did not report.
 */
export function readPushReport(text: string, ref: string): PushReport | undefined {
  for (const line of text.split('\n')) {
    const [flag, way, summary = ''] = line.split('\t')
    if (way?.endsWith(`:${ref}`) !== true) continue
    const [, by, why = ''] = /^\[(remote )?rejected\] \((.*)\)$/s.exec(summary) ?? [summary]
    switch (flag) {
      case ' ':
      case '*':
      case '+':
        return { kind: 'moved' }
      case '=':
        return { kind: 'unmoved' }
      default:
        if (!/^\[(?:remote )?rejected\]/.test(summary)) return undefined
        return { kind: 'refused', by: by === undefined ? 'us' : 'remote', why }
    }
  }
  return undefined
}
