import { HASH, withoutMarks } from '../ci/log-command.ts'

/**
 * JSON for standard output, which may be a terminal or a log: what `JSON.stringify` leaves raw and either would act
 * on, or a reader be misled by, is written as `\u…`. The value it stands for is the same.
 */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent).replace(raw(), (character) =>
    // Astral characters are two escapes in JSON.
    character.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
  return withoutMarks(text, HASH)
}

/** Line feeds are only between the values here. Made where it is needed, as its tables cost part of a short run. */
const raw = (): RegExp => /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{DI}\ufff9-\ufffb]/gu
