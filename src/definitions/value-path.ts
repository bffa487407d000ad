/** The way from an entry to a value in it: `['envs', 0, 'key']`. */
export type Path = readonly (string | number)[]

/** A path as people read it: `networkStorages[0].Id`. */
export function labelOf(path: Path): string {
  let label = ''
  for (const token of path) {
    if (typeof token === 'number') label += `[${token}]`
    else label += label === '' ? token : `.${token}`
  }
  return label
}
