import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** What `git init` makes, but for the examples of hooks: directories, and the bytes of files, by their path in `.git`. */
interface Template {
  readonly directories: readonly string[]
  readonly files: ReadonlyMap<string, Buffer>
}

let template: Template | undefined

/** Does what `git init --initial-branch=main` does in a directory. git itself is asked once a process. */
export function initRepository(directory: string, env: Readonly<Record<string, string>>): void {
  template ??= readTemplate(env)
  const gitDirectory = path.join(directory, '.git')
  for (const name of template.directories) mkdirSync(path.join(gitDirectory, name), { recursive: true })
  for (const [name, bytes] of template.files) writeFileSync(path.join(gitDirectory, name), bytes)
}

function readTemplate(env: Readonly<Record<string, string>>): Template {
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-template-'))
  try {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: directory, env: { ...env } })
    const gitDirectory = path.join(directory, '.git')
    const entries = readdirSync(gitDirectory, { recursive: true, withFileTypes: true }).map((entry) => ({
      isDirectory: entry.isDirectory(),
      name: path.relative(gitDirectory, path.join(entry.parentPath, entry.name)),
    }))
    const files = entries.filter(({ isDirectory, name }) => !isDirectory && !name.endsWith('.sample'))
    return {
      directories: entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name),
      files: new Map(files.map(({ name }) => [name, readFileSync(path.join(gitDirectory, name))])),
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
