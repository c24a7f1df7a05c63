import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { captureCommand } from './capture-command.ts'
import type { CommandOptions } from './command.ts'

/** The launcher of another tool, beside the one that runs. */
export function siblingPath(tool: string): string {
  return join(dirname(realpathSync(process.argv[1] ?? '')), tool)
}

/**
 * The `data` of another tool's `--json` answer, to be read with care. undefined where it gives none: it failed, hung, or said what is no
 * JSON.
 */
export async function askSibling(
  tool: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<unknown> {
  const { stdout } = await captureCommand([process.execPath, siblingPath(tool), ...args, '--json'], options)
  try {
    const envelope: unknown = JSON.parse(stdout.toString('utf8'))
    return (envelope as { readonly data?: unknown } | null)?.data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
