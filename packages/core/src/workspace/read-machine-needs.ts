import { readCalledPrograms } from './facts/called-programs.ts'
import { readNativeBuilds } from './facts/native-builds.ts'
import { FileIndex } from './source/file-index.ts'
import { ProblemLog } from './source/problem-log.ts'
import { Sources } from './source/sources.ts'
import type { MachineNeeds, Workspace } from './types.ts'

/** What the files of a workspace want of a machine besides the tools of their languages. Nothing is run. */
export async function readMachineNeeds(workspace: Workspace, files: readonly string[]): Promise<MachineNeeds> {
  const sources = new Sources(workspace.root, new FileIndex(files), new ProblemLog())
  return {
    calledPrograms: await readCalledPrograms(sources, workspace),
    nativeBuilds: readNativeBuilds(sources, workspace),
  }
}
