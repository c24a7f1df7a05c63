import type { CodeMap } from '@groundcrew/code-map'
import type { Io } from '@groundcrew/core/cli'

/** The index of the code base, loaded only where a search needs it. */
export async function openMap(io: Io): Promise<CodeMap> {
  const { openCodeMap } = await import('@groundcrew/code-map')
  return await openCodeMap('csearch', io)
}
