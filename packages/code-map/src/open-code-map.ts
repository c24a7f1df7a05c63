import type { Io } from '@groundcrew/core/cli'
import { CodeMap } from './code-map.ts'
import type { ContentListener } from './index/segment-writer.ts'
import { openOptions } from './open-options.ts'

/** The index of the code base around the current directory, up to date. */
export async function openCodeMap(tool: string, io: Io, listener?: ContentListener): Promise<CodeMap> {
  return await CodeMap.open({ ...openOptions(tool, io), listener })
}
