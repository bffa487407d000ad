import type { SandboxPort, StoredInstance } from '../state/stored-instance.ts'

/** An image as Docker writes it out: the default registry, the default owner and the default tag. */
export function inFull(image: string): string {
  const [first = '', ...path] = image.split('/')
  const isHost = path.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const placed = isHost ? image : `docker.io/${path.length === 0 ? 'library/' : ''}${image}`
  return /[:@][^/]*$/.test(placed) ? placed : `${placed}:latest`
}

/** An instance whose tools have their ports among its own, and so has the service, as `22/ssh`. */
export const withToolPorts = (
  instance: StoredInstance,
  ofService: readonly string[] = [],
): StoredInstance => ({
  ...instance,
  ports: [...instance.ports, ...(instance.tools ?? []), ...ofService.map(toPort)],
})

function toPort(text: string): SandboxPort {
  const [port = '', type = ''] = text.split('/')
  return { port: Number(port), type }
}

/** The same as it is kept: a tool whose port is not among them any more is closed. */
export function withoutToolPorts(instance: StoredInstance): StoredInstance {
  const { ports, tools = [] } = instance
  const isOf = (list: readonly SandboxPort[]) => (one: SandboxPort) =>
    list.some(({ port, type }) => port === one.port && type === one.type)
  return {
    ...instance,
    ports: ports.filter((each) => !isOf(tools)(each)),
    tools: tools.filter(isOf(ports)),
  }
}
