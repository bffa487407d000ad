import type { PlacedVariable } from '../../definitions/interpolation/variables.ts'
import { positionAt } from '../../model/location.ts'
import { usesByName } from '../json/variables-json.ts'
import type { Style } from '../terminal/style.ts'
import { plain } from '../terminal/terminal-text.ts'
import { widest } from '../terminal/widest.ts'

/** The variables of the files for people, with those that are missing marked. Never a value. */
export function variablesText(
  uses: readonly PlacedVariable[],
  isSet: (name: string) => boolean,
  style: Style,
): string {
  if (uses.length === 0) return 'the files refer to no variable\n'
  const byName = usesByName(uses)
  const width = widest(byName.keys(), (name) => name.length)
  const lines = [...byName].flatMap(([name, own]) => {
    const required = own.some(({ how }) => how === 'required')
    const state = isSet(name)
      ? style.green('set')
      : required
        ? style.red('not set, required')
        : style.dim('not set, has a default')
    return [
      `${style.bold(name.padEnd(width))}  ${state}`,
      ...own.map((use) => style.dim(`  ${whereOf(use)}  ${use.field}`)),
    ]
  })
  return `${lines.join('\n')}\n`
}

function whereOf({ place }: PlacedVariable): string {
  const { line, column } = positionAt(place.file, place.span.start)
  return `${plain(place.file.path)}:${line}:${column}`
}
