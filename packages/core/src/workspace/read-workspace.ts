import { realpath, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { ToolError } from '../cli/index.ts'
import { listFiles } from '../repo/index.ts'
import { readCommands } from './commands/read-commands.ts'
import { readEnvironmentVariables } from './facts/environment-variables.ts'
import { readAddresses } from './facts/addresses.ts'
import { readMentionedVersions } from './facts/mentioned-versions.ts'
import { readProcesses } from './facts/processes.ts'
import { readLargeFileRules } from './facts/large-files.ts'
import { readLanguages } from './facts/languages.ts'
import { readOrchestrators } from './facts/orchestrators.ts'
import { readServices } from './facts/services.ts'
import { readManagers } from './managers/read-managers.ts'
import { readPackages } from './manifests/read-packages.ts'
import { FileIndex } from './source/file-index.ts'
import { isInside, relativeTo } from './source/paths.ts'
import { ProblemLog } from './source/problem-log.ts'
import { Sources } from './source/sources.ts'
import type { ReadWorkspaceOptions, Workspace } from './types.ts'
import { readRequirements } from './versions/read-requirements.ts'

/**
 * Reads off the files of a repository what it is made of and what it asks for. Nothing is run and nothing is fetched. Whatever is
 * wrong with a file becomes a problem of the result; only a root that is no directory throws (`NOT_A_DIRECTORY`).
 */
export async function readWorkspace(root: string, options: ReadWorkspaceOptions = {}): Promise<Workspace> {
  const absolute = resolve(root)
  await requireDirectory(absolute)
  const files = options.files ?? (await listBelow(absolute))
  const problems = new ProblemLog()
  const index = new FileIndex(files)
  const sources = new Sources(absolute, index, problems)
  const packages = await readPackages(sources)
  const packageManagers = await readManagers(sources, packages)
  return {
    root: absolute,
    fileCount: index.files.length,
    languages: readLanguages(index),
    packages,
    packageManagers,
    requirements: await readRequirements(sources, packages),
    commands: await readCommands(sources, packages, packageManagers),
    services: await readServices(sources),
    environmentVariables: readEnvironmentVariables(sources),
    largeFiles: readLargeFileRules(sources),
    mentionedVersions: readMentionedVersions(sources),
    addresses: readAddresses(sources),
    processes: readProcesses(sources),
    orchestrators: readOrchestrators(sources, packages),
    problems: problems.sorted(),
  }
}

/** In a repository the listing is relative to its root, which may be above. */
async function listBelow(root: string): Promise<readonly string[]> {
  const listing = await listFiles(root, { scope: 'directory' })
  const below = relative(listing.root, await realpath(root)).replaceAll(sep, '/')
  if (below === '') return listing.files
  return listing.files.filter((file) => isInside(below, file)).map((file) => relativeTo(below, file))
}

async function requireDirectory(root: string): Promise<void> {
  const stats = await stat(root).catch((error: unknown) => {
    throw new ToolError('NOT_A_DIRECTORY', `cannot read ${root}`, {
      hint: 'give an existing directory with -C DIR',
      cause: error,
    })
  })
  if (!stats.isDirectory()) {
    throw new ToolError('NOT_A_DIRECTORY', `${root} is not a directory`, {
      hint: 'give an existing directory with -C DIR',
    })
  }
}
