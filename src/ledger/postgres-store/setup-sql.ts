import { BEATS, LINES } from './postgres-statements.ts'

/**
 * What makes the tables of ledgers where they are missing. `role` gets what a run needs and no more: it may
 * not change or remove a line, so that the database itself keeps the ledger.
 */
export const setupStatements = (role?: string): readonly string[] => [
  // Sorted by bytes: an index by the rules of a language is wrong after the system learns new ones.
  `create table if not exists ${LINES} (
  ledger text collate "C" not null,
  position bigint not null check (position > 0),
  line bytea not null,
  at timestamptz not null default clock_timestamp(),
  primary key (ledger, position)
)`,
  `create table if not exists ${BEATS} (
  ledger text collate "C" not null,
  lock text collate "C" not null,
  at timestamptz not null,
  primary key (ledger, lock)
)`,
  ...grantStatements(role),
]

/** What gives a role the rights of a run, where the tables are there; without a role nothing. */
export const grantStatements = (role: string | undefined): readonly string[] =>
  role === undefined ? [] : grants(role)

/** The same for a person to run, with psql or by whoever runs the database. Without a role it says what to fill in. */
export function postgresSetupSql(role?: string): string {
  const statements = setupStatements(role).map((each) => `${each};\n`)
  return [...statements, ...(role === undefined ? [TO_FILL_IN] : []), READING].join('\n')
}

const grants = (role: string): readonly string[] => {
  const name = `"${role.replaceAll('"', '""')}"`
  return [
    `grant usage on schema public to ${name}`,
    `grant select, insert on ${LINES} to ${name}`,
    `grant select, insert, update on ${BEATS} to ${name}`,
  ]
}

const READING = `-- To read a ledger:
-- select position, at, convert_from(line, 'UTF8') from ${LINES} where ledger = 'NAME' order by position;
`

const TO_FILL_IN = `-- For each user who runs ppi-apply:
${grants('USER')
  .map((each) => `-- ${each};\n`)
  .join('')}`
