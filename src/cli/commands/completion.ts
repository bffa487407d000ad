import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const completion = defineCommand({
  name: 'completion',
  args: 'bash|zsh|fish',
  summary: 'print a completion script for a shell',
  about:
    'Prints a script that completes commands, flags, files, and the names of entries for --only and --exclude. With --names it lists those names, one per line, of the files of this folder or of those given.',
  flags: [...flagsIn('every'), 'file', 'names'],
  examples: ['source <(ppi-apply completion bash)', 'ppi-apply completion --names fleet.yaml'],
  run: async () => (await import('../handlers/completion-command.ts')).completionCommand,
})
