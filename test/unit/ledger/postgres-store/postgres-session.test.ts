import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { openPostgresStore } from '../../../../src/ledger/postgres-store/open-postgres.ts'
import { parsePostgresAddress } from '../../../../src/ledger/postgres-store/postgres-address.ts'
import { position } from '../../../../src/ledger/store.ts'
import {
  KNOWN_HOSTS_CERTIFICATE,
  TEST_CERTIFICATE,
  TEST_KEY,
} from '../../../support/certificate.ts'
import { loopback } from '../../../support/loopback.ts'
import { postgresLedgers } from '../../../support/postgres-ledgers.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const { server, address, open } = postgresLedgers({
  settings: { ssl: 'on', ssl_cert_file: "'test.crt'", ssl_key_file: "'test.key'" },
  files: { 'test.crt': TEST_CERTIFICATE, 'test.key': TEST_KEY },
})

const secure = (port: number, host = 'localhost') =>
  parsePostgresAddress(`postgres://owner@${host}:${port}/postgres?ledger=a`)

const roots = () => join(tempDir({ 'root.crt': TEST_CERTIFICATE }), 'root.crt')

const kept = { ...process.env }
function restoreVariables(): void {
  for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name]
  Object.assign(process.env, kept)
}
afterEach(restoreVariables)

/** Waits for one connection, and gives all that comes on it once it has ended. */
async function receivedBy(answering: (socket: Socket) => Socket | undefined) {
  let received = ''
  const sockets: Socket[] = []
  const pretender = createServer((raw) => {
    sockets.push(raw)
    raw.on('error', () => {})
    raw.once('data', () => {
      answering(raw)
        ?.on('error', () => {})
        .on('data', (piece: Buffer) => {
          received += piece.toString('latin1')
        })
    })
  }).listen(0, '127.0.0.1')
  await once(pretender, 'listening')
  const bound = pretender.address()
  const opened = openPostgresStore(secure(typeof bound === 'object' ? (bound?.port ?? 0) : 0), {
    environment: { PGPASSWORD: 'hunter2' },
  })
  const error: unknown = await opened.catch((caught) => caught)
  pretender.close()
  for (const socket of sockets) socket.destroy()
  await once(pretender, 'close')
  return { error, received }
}

describe('a connection with TLS', () => {
  test('is made to a server whose certificate is known', async () => {
    const store = await openPostgresStore(secure(server().port), {
      environment: { PGSSLROOTCERT: roots() },
    })
    expect(await store.put(position(1), Buffer.from('{}'), 'before-call')).toBe('put')
    const rows = await server().sql(
      `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'ppi-apply'`,
    )
    expect(rows).toEqual([[true]])
    await store.close()
  })

  test('is not made to a server whose certificate nobody vouches for, whatever Node is told', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    process.env.PGSSLMODE = 'no-verify'
    const opened = openPostgresStore(secure(server().port), { environment: process.env })
    await expect(opened).rejects.toMatchObject({
      message: expect.stringContaining(
        'no trusted TLS session (DEPTH_ZERO_SELF_SIGNED_CERT): the certificate is self-signed',
      ),
      hint: expect.stringContaining('PGSSLROOTCERT'),
      ending: 'ledger',
    })
  })

  test('is not made to a server whose certificate has another name', async () => {
    const opened = openPostgresStore(secure(server().port, '127.0.0.1'), {
      environment: { PGSSLROOTCERT: roots() },
    })
    await expect(opened).rejects.toThrow('the certificate belongs to another host name')
  })

  test.each([
    ['relative.crt', 'is not named by an absolute path'],
    ['/nowhere/root.crt', 'does not exist'],
  ])('is not made where the certificates to trust cannot be read: %s', async (path, why) => {
    const opened = openPostgresStore(secure(server().port), {
      environment: { PGSSLROOTCERT: path },
    })
    await expect(opened).rejects.toThrow(`the file of PGSSLROOTCERT, ${path}, ${why}`)
  })

  test('is not made where the file of certificates has none', async () => {
    const path = join(tempDir({ 'root.crt': 'none\n' }), 'root.crt')
    const opened = openPostgresStore(secure(server().port), {
      environment: { PGSSLROOTCERT: path },
    })
    await expect(opened).rejects.toThrow('holds no certificate')
  })

  test('tells a server without TLS nothing', async () => {
    const { error, received } = await receivedBy((socket) => {
      socket.write('N')
      return socket
    })
    expect(error).toMatchObject({
      message: expect.stringContaining('the server does not offer TLS'),
    })
    expect(received).toBe('')
  })

  test('takes nothing that comes before it as part of it', async () => {
    const { error } = await receivedBy((socket) => {
      socket.write('SR\0\0\0\x08\0\0\0\x03')
      return socket
    })
    expect(error).toMatchObject({ message: expect.stringContaining('is not PostgreSQL') })
  })

  test('gives no password to a server that pretends to be another', async () => {
    const { error, received } = await receivedBy((socket) => {
      socket.write('S')
      const options = { isServer: true, key: TEST_KEY, cert: KNOWN_HOSTS_CERTIFICATE }
      const session = new TLSSocket(socket, options)
      // Asks for the password unmasked.
      session.write(Buffer.from('R\0\0\0\x08\0\0\0\x03', 'latin1'))
      return session
    })
    expect(error).toMatchObject({ message: expect.stringContaining('no trusted TLS session') })
    expect(received).not.toContain('hunter2')
  })
})

describe('the variables of the process', () => {
  test('say nothing that the address does not leave to them', async () => {
    await using elsewhere = await loopback((socket) => socket.end())
    const at = address()
    Object.assign(process.env, {
      PGHOST: '127.0.0.1',
      PGPORT: String(elsewhere.port),
      PGDATABASE: 'elsewhere',
      PGUSER: 'nobody',
      PGPASSWORD: 'hunter2',
      PGPASSFILE: '/nowhere',
      PGOPTIONS: '-c default_transaction_read_only=on',
      PGREPLICATION: 'database',
      PGAPPNAME: 'another',
      PGCLIENT_ENCODING: 'latin1',
      PGSSLMODE: 'require',
      PGSSLNEGOTIATION: 'direct',
      PGSSLROOTCERT: '/nowhere',
      PGCONNECT_TIMEOUT: '0',
      PGBINARY: '1',
    })
    const store = await open(at, { environment: {} })
    expect(await store.prove()).toEqual({ fit: true })
    expect(await store.put(position(1), Buffer.from('{}'), 'before-call')).toBe('put')
    restoreVariables()
    expect(elsewhere.received()).toEqual([])
    const rows = await server().sql(
      `select datname, usename from pg_stat_activity where application_name = 'ppi-apply'`,
    )
    expect(rows).toEqual([['postgres', 'owner']])
    await store.close()
  })

  test('send the server no more than who connects to what', async () => {
    Object.assign(process.env, { PGOPTIONS: '-c a=b', PGREPLICATION: 'true', PGAPPNAME: 'another' })
    await using recorder = await loopback((socket) => {
      socket.once('data', () => socket.end())
    })
    await expect(open(address({ port: recorder.port, ledger: 'a' }))).rejects.toThrow()
    const [startup = ''] = recorder.received()
    expect(startup.slice(8).split('\0').filter(Boolean)).toEqual([
      'user',
      'owner',
      'database',
      'postgres',
      'application_name',
      'ppi-apply',
      'client_encoding',
      'UTF8',
    ])
  })

  test('choose no other client', async () => {
    const environment = { NODE_PG_FORCE_NATIVE: '1' }
    await expect(open(address(), { environment })).rejects.toThrow('NODE_PG_FORCE_NATIVE is set')
  })
})
