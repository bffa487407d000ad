import { stringify } from 'yaml'
import type { Json } from '../spec/secret.ts'

/** The create bodies as YAML, every value written out where it is used. */
export const renderYaml = (document: Json): string =>
  stringify(document, { aliasDuplicateObjects: false })
