import { flagsIn } from '../../config/flags.ts'
import { defineCommand } from '../command.ts'

export const images = defineCommand({
  name: 'images',
  args: '',
  summary: 'show the images of the service, or your own',
  about:
    'Lists the images that the service offers, or with --private those that were saved in the account. An entry names one as imageUrl; any other registry works as well.',
  flags: [...flagsIn('every', 'asking'), 'private', 'json-into'],
  formats: ['text', 'json'],
  examples: ['ppi-apply images', 'ppi-apply images --private'],
  run: async () => (await import('../handlers/images-command.ts')).imagesCommand,
})
