import { createHash } from 'node:crypto'
import { encodeText } from './text-file.ts'
import type { Encoding, PlanEdit } from './types.ts'

/** A range of bytes and what comes in its place. */
export interface ByteEdit {
  readonly start: number
  readonly end: number
  readonly old: Buffer
  readonly new: Buffer
}

export const contextBytes = 32

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The hash of the bytes on both sides of a place. */
export function contextHash(bytes: Buffer, { start, end }: Pick<ByteEdit, 'start' | 'end'>): string {
  const before = bytes.subarray(Math.max(0, start - contextBytes), start)
  return createHash('sha256')
    .update(before)
    .update('\0|\0')
    .update(bytes.subarray(end, end + contextBytes))
    .digest('hex')
    .slice(0, 16)
}

/** The edits of a text: all but the move of its file. */
export function textEditsOf(edits: readonly PlanEdit[]): readonly PlanEdit[] {
  return edits.filter(({ kind }) => kind !== 'move')
}

/** Edits of a plan in the bytes of the file's encoding. */
export function byteEdits(edits: readonly PlanEdit[], encoding: Encoding): readonly ByteEdit[] {
  return edits.map((edit) => {
    const [old, fresh] = [encodeText(edit.old, encoding), encodeText(edit.new, encoding)]
    if (old === undefined || fresh === undefined) throw new Error(`${edit.id} cannot be written as ${encoding}`)
    return { start: edit.start, end: edit.end, old, new: fresh }
  })
}

/**
 * The bytes with the edits in them; every byte outside the ranges stays. The edits are in order and do not overlap. Throws a plain Error
 * where the old bytes are not there: then the edits belong to other bytes.
 */
export function applyEdits(bytes: Buffer, edits: readonly ByteEdit[]): Buffer {
  const parts: Buffer[] = []
  let done = 0
  for (const edit of edits) {
    if (edit.start < done || edit.end > bytes.length)
      throw new Error(`edits overlap or leave the file at ${edit.start}`)
    if (!bytes.subarray(edit.start, edit.end).equals(edit.old)) throw new Error(`other bytes at ${edit.start}`)
    parts.push(bytes.subarray(done, edit.start), edit.new)
    done = edit.end
  }
  parts.push(bytes.subarray(done))
  return Buffer.concat(parts)
}
