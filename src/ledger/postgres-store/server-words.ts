import type { FailureWords } from './failure-words.ts'

/** What an error of the server means: `state` is its SQLSTATE, `message` what it says about it. */
export function serverWords(state: string, message: string): FailureWords {
  const words = BY_STATE[state] ?? BY_STATE[`${state.slice(0, 2)}000`]
  const said = `(${state}: ${message})`
  return words === undefined
    ? { why: `the server refused ${said}`, hint: 'Show the message to who runs the database.' }
    : { ...words, why: `${words.why} ${said}` }
}

const AGAIN = 'Run the command again; if it happens again, ask who runs the database.'
const SETUP = 'Run `ppi-apply ledger init` for what has to be there, or --create to have it made.'

const BY_STATE: Readonly<Record<string, FailureWords>> = {
  '08000': { why: 'the connection broke off', hint: AGAIN },
  '25006': {
    why: 'the database is read-only: a standby, or set so',
    hint: 'Name the server that takes writes, or have default_transaction_read_only turned off.',
  },
  '28000': {
    why: 'the server does not let this user in',
    hint: 'Check the user of the address, or PGUSER, and what the server allows from here (pg_hba.conf).',
  },
  '28P01': {
    why: 'the password is wrong',
    hint: 'Check PGPASSWORD or the line in ~/.pgpass, and the user of the address.',
  },
  '3D000': {
    why: 'there is no such database',
    hint: 'Check the name in the address, or have the database made (createdb).',
  },
  '42501': {
    why: 'this user lacks a right',
    hint: 'Have it given by who owns the database: `ppi-apply ledger init` prints the SQL of the tables and of the rights.',
  },
  '42P01': { why: 'the tables of the ledger are not there', hint: SETUP },
  '3F000': { why: 'the tables of the ledger are not there', hint: SETUP },
  '42P10': {
    why: 'the table of the lines has no primary key over ledger and position, so two runs could write one place',
    hint: SETUP,
  },
  '55000': {
    why: 'the table of the lines is not as it has to be',
    hint: SETUP,
  },
  '42703': { why: 'the tables are those of another program or version', hint: SETUP },
  '53000': { why: 'the server is short of something', hint: AGAIN },
  '53100': {
    why: 'the disk of the server is full',
    hint: 'Have space made on it, then run the command again.',
  },
  '53300': {
    why: 'the server has no connection left',
    hint: 'Wait until others are done, or have max_connections raised.',
  },
  '55P03': { why: 'another transaction holds the table for too long', hint: AGAIN },
  '57000': { why: 'somebody stopped the statement', hint: AGAIN },
  '57014': {
    why: 'the server did not finish the statement in time',
    hint: 'Look for a transaction that holds the table, or for a replica that the server waits for. Then run the command again.',
  },
  '57P01': { why: 'the server shuts down', hint: AGAIN },
  '57P02': { why: 'the server crashed and recovers', hint: AGAIN },
  '57P03': { why: 'the server starts or shuts down', hint: AGAIN },
  '58000': {
    why: 'the server has trouble with its own files',
    hint: 'Show the message to who runs the database.',
  },
  XX000: {
    why: 'the server found its data damaged, or has a bug',
    hint: 'Nothing more was sent. Show the message to who runs the database.',
  },
}
