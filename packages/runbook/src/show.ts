import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { readNamed } from './files.ts'
import { inFormat, type Format } from './formats/formats.ts'
import { findStep, readDocument, type Step } from './read-document.ts'

export interface ShowReport {
  readonly file: string
  readonly title: string
  readonly steps: readonly Step[]
  /** Languages of blocks that are only for reading, with how many there are. */
  readonly others: Readonly<Record<string, number>>
  /** Only this one was asked for. */
  readonly step: Step | undefined
  /** The document in another form. */
  readonly text: string | undefined
}

export interface ShowOptions {
  readonly file: string
  readonly step: string | undefined
  readonly format: Format | undefined
}

/** What is in a file: its steps, one of them in full, or all of it in another form. It runs nothing. */
export async function show(io: Io, { file, step: name, format }: ShowOptions): Promise<ShowReport> {
  const source = await readNamed(path.resolve(io.cwd, file), file)
  const { title, steps, others } = readDocument(source)
  const step = name === undefined ? undefined : findStep(steps, name, file)
  const text = format === undefined ? undefined : await inFormat(source, { format, graph: undefined })
  return { file, title, steps, others: Object.fromEntries(others), step, text }
}
