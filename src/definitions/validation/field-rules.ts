import { diagnose } from '../../diagnostics/diagnostic.ts'
import { CONTROL } from '../../model/odd-character.ts'
import { fieldPlace } from '../definition.ts'
import { bareReferences } from '../interpolation/variable-uses.ts'
import type { Path } from '../value-path.ts'
import { spanInScalar } from '../yaml/scalar-offsets.ts'
import type { UnvalidatedEntry } from './cast.ts'
import {
  describeAt,
  isMap,
  itemsOf,
  type Report,
  type Rule,
  textField,
  textMember,
} from './rule.ts'
import { locationAt, locationWithin, valueNodeAt } from './value-location.ts'

/** The container takes `envs` keys as names of variables: a second one is lost there, and what no shell can name is odd. */
export const envKeysAreNames: Rule = (draft, report) => {
  const { envs } = draft.value
  if (isMap(envs)) {
    for (const key of Object.keys(envs)) {
      if (VARIABLE_NAME.test(key)) continue
      const place = valueNodeAt(draft.definition, ['envs', key])?.keyPlace ?? draft.definition.place
      report(diagnose(faultOf(key), place, { field: 'envs', key, from: [] }))
    }
    return
  }
  const first = new Map<string, number>()
  for (const [index, item] of itemsOf(draft, 'envs').entries()) {
    const key = textMember(item, 'key')
    if (key === undefined || key === '') continue
    const earlier = first.get(key)
    if (earlier === undefined) first.set(key, index)
    // Most keys are right, and a large fleet has many.
    if (earlier === undefined && VARIABLE_NAME.test(key)) continue
    const path: Path = ['envs', index, 'key']
    const { field, from } = describeAt(draft, path)
    const place = locationAt(draft.definition, path)
    if (!VARIABLE_NAME.test(key)) report(diagnose(faultOf(key), place, { field, key, from }))
    if (earlier === undefined) continue
    const before: Path = ['envs', earlier, 'key']
    report(
      diagnose('env-key-duplicate', place, { field, key, first: describeAt(draft, before).field }, [
        { message: 'first set here', place: locationAt(draft.definition, before) },
      ]),
    )
  }
}

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

const faultOf = (key: string): 'env-key-malformed' | 'env-key-unusual' =>
  key === '' || key.includes('=') || CONTROL.test(key) ? 'env-key-malformed' : 'env-key-unusual'

/** Two storages at one path hide each other, and a relative path has no meaning inside the container. */
export const mountPointsAreApart: Rule = (draft, report) => {
  const storages = itemsOf(draft, 'networkStorages')
  if (storages.length === 0) return
  const first = new Map<string, Path>()
  for (const [index, item] of storages.entries()) {
    const point = textMember(item, 'mountPoint')
    if (point === undefined || point === '') continue
    const path: Path = ['networkStorages', index, 'mountPoint']
    const place = locationAt(draft.definition, path)
    if (!point.startsWith('/')) {
      report(diagnose('mount-point-relative', place, describeAt(draft, path)))
      continue
    }
    const plain = point.replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, '')
    const earlier = first.get(plain)
    if (earlier === undefined) first.set(plain, path)
    else {
      const args = { ...describeAt(draft, path), first: describeAt(draft, earlier).field }
      report(
        diagnose('mount-point-duplicate', place, args, [
          { message: 'first used here', place: locationAt(draft.definition, earlier) },
        ]),
      )
    }
  }
}

/** `username:password`; nothing of it is ever said. */
export const imageAuthHasTwoHalves: Rule = (draft, report) => {
  const auth = textField(draft, 'imageAuth')
  if (auth === undefined) return
  const { from } = describeAt(draft, ['imageAuth'])
  const place = locationAt(draft.definition, ['imageAuth'])
  const colon = auth.indexOf(':')
  if (colon < 0) {
    report(diagnose('image-auth-malformed', place, { from }))
    return
  }
  const username = auth.slice(0, colon).trim()
  const password = auth.slice(colon + 1).trim()
  if (username !== '' && password !== '') return
  const half = username !== '' ? 'password' : password !== '' ? 'username' : 'both'
  report(diagnose('image-auth-half-empty', place, { half, from }))
}

/** A `$NAME` in a shell text is often meant for the container, but it is expanded here. */
export const commandsUseBraces: Rule = (draft, report) => {
  for (const field of ['command', 'entrypoint']) {
    const written = draft.definition.fields.find(({ key }) => key === field)
    if (written?.value.kind !== 'scalar') continue
    const expansion = draft.expansions.get(written.value)
    // What has no value is an error already, with the same advice.
    if (expansion === undefined || expansion.state === 'failed') continue
    for (const { name, from, to } of bareReferences(expansion.template)) {
      const place = fieldPlace(draft.definition, written)
      const span = spanInScalar(place.file, written.value, from, to)
      report(diagnose('reference-in-command', { ...place, span }, { field, name }))
    }
  }
}

/** Examples of the vendor: `11.8`, `12.4`. Its form is not documented, so another one is only doubtful. */
export const cudaVersionIsAVersion: Rule = (draft, report) => {
  const version = textField(draft, 'minCudaVersion')
  if (version === undefined || /^\d+\.\d+$/.test(version)) return
  const path: Path = ['minCudaVersion']
  report(diagnose('cuda-version-form', locationAt(draft.definition, path), describeAt(draft, path)))
}

/** Control characters make a name that cannot be told from another one, or typed. */
export const nameIsPrintable: Rule = (draft, report) => {
  const name = textField(draft, 'name')
  if (name === undefined) return
  const control = CONTROL.exec(name)
  if (control !== null) {
    reportControl(draft, name, control.index, report)
  } else if (name.trim() !== name) {
    report(
      diagnose(
        'name-blank-edges',
        locationAt(draft.definition, ['name']),
        describeAt(draft, ['name']),
      ),
    )
  }
}

function reportControl(draft: UnvalidatedEntry, name: string, at: number, report: Report): void {
  const place = locationWithin(draft.definition, ['name'], draft.expansions, {
    from: at,
    to: at + 1,
  })
  const code = name.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')
  report(diagnose('name-control-character', place, { ...describeAt(draft, ['name']), code }))
}
