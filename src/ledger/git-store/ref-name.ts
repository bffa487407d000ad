const LONGEST = 200

/**
 * Whether a string can be the name of a branch or a remote: the rules of `git check-ref-format`, and none that a program
 * could take for an option or that people do not see.
 */
export const isRefName = (name: string): boolean =>
  name.length <= LONGEST &&
  !/[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}~^:?*[\\]|\.\.|@\{|^-|\.$|^@$/u.test(name) &&
  name.split('/').every((part) => /^[^.]/.test(part) && !part.endsWith('.lock'))
