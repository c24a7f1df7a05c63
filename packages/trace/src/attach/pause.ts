import type { V8CallFrame } from '../read/node-span.ts'
import type { Inspector } from './inspector.ts'

const pauseMsMax = 300

export interface Paused {
  readonly callFrames: readonly {
    readonly functionName: string
    readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber?: number }
  }[]
}

/**
 * Stops the main thread for a moment and returns its stack, the innermost call first; empty when it runs no JavaScript. A stack from a
 * pause is exact, where samples of code that was optimized before the profiler began leave out the functions that were inlined. After
 * it V8 compiles that code anew, and samples are exact, too.
 */
export async function pauseOnce(inspector: Inspector): Promise<readonly V8CallFrame[]> {
  const urls = new Map<string, string>()
  inspector.on<{ readonly scriptId: string; readonly url: string }>('Debugger.scriptParsed', ({ scriptId, url }) =>
    urls.set(scriptId, url),
  )
  await inspector.ask('Debugger.enable')
  const coming = inspector.next<Paused>('Debugger.paused', pauseMsMax)
  await inspector.ask('Debugger.pause')
  const paused = await coming
  if (paused !== undefined) await inspector.ask('Debugger.resume')
  await inspector.ask('Debugger.disable')
  return paused === undefined ? [] : toCallFrames(paused, urls)
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
