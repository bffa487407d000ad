/** What each command can print, the default first. The table of its help, its completion and its own check. */
export const FORMATS = {
  validate: ['text', 'json', 'github', 'sarif'],
  vars: ['text', 'json'],
  render: ['json', 'yaml', 'curl'],
  plan: ['text', 'json', 'markdown'],
  apply: ['text', 'json'],
  status: ['text', 'json'],
  adopt: ['text', 'json'],
  forget: ['text', 'json'],
  recover: ['text', 'json'],
  unlock: ['text', 'json'],
} as const
