import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { findProgram, type Command, quoteNodeOption } from '@groundcrew/core/process'
import type { RunPlace } from '../adapters/adapter.ts'
import type { Variant } from '../model/plan.ts'

/** What a variant adds to the environment of a run. */
export function variantEnvironment(variant: Variant, { env, assets, directory }: RunPlace): Record<string, string> {
  const { clock, randomSeed, timeFactor } = variant
  const isSteered = clock !== undefined || randomSeed !== undefined || timeFactor !== undefined
  const preload = `--require=${quoteNodeOption(path.join(assets, 'flake-preload.cjs'))}`
  return {
    ...variant.environment,
    ...(variant.hasOddTemporaryDirectory === true ? { TMPDIR: makeOddDirectory(directory) } : {}),
    ...(clock === undefined ? {} : { GROUNDCREW_FLAKE_CLOCK: clock }),
    ...(randomSeed === undefined ? {} : { GROUNDCREW_FLAKE_RANDOM_SEED: String(randomSeed) }),
    ...(timeFactor === undefined ? {} : { GROUNDCREW_FLAKE_TIME_FACTOR: String(timeFactor) }),
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
  if (variant.stress !== undefined) words = stressed(words, variant.stress)
  // Loopback stays: what tests start themselves is not the network.
  if (variant.isOffline === true)
    words = ['unshare', '--net', '--map-root-user', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...words]
  return words
}

/** Names a file during whose life the busy processes of a run rest: a runner that starts and ends ten times as slowly shows nothing. */
export const calmVariable = 'GROUNDCREW_FLAKE_CALM'

/** Linux weighs priorities within a session only (sched_autogroup), so the busy processes are in that of the command. */
const stressScript = `
busy=
for _ in $(seq "$1"); do
  (while :; do
    if [ -e "$${calmVariable}" ]; then sleep 0.05; continue; fi
    i=0; while [ "$i" -lt 5000 ]; do i=$((i + 1)); done
  done) >/dev/null 2>&1 &
  busy="$busy $!"
done
niceness=$2
shift 2
nice -n "$niceness" "$@"
code=$?
kill -9 $busy
wait $busy 2>/dev/null
[ "$code" -gt 128 ] && kill -s "$((code - 128))" $$
exit "$code"
`

function stressed(command: Command, { busyProcesses, niceness }: NonNullable<Variant['stress']>): Command {
  return ['sh', '-c', stressScript, 'sh', String(busyProcesses), String(niceness), ...command]
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
