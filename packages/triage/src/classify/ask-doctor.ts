import { captureCommand, siblingPath } from '@groundcrew/core/process'
import type { Io } from '@groundcrew/core/cli'

/** A fault of this machine that explains a line of the log. */
export interface EnvironmentFault {
  readonly id: string
  readonly message: string
  readonly fix?: string
  /** The part of the line that it explains. */
  readonly line: string
}

const timeoutMs = 20_000

/** What doctor finds on this machine that explains the output. Nothing where it cannot be asked. */
export async function askDoctor(io: Io, root: string, output: string): Promise<readonly EnvironmentFault[]> {
  const { stdout } = await captureCommand([process.execPath, siblingPath('doctor'), '--stdin', '--json'], {
    cwd: root,
    env: io.env,
    signal: io.signal,
    timeoutMs,
    stdin: { input: output },
  })
  return readFaults(stdout.toString('utf8'))
}

function readFaults(text: string): readonly EnvironmentFault[] {
  try {
    const { data } = JSON.parse(text) as { readonly data?: { readonly explanations?: unknown } }
    return (Array.isArray(data?.explanations) ? data.explanations : []).flatMap(readFault)
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

function readFault(value: unknown): readonly EnvironmentFault[] {
  const { id, message, fix, line, isEnvironment } = (value ?? {}) as Readonly<Record<string, unknown>>
  if (typeof id !== 'string' || typeof message !== 'string' || typeof line !== 'string' || isEnvironment !== true)
    return []
  return [{ id, message, line, ...(typeof fix === 'string' ? { fix } : {}) }]
}
