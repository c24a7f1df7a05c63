import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'

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

/** The folder of the files that are loaded into other programs. It lies beside the bundle, or beside the sources. */
export function samplersDirectory(): string {
  const candidates = ['trace-assets', '../trace-assets', '../assets', '../../assets']
  const found = candidates
    .map((name) => path.resolve(__dirname, name))
    .find((directory) => existsSync(path.join(directory, 'preload.cjs')))
  if (found === undefined) throw new Error(`the samplers are missing beside ${__dirname}`)
  return found
}

/** The environment in which Node and Python sample themselves; whatever the caller set stays. */
export function samplerEnvironment(env: Environment, options: SamplerOptions): Record<string, string | undefined> {
  const samplers = samplersDirectory()
  // Only an inspector that the program opens itself has to say so on stderr; the preload does that.
  const required = `--require=${quoteOption(path.join(samplers, 'preload.cjs'))} --inspect-publish-uid=http`
  const python = path.join(samplers, 'python')
  const { NODE_OPTIONS: nodeOptions = '', PYTHONPATH: pythonPath = '' } = env
  return {
    ...env,
    GROUNDCREW_TRACE_DIR: options.directory,
    GROUNDCREW_TRACE_INTERVAL: String(options.intervalUs),
    GROUNDCREW_TRACE_REQUIRE: required,
    GROUNDCREW_TRACE_PYTHON: python,
    GROUNDCREW_TRACE_SHARE: options.costShareMax === undefined ? undefined : String(options.costShareMax),
    GROUNDCREW_TRACE_HEAP: options.heap === undefined ? undefined : String(heapIntervalBytes),
    GROUNDCREW_TRACE_LIVE: options.heap === 'kept' ? '1' : undefined,
    NODE_OPTIONS: nodeOptions.includes(required) ? nodeOptions : `${required} ${nodeOptions}`.trimEnd(),
    PYTHONPATH: pythonPath.split(':').includes(python)
      ? pythonPath
      : [python, pythonPath].filter((part) => part !== '').join(':'),
  }
}

/** NODE_OPTIONS knows double quotes and backslashes (node(1)). */
function quoteOption(value: string): string {
  return /[\s"\\]/.test(value) ? `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"` : value
}
