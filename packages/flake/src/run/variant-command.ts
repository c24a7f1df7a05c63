import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { findProgram, type Command, quoteNodeOption } from '@groundcrew/core/process'
import type { RunPlace } from '../adapters/adapter.ts'
import type { Variant } from '../model/plan.ts'

/** What a variant adds to the environment of a run. */
export function variantEnvironment(variant: Variant, { env, assets, directory }: RunPlace): Record<string, string> {
  const { clock, randomSeed } = variant
  const isSteered = clock !== undefined || randomSeed !== undefined
  const preload = `--require=${quoteNodeOption(path.join(assets, 'flake-preload.cjs'))}`
  return {
    ...variant.environment,
    ...(variant.hasOddTemporaryDirectory === true ? { TMPDIR: makeOddDirectory(directory) } : {}),
    ...(clock === undefined ? {} : { GROUNDCREW_FLAKE_CLOCK_OFFSET_MS: String(Date.parse(clock) - Date.now()) }),
    ...(randomSeed === undefined ? {} : { GROUNDCREW_FLAKE_RANDOM_SEED: String(randomSeed) }),
    ...(isSteered ? { NODE_OPTIONS: `${env['NODE_OPTIONS'] ?? ''} ${preload}`.trim() } : {}),
  }
}

function makeOddDirectory(parent: string): string {
  const directory = path.join(parent, 'a temporary dir\u00e4ctory')
  mkdirSync(directory, { recursive: true })
  return directory
}

/** The command as it runs under a variant: with another priority, without a network. */
export function variantCommand(command: Command, variant: Variant): Command {
  let words = command
  if (variant.stress !== undefined) words = ['nice', '-n', String(variant.stress.niceness), ...words]
  // Loopback stays: what tests start themselves is not the network.
  if (variant.isOffline === true)
    words = ['unshare', '--net', '--map-root-user', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...words]
  return words
}

/** Why a variant cannot be tried on this machine; undefined when it can. */
export async function variantObstacle(variant: Variant, env: RunPlace['env']): Promise<string | undefined> {
  const programs = [
    ...(variant.stress === undefined ? [] : ['nice']),
    ...(variant.isOffline === true ? ['unshare', 'ip'] : []),
  ]
  for (const program of programs) {
    if ((await findProgram(program, { env })) === undefined) return `${program} is not installed`
  }
  return undefined
}
