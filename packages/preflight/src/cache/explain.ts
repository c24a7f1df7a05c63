import { count } from '@groundcrew/core/text'
import type { StepFacts } from './facts.ts'
import type { Contents } from './contents.ts'

/** How many differences are named. */
const namedMax = 3

export interface FileLists {
  readonly before: Contents | undefined
  readonly now: Contents | undefined
}

/** What differs between two runs of a step, in words: `src/a.ts changed, src/b.ts added and 2 more`. */
export function explainChange(before: StepFacts, now: StepFacts, listsOf: (fact: string) => FileLists): string {
  const names = [...new Set([...before.keys(), ...now.keys()])].sort()
  const changes = names.filter((name) => before.get(name) !== now.get(name))
  const words = changes.flatMap((name) => {
    if (name.startsWith('files ')) return explainFiles(name, listsOf(name))
    return [`${describe(name)} ${changeOf(before.get(name), now.get(name))}`]
  })
  if (words.length === 0) return 'nothing differs'
  const rest = words.length - namedMax
  return rest > 0 ? `${words.slice(0, namedMax).join(', ')} and ${rest} more` : words.join(', ')
}

function explainFiles(name: string, { before, now }: FileLists): readonly string[] {
  if (before === undefined || now === undefined) {
    return [now === undefined ? `${name} gone` : `${name} changed (${count(now.size, 'file')})`]
  }
  const files = [...new Set([...before.keys(), ...now.keys()])].sort()
  return files
    .filter((file) => before.get(file) !== now.get(file))
    .map((file) => `${file} ${changeOf(before.get(file), now.get(file))}`)
}

function changeOf(before: string | undefined, now: string | undefined): string {
  if (before === undefined) return 'added'
  return now === undefined ? 'removed' : 'changed'
}

/** `env CI` is `the variable CI`. */
function describe(name: string): string {
  return name
    .replace(/^env /, 'the variable ')
    .replace(/^program /, 'the program ')
    .replace(/^untracked /, '')
    .replace(/^command$/, 'the command')
}
