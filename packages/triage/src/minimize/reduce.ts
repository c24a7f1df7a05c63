import { ddmin } from './ddmin.ts'
import type { Syntax, Unit } from './syntax.ts'

/** Whether a text still fails in the same way; undefined when no more may be asked. */
export type Fails = (text: string) => Promise<boolean | undefined>

/** Leaves out lines. */
export async function reduceLines(text: string, fails: Fails): Promise<string> {
  const lines = text.split(/(?<=\n)/)
  return (await ddmin(lines, (kept) => fails(kept.join('')))).join('')
}

/** Rounds over the whole tree, until one changes nothing. */
const roundsMax = 8

/**
 * Leaves out parts of the syntax (hierarchical delta debugging, Misherghi and Su, 2006), the largest first, and puts a part in the place of the one around
 * it. What does not parse is not tried: it would fail in another way.
 */
export async function reduceSyntax(text: string, syntax: Syntax, fails: Fails): Promise<string> {
  let best = text
  const parses: Fails = async (candidate) => (syntax.parse(candidate) === undefined ? false : fails(candidate))
  for (let round = 0; round < roundsMax; round += 1) {
    const before = best
    for (let depth = 1; ; depth += 1) {
      const units = unitsAt(syntax.parse(best), depth)
      if (units.length === 0) break
      const whole = best
      const kept = await ddmin(units, (some) =>
        parses(
          without(
            whole,
            units.filter((unit) => !some.includes(unit)),
          ),
        ),
      )
      best = without(
        whole,
        units.filter((unit) => !kept.includes(unit)),
      )
    }
    best = await hoist(best, syntax, parses)
    if (best === before) break
  }
  return best
}

function unitsAt(root: Unit | undefined, depth: number): readonly Unit[] {
  let level = root === undefined ? [] : [root]
  for (let step = 0; step < depth; step += 1) level = level.flatMap(({ children }) => children)
  return level
}

/** With each unit goes what separates it from its neighbours: a comma, and the rest of a line that becomes empty. */
function without(text: string, units: readonly Unit[]): string {
  return units.toReversed().reduce((rest, { from, to }) => cut(rest, from, to), text)
}

function cut(text: string, from: number, to: number): string {
  let [start, end] = [from, to]
  const after = /^\s*[,;]/.exec(text.slice(end))
  const before = /,\s*$/.exec(text.slice(0, start))
  if (after !== null) end += after[0].length
  else if (before !== null) start -= before[0].length
  const lead = /\n?[ \t]*$/.exec(text.slice(0, start))?.[0] ?? ''
  if (lead.startsWith('\n') && /^[ \t]*(?:\n|$)/.test(text.slice(end))) start -= lead.length
  else if (start === lead.length && text[end] === '\n') [start, end] = [0, end + 1]
  return text.slice(0, start) + text.slice(end)
}

/** A part in the place of the one around it: the body instead of the condition, an element instead of the list. */
async function hoist(text: string, syntax: Syntax, fails: Fails): Promise<string> {
  let best = text
  for (let changed = true; changed;) {
    changed = false
    for (const { outer, inner } of replacements(syntax.parse(best))) {
      const candidate = best.slice(0, outer.from) + best.slice(inner.from, inner.to) + best.slice(outer.to)
      const answer = await fails(candidate)
      if (answer === undefined) return best
      if (!answer) continue
      best = candidate
      changed = true
      break
    }
  }
  return best
}

const replacementsMax = 400

function replacements(root: Unit | undefined): readonly { readonly outer: Unit; readonly inner: Unit }[] {
  const found: { readonly outer: Unit; readonly inner: Unit }[] = []
  const visit = (outer: Unit): void => {
    for (const child of outer.children) {
      const candidates = [child, ...child.children]
      for (const inner of candidates) if (inner.to - inner.from < outer.to - outer.from) found.push({ outer, inner })
      visit(child)
    }
  }
  root?.children.forEach(visit)
  return found.slice(0, replacementsMax)
}
