import { DISK, type Disk, type DiskFile } from '../../src/ledger/file-store/disk.ts'

/** What the n-th call of a kind does instead: fail with a system code, or write some of its bytes only. */
export interface Fault {
  readonly call: 'write' | 'sync' | 'cut' | 'open' | 'link' | 'syncFolder' | 'remove' | 'makeFolder'
  /** From 1, counted since `arm`; all from this one on fail when `lasting`. */
  readonly at: number
  readonly lasting?: boolean
  readonly code?: string
  /** How many bytes a write takes before it fails, or instead of all when there is no code. */
  readonly bytes?: number
}

/** The real disk, with faults that a test arms. */
export class FaultDisk implements Disk {
  #faults: readonly Fault[] = []
  #counts = new Map<Fault['call'], number>()
  /** While set, no file can grow, as on a disk without a free block. */
  full = false

  arm(...faults: readonly Fault[]): void {
    this.#faults = faults
    this.#counts.clear()
  }

  /** How often each call was made since `arm`. */
  count(call: Fault['call']): number {
    return this.#counts.get(call) ?? 0
  }

  #next(call: Fault['call']): Fault | undefined {
    const count = this.count(call) + 1
    this.#counts.set(call, count)
    const fault = this.#faults.find(
      (each) => each.call === call && (each.lasting ? count >= each.at : count === each.at),
    )
    if (fault?.code !== undefined && fault.bytes === undefined) throw systemError(fault.code)
    return fault
  }

  async open(path: string, how: 'read' | 'edit' | 'new'): Promise<DiskFile> {
    this.#next('open')
    const file = await DISK.open(path, how)
    return {
      ...file,
      write: async (bytes, position) => {
        const fault = this.#next('write')
        const room = (await file.facts()).size - position
        if (this.full && room < bytes.length) {
          if (room <= 0) throw systemError('ENOSPC')
          return await file.write(bytes.subarray(0, room), position)
        }
        if (fault?.bytes === undefined) return await file.write(bytes, position)
        const count = await file.write(bytes.subarray(0, fault.bytes), position)
        if (fault.code !== undefined) throw systemError(fault.code)
        return count
      },
      sync: async () => {
        this.#next('sync')
        await file.sync()
      },
      cut: async (size) => {
        this.#next('cut')
        await file.cut(size)
      },
    }
  }

  look = DISK.look
  list = DISK.list
  move = DISK.move

  async makeFolder(path: string): Promise<string | undefined> {
    this.#next('makeFolder')
    return await DISK.makeFolder(path)
  }

  async syncFolder(path: string): Promise<void> {
    this.#next('syncFolder')
    await DISK.syncFolder(path)
  }

  async link(from: string, to: string): Promise<void> {
    this.#next('link')
    await DISK.link(from, to)
  }

  async remove(path: string): Promise<void> {
    this.#next('remove')
    await DISK.remove(path)
  }
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code })
