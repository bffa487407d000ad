import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const adopt = defineCommand({
  name: 'adopt',
  args: 'NAME ID [files…]',
  summary: 'record an existing instance as the one an entry means',
  about:
    'Records the instance ID as the one that the entry NAME means, and settles attempts of it that are in doubt as made. The files give the definition, so that later changes can be found. It sends only requests that read.',
  flags: [...flagsIn('every', 'by hand', 'lock'), 'holder-is-gone', 'file'],
  formats: ['text', 'json'],
  examples: ['ppi-apply adopt trainer 3f2a9c fleet.yaml'],
  run: async () => (await import('../handlers/adopt-command.ts')).adoptCommand,
})
