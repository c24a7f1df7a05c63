/** A line of C# that begins, parts or ends conditional branches. */
const DIRECTIVE = /^[ \t]*#[ \t]*(if|elif|else|endif)\b.*$/gm
const CHOICES_MAX = 8

interface Directive {
  readonly from: number
  readonly to: number
  readonly word: string
  /** How many choices have each branch of the conditional, which all of its directives share. */
  readonly uses: number[]
}

/**
 * The text with one branch of each conditional, and spaces for all else of it: first the first ones, and then others until each was chosen. What is never
 * ended ends with the text.
 */
export function branchChoices(text: string): readonly string[] {
  const directives = directivesOf(text)
  const choices: string[] = []
  while (choices.length < CHOICES_MAX && directives.some(({ uses }) => uses.includes(0)))
    choices.push(choose(text, directives))
  return choices
}

function directivesOf(text: string): readonly Directive[] {
  const found: Directive[] = []
  const open: number[][] = []
  for (const { index, 0: line, 1: word = '' } of text.matchAll(DIRECTIVE)) {
    if (word === 'if') open.push([])
    const uses = open.at(-1)
    if (uses === undefined) continue
    if (word === 'endif') open.pop()
    else uses.push(0)
    found.push({ from: index, to: index + line.length, word, uses })
  }
  return found
}

function choose(text: string, directives: readonly Directive[]): string {
  const parts: string[] = []
  /** Of each conditional around the place the branch that is chosen, and the one that is there. */
  const around: { readonly chosen: number; branch: number }[] = []
  let left = 0
  let at = 0
  const take = (to: number, isKept: boolean): void => {
    const part = text.slice(at, to)
    parts.push(isKept ? part : part.replaceAll(/[^\r\n]/g, ' '))
    at = to
  }
  const step = (isLeft: boolean): number => (isLeft ? 1 : 0)
  for (const { from, to, word, uses } of directives) {
    take(from, left === 0)
    take(to, false)
    if (word === 'if') {
      const chosen = left === 0 ? uses.indexOf(Math.min(...uses)) : -1
      if (chosen >= 0) uses[chosen] = (uses[chosen] as number) + 1
      around.push({ chosen, branch: 0 })
      left += step(chosen !== 0)
      continue
    }
    const conditional = around.at(-1) as (typeof around)[number]
    left -= step(conditional.chosen !== conditional.branch)
    if (word === 'endif') around.pop()
    else left += step(conditional.chosen !== ++conditional.branch)
  }
  take(text.length, left === 0)
  return parts.join('')
}
