import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Place } from '@groundcrew/code-map/place'
import type { Io } from '@groundcrew/core/cli'

/**
 * Files outside the tree, or at its top, that say what ripgrep ignores when they are there: those of the directories above, and git's own.
 * Absolute, bytes as Latin-1 characters.
 */
export function ruleFiles({ env }: Io, { root, commonDirectory }: Place): readonly string[] {
  const home = env['HOME'] ?? homedir()
  const config = env['XDG_CONFIG_HOME'] || path.join(home, '.config')
  const files = [path.join(config, 'git', 'ignore'), path.join(config, 'git', 'config'), path.join(home, '.gitconfig')]
  for (const file of files.slice(1)) files.push(...excludesFiles(file, home))
  if (commonDirectory !== undefined) files.push(path.join(commonDirectory, 'info', 'exclude'))
  for (let directory = root; ; directory = path.dirname(directory)) {
    for (const name of ['.gitignore', '.ignore', '.rgignore', '.git/info/exclude'])
      files.push(path.join(directory, name))
    if (path.dirname(directory) === directory) break
  }
  return files.map(latin1)
}

function excludesFiles(config: string, home: string): readonly string[] {
  try {
    const found = readFileSync(config, 'utf8').matchAll(/^\s*excludesfile\s*=\s*"?([^"\n]+?)"?\s*$/gim)
    return [...found].map(([, file = '']) => path.resolve(home, file.replace(/^~\//, `${home}/`)))
  } catch {
    return []
  }
}

/** A path as the index has it: bytes as Latin-1 characters. */
export function latin1(text: string): string {
  return Buffer.from(text).toString('latin1')
}
