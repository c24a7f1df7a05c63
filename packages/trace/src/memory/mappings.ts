import { readProc } from '../run/proc.ts'

/** A part of the memory of a process (proc(5), maps). */
export interface Mapping {
  readonly start: number
  readonly end: number
  readonly isReadable: boolean
  readonly isWritable: boolean
  readonly isCode: boolean
  /** The file that it is of, or what the kernel calls it, such as `[stack]`; empty of plain memory. */
  readonly name: string
}

export function readMappings(pid: number): readonly Mapping[] {
  return (readProc(pid, 'maps') ?? '').split('\n').flatMap((line) => {
    const [, start, end, access = '', name = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \d+ *(.*)$/.exec(line) ?? []
    if (start === undefined || end === undefined) return []
    const range = { start: Number.parseInt(start, 16), end: Number.parseInt(end, 16) }
    return [{ ...range, isReadable: access[0] === 'r', isWritable: access[1] === 'w', isCode: access[2] === 'x', name }]
  })
}
