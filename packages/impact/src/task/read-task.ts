import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { captureCommand } from '@groundcrew/core/process'
import type { NamedPart } from '../change/named-changes.ts'

const timeoutMs = 30_000

interface Envelope {
  readonly data?: { readonly task?: TaskFacts } & TaskFacts
  readonly error?: { readonly code?: string; readonly message?: string; readonly hint?: string }
}

interface TaskFacts {
  readonly resources?: readonly {
    readonly kind?: string
    readonly type?: string
    readonly value?: string
    readonly path?: string
  }[]
}

/** The files and symbols that a task names as its resources, from `tm show`. @throws ToolError with what tm said. */
export async function readTask(
  io: Io,
  id: string,
  listPaths: () => Promise<readonly string[]>,
): Promise<readonly NamedPart[]> {
  const tm = join(dirname(realpathSync(process.argv[1] ?? '')), '../bin/tm')
  const { stdout, outcome } = await captureCommand([process.execPath, tm, 'show', id, '--json'], {
    cwd: io.cwd,
    env: io.env,
    timeoutMs,
    signal: io.signal,
  })
  const envelope = parseEnvelope(stdout)
  if (envelope?.error !== undefined) {
    const { code = 'TM_FAILED', message = 'tm show failed', hint = 'see `tm list`' } = envelope.error
    throw new ToolError(code, message, { exitCode: 2, hint })
  }
  if (envelope?.data === undefined) {
    throw new ToolError('TM_FAILED', `tm show ${id} gave no answer (${outcome.kind})`, {
      hint: `run \`tm show ${id}\``,
    })
  }
  const resources = (envelope.data.task ?? envelope.data).resources ?? []
  const paths = await listPaths()
  const parts = resources.flatMap((resource) => partsOf(resource, paths))
  if (parts.length > 0) return parts
  throw new ToolError('NO_FILES', `task ${id} names no file, directory, glob or symbol that is here`, {
    exitCode: 2,
    hint: `add one: tm resource ${id} modifies:file:PATH`,
  })
}

function partsOf(
  { type, value = '', path = '' }: { readonly type?: string; readonly value?: string; readonly path?: string },
  paths: readonly string[],
): readonly NamedPart[] {
  switch (type) {
    case 'file':
      return [{ path: value }]
    case 'dir':
      return paths
        .filter((one) => value === '' || value === '.' || one.startsWith(`${value.replace(/\/$/, '')}/`))
        .map((one) => ({ path: one }))
    case 'glob':
      return paths.filter((one) => matchesGlob(one, value)).map((one) => ({ path: one }))
    case 'symbol':
      return path === '' ? [] : [{ path, symbol: value }]
    default:
      return []
  }
}

function matchesGlob(path: string, glob: string): boolean {
  const pattern = glob.replaceAll(/\*\*\/|\*\*|\*|\?|\{[^}]*\}|[$()+.[\\\]^|]/g, (part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    return part.startsWith('{')
      ? `(?:${part
          .slice(1, -1)
          .split(',')
          .map((one) => one.replaceAll(/\W/g, String.raw`\$&`))
          .join('|')})`
      : `\\${part}`
  })
  return new RegExp(`^${pattern}$`, 's').test(path)
}

function parseEnvelope(stdout: Buffer): Envelope | undefined {
  try {
    return JSON.parse(stdout.toString('utf8')) as Envelope
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
