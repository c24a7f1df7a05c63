import path from 'node:path'
import { gitHookNames, type GitHookName } from '../hook/git-hook.ts'
import { isOwnCommand } from './entry-script.ts'
import { absent, bytesOf, readContent, textOf, type Content, type FileEdit } from './file-edit.ts'
import type { HookManner } from './git-hook-state.ts'
import { blockEdit, hashBlock, withoutBlock } from './marked-block.ts'

const executable = 0o755
/** Where the hook that was there before goes, beside ours. */
const chainedSuffix = '.before-groundcrew'

/** In a file that others get, too: nothing is said and nothing held back in a clone that has no entry. */
function callOf(name: GitHookName): string {
  const found = 'groundcrew="$(git rev-parse --git-common-dir)/groundcrew/agent-hook"'
  return `${found}; [ ! -x "$groundcrew" ] || "$groundcrew" git ${name}`
}

/** Our git hooks in the manner of the repository. What is there runs first, and as before. */
export async function gitHookEdits(manner: HookManner): Promise<readonly FileEdit[]> {
  switch (manner.kind) {
    case 'shared':
      return []
    case 'lefthook':
      return [lefthookEdit(manner.file)]
    case 'husky':
      return gitHookNames.map((name) => huskyEdit(path.join(manner.directory, name), name))
    case 'directory':
      return (await Promise.all(gitHookNames.map(async (name) => directoryEdits(manner.directory, name)))).flat()
  }
}

function huskyEdit(file: string, name: GitHookName): FileEdit {
  const lines = [`${callOf(name)} "$@"`]
  return blockEdit({ path: file, what: `git ${name}, through husky`, style: hashBlock, lines, mode: executable })
}

function lefthookEdit(file: string): FileEdit {
  const edit = (names: readonly GitHookName[]): FileEdit =>
    blockEdit({
      path: file,
      what: 'git hooks, through lefthook',
      style: hashBlock,
      lines: names.flatMap(lefthookLines),
    })
  return {
    ...edit(gitHookNames),
    install: (before) => {
      const taken = before.kind === 'file' ? takenHooks(before.text) : []
      const free = gitHookNames.filter((name) => !taken.includes(name))
      return free.length === 0 ? before : edit(free).install(before)
    },
  }
}

/** In single quotes: the line has double ones, and a colon. `commands` is known to every version of lefthook, `jobs` is not. */
function lefthookLines(name: GitHookName): readonly string[] {
  return [`${name}:`, '  commands:', '    groundcrew:', `      run: '${callOf(name)}'`]
}

/** The hooks that somebody else has in a local file of lefthook: a key cannot stand twice in one file. */
export function takenHooks(text: string): readonly GitHookName[] {
  const foreign = withoutBlock(text, hashBlock)
  return gitHookNames.filter((name) => new RegExp(`^["']?${name}["']?\\s*:`, 'm').test(foreign))
}

async function directoryEdits(directory: string, name: GitHookName): Promise<readonly FileEdit[]> {
  const file = path.join(directory, name)
  const chained = `${file}${chainedSuffix}`
  const found = await readContent(file)
  const isForeign = found.kind !== 'absent' && !isOwnHook(found)
  const own: FileEdit = {
    path: file,
    what: `git ${name}`,
    install: () => ({ kind: 'file', text: bytesOf(hookScript(name)), mode: executable }),
    uninstall: (now) => (isOwnHook(now) ? absent : now),
  }
  if (!isForeign) return [own]
  const keep: FileEdit = {
    path: chained,
    what: `the git ${name} that was there, which ours runs first`,
    install: () => found,
    uninstall: () => absent,
  }
  return [keep, own]
}

function isOwnHook(content: Content): boolean {
  return content.kind === 'file' && isOwnCommand(textOf(content.text))
}

/** pre-push reads what is pushed from standard input, which goes to the hook that was there. */
function hookScript(name: GitHookName): string {
  return `#!/bin/sh
# Written by \`bootstrap agents\`, removed by \`bootstrap agents uninstall\`. What was here before is in ${name}${chainedSuffix}.
before="$0${chainedSuffix}"
if [ -x "$before" ]; then "$before" "$@" || exit $?; fi
hook=$(git rev-parse --git-common-dir)/groundcrew/agent-hook
[ ! -x "$hook" ] || exec "$hook" git ${name} "$@"
`
}
