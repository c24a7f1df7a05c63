import { languageOfPath } from '@groundcrew/code-map'
import type { Call } from './call-fit.ts'
import type { Roles } from './directions.ts'
import { isCommonMember } from './common-members.ts'
import { isNamedAfter, lastWord } from './named-after.ts'
import { isChangedLine, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import type { Wanted } from './uses.ts'

/**
 * Whether a method of Ruby that is called by its name alone is that of a class: nothing else has one of the name, and the variable has the name
 * of the class, or the side that calls it names the class elsewhere on its changed lines.
 */
export async function isMeantRubyMember(
  wanted: Wanted,
  { unbound, call }: { readonly unbound: string; readonly call?: Call },
  { provider, consumer }: Roles,
): Promise<boolean> {
  const word = isNamedAfter(unbound, wanted.name) ? lastWord(unbound) : ''
  // What fits what the method took is a call of it.
  const isSure = word !== '' && (call !== undefined || !isCommonMember(wanted.member))
  if (!isSure && !(await namesConstant(consumer, wanted.name))) return false
  // Of a variable that is named after the class no other one is meant, unless its name has the word as well.
  const others = [provider.after, consumer.after].map(async (tree) => await declaresElsewhere(tree, wanted, word))
  return !(await Promise.all(others)).includes(true)
}

async function namesConstant({ files, after }: Side, name: string): Promise<boolean> {
  const word = new RegExp(String.raw`\b${name}\b`)
  for (const file of files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const source = languageOfPath(file.path) === 'ruby' ? await after.read(file.path) : undefined
    const lines = source?.toString('utf8').split('\n') ?? []
    if (lines.some((line, index) => isChangedLine(file, index + 1) && word.test(line))) return true
  }
  return false
}

/** Another file may give a method of the name to something, or the same one to another class. */
async function declaresElsewhere(
  tree: SourceTree,
  { path, name, member = '' }: Wanted,
  word: string,
): Promise<boolean> {
  const paths = await tree.filesWith(member.replace(/[?!=]$/, ''), '*.rb')
  await tree.load(paths)
  for (const other of paths) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await tree.open(other)
    const isOther = open?.symbols.some(({ name: own, parent }) => {
      const around = open.symbols[parent]?.name
      return own === member && (other !== path || around !== name) && (around ?? word).toLowerCase().includes(word)
    })
    if (isOther === true) return true
  }
  return false
}
