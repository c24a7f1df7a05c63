import type { V8CallFrame } from '../read/node-span.ts'
import type { Inspector } from './inspector.ts'

export interface Paused {
  readonly callFrames: readonly {
    readonly functionName: string
    readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber?: number }
  }[]
}

interface ScriptParsed {
  readonly scriptId: string
  readonly url: string
  readonly sourceMapURL?: string
}

export interface PausedStack {
  readonly stack: readonly V8CallFrame[]
  /** Source maps that are inside of scripts: `data:` URLs by the script's own. */
  readonly inlineMaps: ReadonlyMap<string, string>
}

/**
 * Stops the main thread for a moment and returns its stack, the innermost call first; empty when it runs no JavaScript within the time. A stack from a
 * pause is exact, where samples of code that was optimized before the profiler began leave out the functions that were inlined. After
 * it V8 compiles that code anew, and samples are exact, too.
 */
export async function pauseOnce(inspector: Inspector, timeMsMax: number): Promise<PausedStack> {
  const urls = new Map<string, string>()
  const inlineMaps = new Map<string, string>()
  inspector.on<ScriptParsed>('Debugger.scriptParsed', ({ scriptId, url, sourceMapURL }) => {
    urls.set(scriptId, url)
    if (sourceMapURL?.startsWith('data:') === true) inlineMaps.set(url, sourceMapURL)
  })
  await inspector.ask('Debugger.enable')
  const coming = inspector.next<Paused>('Debugger.paused', timeMsMax)
  await inspector.ask('Debugger.pause')
  const paused = await coming
  if (paused !== undefined) await inspector.ask('Debugger.resume')
  await inspector.ask('Debugger.disable')
  return { stack: paused === undefined ? [] : toCallFrames(paused, urls), inlineMaps }
}

/** `urls` are those of the scripts, by their number. */
export function toCallFrames({ callFrames }: Paused, urls: ReadonlyMap<string, string>): readonly V8CallFrame[] {
  return callFrames.map(({ functionName, location }) => ({
    functionName,
    url: urls.get(location.scriptId) ?? '',
    lineNumber: location.lineNumber,
    columnNumber: location.columnNumber ?? 0,
  }))
}
