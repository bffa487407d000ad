/** Words that are not to come back, with what the field says, and a sentence of this project that had them. */
export interface BannedWord {
  readonly words: RegExp
  readonly instead: string
  readonly example: string
}

export const BANNED_WORDS: readonly BannedWord[] = [
  {
    words: /\b(?:the|as) usual\b|\ba usual\b/i,
    instead: 'default, common',
    example: 'what to print on standard output: text (the usual), json',
  },
  {
    words:
      /\b(?:an?|an empty|empty|one|such a|another|no) texts?\b(?! (?:file|form|output|editor))|\btexts\b/i,
    instead: 'a string, strings',
    example: 'a text that may be empty',
  },
  {
    words: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|later\b|sooner\b)/i,
    instead: 'is not a …, is an unknown …',
    example: '… is no key of an entry',
  },
  {
    words: /\b(?:is|are) wanted\b/i,
    instead: 'is expected, is required',
    example: 'a list of entries is wanted',
  },
  {
    words: /\b(?:mis)?spelt\b/i,
    instead: 'spelled',
    example: 'a few words, spelt exactly as the API has them',
  },
  { words: /\bmend(?:s|ed)?\b/i, instead: 'fix', example: 'Mend the file or remove it' },
  { words: /\banew\b/i, instead: 'again', example: 'write it anew: ppi-apply schema' },
  {
    words: /\ball the same\b/i,
    instead: 'anyway',
    example: '--allow-unavailable tries all the same',
  },
  {
    words: /\b(?:stands?|stood|standing)\b(?! for\b|-)/i,
    instead: 'is, are',
    example: 'Under … stands a list: one item for each entry',
  },
  {
    words: /\b(?:lies?|lay|lying) (?:in|at|under|on|beside|outside|inside|below|above)\b/i,
    instead: 'is in …',
    example: 'the trust list lies in a folder that other users can change',
  },
  {
    words: /\bbesides(?=[.,;:)]|$)/i,
    instead: 'also, as well',
    example: 'write the JSON to a file besides',
  },
  { words: /\bblanks\b/i, instead: 'spaces', example: 'no blanks around it, no unit after it' },
  {
    words: /\bdraws? (?:it|them|no|exactly|an? (?:finding|warning|error))\b|\bdraws it\b/i,
    instead: 'causes',
    example: 'This file draws it:',
  },
  {
    words: /\b(?:ask|asks|asked|asks about it|ask about it|asked for|judged) apart\b/i,
    instead: 'separately',
    example: 'apply would ask about it apart',
  },
  { words: /\bin (?:the )?clear\b/i, instead: 'unmasked', example: 'print secrets in the clear' },
  {
    words: /\ba (?:mere )?slip\b/i,
    instead: 'a mistake',
    example: 'more often a slip than a wish',
  },
  {
    words: /\b(?:holds|sends|is|are|has|have|shows) nothing but\b|\bnothing is sent but\b/i,
    instead: 'only',
    example: 'The file holds nothing but blank lines',
  },
  {
    words: /\bas nothing else is\b/i,
    instead: 'by default',
    example: 'is billed by the hour, as nothing else is said',
  },
  { words: /\bpasses over\b/i, instead: 'ignores', example: 'passes over unknown fields' },
  { words: /\bgoes on costing\b/i, instead: 'keeps costing', example: 'and goes on costing money' },
  {
    words: /\bnobody can be asked\b/i,
    instead: 'there is no terminal to ask at',
    example: 'nobody can be asked here, and --yes was not given',
  },
  {
    words: /\bto have it so\b|\bthat it is so now\b/i,
    instead: 'to apply the file, to keep what is there',
    example: 'to have it so: remove it in the console',
  },
  {
    words: /\bleft at once\b|\bleaves at once\b/i,
    instead: 'stopped at once',
    example: 'Once more leaves at once.',
  },
  {
    words: /\btoo many \(?the|a comma too many\b|\bcomma that is too many\b/i,
    instead: 'an extra comma',
    example: 'such as a comma too many',
  },
]
