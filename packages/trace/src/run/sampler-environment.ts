import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { findAssets, quoteNodeOption } from '@groundcrew/core/process'

export interface SamplerOptions {
  /** Where the samplers write. */
  readonly directory: string
  readonly intervalUs: number
  readonly heap?: HeapSampling | undefined
  /** See `isAffordable` in assets/preload.cjs. */
  readonly costShareMax?: number | undefined
}

/** `allocated`: all that was ever asked for; `kept`: what was asked for after the start and is still held at the end. */
export type HeapSampling = 'allocated' | 'kept'

/** One sample in so many bytes: V8's own default. */
export const heapIntervalBytes = 32_768

/**
 * Only an inspector that the program opens itself has to say so on stderr; the preload does that. Node's cluster and test runner take every
 * NODE_OPTIONS with `--inspect` in it for a debugger, number the ports of their children and run one test file after the other
 * (lib/internal/util/inspector.js): the backslash, which Node removes, hides it from them.
 */
const quietInspector = String.raw`"-\-inspect-publish-uid=http"`

/** The folder of the files that are loaded into other programs. */
export function samplersDirectory(): string {
  return findAssets('trace', __dirname)
}

/** The environment in which Node and Python sample themselves; whatever the caller set stays. */
export function samplerEnvironment(env: Environment, options: SamplerOptions): Record<string, string | undefined> {
  const samplers = samplersDirectory()
  const required = `--require=${quoteNodeOption(path.join(samplers, 'preload.cjs'))} ${quietInspector}`
  const python = path.join(samplers, 'python')
  const { NODE_OPTIONS: nodeOptions = '', PYTHONPATH: pythonPath = '' } = env
  return {
    ...env,
    GROUNDCREW_TRACE_DIR: options.directory,
    GROUNDCREW_TRACE_INTERVAL: String(options.intervalUs),
    GROUNDCREW_TRACE_REQUIRE: required,
    GROUNDCREW_TRACE_PYTHON: python,
    GROUNDCREW_TRACE_SHARE: options.costShareMax === undefined ? undefined : String(options.costShareMax),
    // A trace inside of a traced command begins to count anew.
    GROUNDCREW_TRACE_DEPTH: undefined,
    GROUNDCREW_TRACE_HEAP: options.heap === undefined ? undefined : String(heapIntervalBytes),
    GROUNDCREW_TRACE_LIVE: options.heap === 'kept' ? '1' : undefined,
    NODE_OPTIONS: nodeOptions.includes(required) ? nodeOptions : `${required} ${nodeOptions}`.trimEnd(),
    PYTHONPATH: pythonPath.split(':').includes(python)
      ? pythonPath
      : [python, pythonPath].filter((part) => part !== '').join(':'),
  }
}
