import { type MapNode, pairOf } from '../yaml/tree.ts'

/** An Ansible playbook is a list, whose items have `hosts`. */
export const PLAYBOOK = 'an Ansible playbook'

/** Which tool a file is for, by the keys that it is known by; `undefined` where it has `instances` or none of those. */
export function foreignTool(root: MapNode): string | undefined {
  if (pairOf(root, 'instances') !== undefined) return undefined
  return TOOLS.find(({ is }) => is(new Shape(root)))?.tool
}

/** The keys at the top of a file. */
class Shape {
  readonly #root: MapNode
  constructor(root: MapNode) {
    this.#root = root
  }
  has(...keys: readonly string[]): boolean {
    return keys.every((key) => pairOf(this.#root, key) !== undefined)
  }
  any(...keys: readonly string[]): boolean {
    return keys.some((key) => this.has(key))
  }
  /** The text of a scalar. */
  text(key: string): string | undefined {
    const node = pairOf(this.#root, key)?.value
    return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
  }
  map(key: string): MapNode | undefined {
    const node = pairOf(this.#root, key)?.value
    return node?.kind === 'map' ? node : undefined
  }
}

interface Tool {
  /** Ends "this looks like". */
  readonly tool: string
  readonly is: (shape: Shape) => boolean
}

/** In this order: the first that fits. */
const TOOLS: readonly Tool[] = [
  { tool: 'a Helm chart', is: (at) => at.has('apiVersion', 'name', 'version') && !at.has('kind') },
  { tool: 'a manifest of Kubernetes', is: (at) => at.has('apiVersion', 'kind') },
  {
    tool: 'a Compose file',
    is: (at) => at.map('services') !== undefined && !at.has('apiVersion'),
  },
  { tool: 'a workflow of GitHub Actions', is: (at) => at.has('on', 'jobs') },
  {
    tool: 'a configuration of dstack',
    is: (at) =>
      /^(?:task|service|dev-environment|fleet|volume|gateway)$/.test(at.text('type') ?? ''),
  },
  {
    tool: 'a task of SkyPilot',
    is: (at) =>
      at.map('resources') !== undefined &&
      at.any('run', 'setup', 'num_nodes', 'file_mounts', 'workdir', 'service'),
  },
  { tool: 'a task of SkyPilot', is: (at) => at.has('setup', 'run') },
  { tool: 'a template of CloudFormation', is: (at) => at.any('AWSTemplateFormatVersion') },
]
