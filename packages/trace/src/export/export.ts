import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { stateDirectory } from '@groundcrew/core/repo'
import type { Trace } from '../model/trace.ts'
import { openProfile } from '../read/open-profile.ts'
import { exportText, type TextFormat } from './formats.ts'
import { toHtml } from './html.ts'
import { toPprof } from './pprof.ts'

export type ExportFormat = TextFormat | 'html' | 'pprof'

export interface Exported {
  readonly format: string
  readonly path: string
  readonly bytes: number
}

const extensions: Readonly<Record<ExportFormat, string>> = {
  html: 'html',
  svg: 'svg',
  folded: 'folded.txt',
  speedscope: 'speedscope.json',
  chrome: 'trace.json',
  cpuprofile: 'cpuprofile',
  pprof: 'pb.gz',
}

export interface ExportOptions {
  readonly format: string
  readonly output: string | undefined
}

/** Writes the profile in another form; an existing file is replaced only where it was named. */
export async function exportProfile(io: Io, reference: string, { format, output }: ExportOptions): Promise<Exported> {
  const trace = await openProfile(io, reference)
  const content = render(trace, format as ExportFormat)
  const name = `${path.basename(trace.id)}.${extensions[format as ExportFormat]}`
  const target =
    output === undefined
      ? path.join(await stateDirectory(io.cwd, io.env), 'trace', 'exports', name)
      : path.resolve(io.cwd, output)
  try {
    if (output === undefined) await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, content)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ToolError('CANNOT_WRITE', `${output ?? target} cannot be written (${code})`, {
      hint: 'name another file with -o',
      cause: error,
    })
  }
  return { format, path: target, bytes: Buffer.byteLength(content) }
}

function render(trace: Trace, format: ExportFormat): string | Buffer {
  switch (format) {
    case 'html':
      return toHtml(trace)
    case 'pprof':
      return toPprof(trace)
    default:
      return exportText(trace, format)
  }
}
