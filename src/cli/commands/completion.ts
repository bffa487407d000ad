import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const completion = defineCommand({
  name: 'completion',
  args: 'bash|zsh|fish',
  summary: 'print a completion script for a shell',
  about:
    'Prints a script that completes commands, flags, files, the names of entries for --only and --exclude, and ids of products and clusters. With --names it lists those names, one per line, of the files of this folder or of those given; with --shell-data ids of the account, which it asks for at most every five minutes.',
  flags: [...flagsIn('every', 'asking'), 'file', 'names', 'shell-data'],
  examples: [
    'source <(ppi-apply completion bash)',
    'ppi-apply completion --names fleet.yaml',
    'ppi-apply completion --shell-data images',
  ],
  run: async () => (await import('../handlers/completion-command.ts')).completionCommand,
})
