import { connect } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { KNOWN_HOSTS_CERTIFICATE, TEST_KEY } from './certificate.ts'
import { type Loopback, loopback } from './loopback.ts'

/** A TLS server that takes itself for one of the known hosts. */
export const knownHost = (script: Parameters<typeof loopback>[0]): Promise<Loopback> =>
  loopback(
    script,
    createTlsServer({ cert: KNOWN_HOSTS_CERTIFICATE, key: TEST_KEY }),
    'secureConnection',
  )

/** A proxy that connects every tunnel to one local port, whatever host was asked for. */
export const tunnelTo = (port: number): Promise<Loopback> =>
  loopback((socket) => {
    socket.once('data', () => {
      const upstream = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        socket.pipe(upstream).pipe(socket)
      })
      upstream.on('error', () => socket.destroy())
      socket.on('close', () => upstream.destroy())
    })
  })
