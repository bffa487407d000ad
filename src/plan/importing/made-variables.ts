import type { Secret } from '../../model/secret.ts'

/** Names for the values that an import keeps out of its file. */
export interface MadeVariables {
  /** The variable for a value of a key: one for the same value, another one where instances differ. */
  readonly nameFor: (key: string, value: Secret, instance: string) => string
  /** What they stand for, in the order in which they were made. */
  readonly all: () => ReadonlyMap<string, Secret>
}

/** `isTaken`: whether a name stands for something else than the value already, such as the API key. */
export function madeVariables(isTaken: (name: string, value: string) => boolean): MadeVariables {
  const made = new Map<string, Secret>()
  const isFree = (name: string, value: string) => {
    const there = made.get(name)
    return !isTaken(name, value) && (there === undefined || there.reveal() === value)
  }
  const numbered = (stem: string, value: string): string => {
    for (let nth = 2; ; nth += 1) {
      const name = `${stem}_${nth}`
      if (isFree(name, value)) return name
    }
  }
  return {
    nameFor(key, value, instance) {
      const text = value.reveal()
      const plain = variableName(key)
      const own = `${plain}_${variableName(instance).toUpperCase()}`
      const name = [plain, own].find((each) => isFree(each, text)) ?? numbered(own, text)
      made.set(name, value)
      return name
    },
    all: () => made,
  }
}

/** A name that every shell takes: letters, digits and underscores, with no digit in front. */
function variableName(text: string): string {
  const name = text.replaceAll(/[^A-Za-z0-9_]+/g, '_').slice(0, MAX_LENGTH)
  return /^[A-Za-z_]/.test(name) ? name : `VALUE_${name}`
}

const MAX_LENGTH = 100
