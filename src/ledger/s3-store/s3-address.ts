import { isIP } from 'node:net'
import type { Environment } from '../../config/environment.ts'
import { isLoopback } from '../../http/loopback-host.ts'
import { sentence } from '../../http/plain-text.ts'
import { UserError } from '../../model/user-error.ts'

/** Where a ledger is in an S3 store. Nothing of it is secret. */
export interface S3Address {
  /** `s3://bucket/prefix`: what messages call it. */
  readonly label: string
  readonly bucket: string
  /** What the names of its objects begin with, without a slash at either end. */
  readonly prefix: string
  readonly region: string
  /** Where the store is: scheme, host and port. */
  readonly endpoint: URL
  /** Whether the bucket is named in the path or in the host name. */
  readonly addressing: 'path' | 'virtual'
}

const EXAMPLE = 'write it like s3://bucket/fleet?region=eu-central-1'

/**
 * Reads `s3://bucket/prefix?region=…&endpoint=https://…&addressing=path|virtual`. The region may come from `AWS_REGION` or
 * `AWS_DEFAULT_REGION`; what decides which ledger it is comes from the address alone. Refuses with a `UserError` what
 * could name two places, would send signatures unencrypted to another machine, or holds a password.
 */
export function parseS3Address(text: string, environment: Environment = {}): S3Address {
  const [place = '', query = '', ...more] = text.split('?')
  // What is behind the question mark may be a secret that somebody put there by mistake.
  const shown = text.includes('@') ? 'the address of the ledger' : `"${sentence(place, 100)}"`
  const refuse = (why: string, hint: string = EXAMPLE): UserError =>
    new UserError(`${shown} ${why}`, { hint, ending: 'usage' })
  if (/[\s\p{Cc}]/u.test(text)) throw refuse('holds a space or a control character')
  if (!place.startsWith('s3://')) throw refuse('does not begin with s3://')
  if (place.includes('@')) {
    throw refuse(
      'holds a user name or password',
      'leave it out, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment',
    )
  }
  if (more.length > 0 || text.includes('#')) throw refuse('has a second query, or a fragment')
  const [bucket = '', ...segments] = place.slice('s3://'.length).replace(/\/$/, '').split('/')
  const prefix = segments.join('/')
  if (!isBucket(bucket)) {
    throw refuse(
      'does not name a bucket',
      `a bucket has 3 to 63 small letters, digits, dots and hyphens; ${EXAMPLE}`,
    )
  }
  if (prefix === '') {
    throw refuse(
      'names a bucket without a prefix',
      `name a prefix, which this ledger has for itself; ${EXAMPLE}`,
    )
  }
  if (prefix.length > MAX_PREFIX || !segments.every((each) => SEGMENT.test(each))) {
    throw refuse(
      'has a prefix that cannot be used',
      `use letters, digits, ".", "_" and "-", with single slashes between, and at most ${MAX_PREFIX} characters`,
    )
  }
  const { region, endpoint, addressing } = readQuery(query, refuse)
  const where = endpoint === undefined ? undefined : parseEndpoint(endpoint, refuse)
  // An empty variable counts as one that is not set.
  const named = region ?? (environment.AWS_REGION || environment.AWS_DEFAULT_REGION || '')
  const chosen = named === '' && where !== undefined ? 'us-east-1' : named
  if (chosen === '') {
    throw refuse('names no region', 'add ?region=… to it, or set AWS_REGION')
  }
  if (!REGION.test(chosen)) throw refuse('has a region that is not one', EXAMPLE)
  if (addressing === 'virtual' && where !== undefined && isAddress(where)) {
    throw refuse('names the bucket in front of an address', 'leave addressing=virtual out')
  }
  return {
    label: `s3://${bucket}/${prefix}`,
    bucket,
    prefix,
    region: chosen,
    endpoint: where ?? awsEndpoint(chosen),
    addressing: addressing ?? (where === undefined && !bucket.includes('.') ? 'virtual' : 'path'),
  }
}

type Refuse = (why: string, hint?: string) => UserError

interface Query {
  readonly region: string | undefined
  readonly endpoint: string | undefined
  readonly addressing: 'path' | 'virtual' | undefined
}

function readQuery(text: string, refuse: Refuse): Query {
  const query = new URLSearchParams(text)
  for (const name of query.keys()) {
    if (!['region', 'endpoint', 'addressing'].includes(name)) {
      throw refuse(
        `has the unknown parameter "${sentence(name, 40)}"`,
        'it takes region, endpoint and addressing; credentials come from the environment',
      )
    }
    if (query.getAll(name).length > 1) throw refuse(`has ${name} more than once`)
    if (query.get(name) === '') throw refuse(`has an empty ${name}`)
  }
  const addressing = query.get('addressing') ?? undefined
  if (addressing !== undefined && addressing !== 'path' && addressing !== 'virtual') {
    throw refuse('has an unknown addressing', 'addressing is path or virtual')
  }
  return {
    region: query.get('region') ?? undefined,
    endpoint: query.get('endpoint') ?? undefined,
    addressing,
  }
}

function parseEndpoint(text: string, refuse: Refuse): URL {
  const example = 'write it like endpoint=https://s3.example.com'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refuse('has an endpoint that is not a URL', example)
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse(
      'has an endpoint with a user name or password',
      'leave it out, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment',
    )
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw refuse('has an endpoint with more than a host and a port', example)
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw refuse(
      'has an endpoint of plain HTTP on another machine, where anybody in between could change the ledger',
      'use https; plain http is for this machine only',
    )
  }
  return url
}

function awsEndpoint(region: string): URL {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return new URL(`https://s3.${region}.${domain}`)
}

/** Of a number and not a name, which nothing can be put in front of. */
const isAddress = ({ hostname }: URL): boolean => isIP(hostname.replace(/^\[|\]$/g, '')) !== 0

function isBucket(text: string): boolean {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)) return false
  return !text.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(text)
}

/** Plain characters alone: whatever else there is, signers and servers do not all encode it alike. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

const MAX_PREFIX = 200

const REGION = /^[a-z0-9][a-z0-9-]{0,39}$/
