/** A range of the old text and what comes in its place. */
export interface Difference {
  readonly start: number
  readonly end: number
  readonly new: string
}

/** Two texts that are more different than this many lines are one difference: the search for the fewest takes its square. */
const distanceMax = 1000

/** What makes one text of another: few and small differences, in order, none beside another one. */
export function diffTexts(before: string, after: string): readonly Difference[] {
  if (before === after) return []
  const [left, right] = [linesOf(before), linesOf(after)]
  const found: Difference[] = []
  let offset = 0
  let at = 0
  for (const hunk of hunksOf(left, right)) {
    while (at < hunk.from) offset += left[at++]?.length ?? 0
    const [old, fresh] = [left.slice(hunk.from, hunk.to), right.slice(hunk.newFrom, hunk.newTo)]
    if (old.length === fresh.length) {
      let start = offset
      for (const [index, line] of old.entries()) {
        found.push(...within(line, fresh[index] ?? '', start))
        start += line.length
      }
    } else found.push(...within(old.join(''), fresh.join(''), offset))
  }
  return joinNeighbours(found.filter(({ start, end, new: text }) => before.slice(start, end) !== text))
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? []
}

interface Hunk {
  readonly from: number
  readonly to: number
  readonly newFrom: number
  readonly newTo: number
}

/** The ranges of lines that are different. */
function hunksOf(left: readonly string[], right: readonly string[]): readonly Hunk[] {
  let head = 0
  while (head < left.length && head < right.length && left[head] === right[head]) head++
  let tail = 0
  const room = Math.min(left.length, right.length) - head
  while (tail < room && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++
  const inner = { left: left.slice(head, left.length - tail), right: right.slice(head, right.length - tail) }
  const steps = shortestEdit(inner.left, inner.right)
  if (steps === undefined) {
    return [{ from: head, to: left.length - tail, newFrom: head, newTo: right.length - tail }]
  }
  const hunks: { from: number; to: number; newFrom: number; newTo: number }[] = []
  for (const { isRemoval, x, y } of steps) {
    const last = hunks.at(-1)
    const [from, newFrom] = [head + x, head + y]
    if (last === undefined || last.to !== from || last.newTo !== newFrom) {
      hunks.push({ from, to: from + (isRemoval ? 1 : 0), newFrom, newTo: newFrom + (isRemoval ? 0 : 1) })
    } else if (isRemoval) last.to++
    else last.newTo++
  }
  return hunks
}

interface Step {
  readonly isRemoval: boolean
  /** Lines of both texts that are done before it. */
  readonly x: number
  readonly y: number
}

/** The fewest removals and insertions of lines, in order (E. Myers, An O(ND) Difference Algorithm, 1986). Undefined where there are too many. */
function shortestEdit(left: readonly string[], right: readonly string[]): readonly Step[] | undefined {
  const limit = Math.min(left.length + right.length, distanceMax)
  const trace: Int32Array[] = []
  const furthest = new Int32Array(2 * limit + 3)
  const middle = limit + 1
  for (let distance = 0; distance <= limit; distance++) {
    trace.push(furthest.slice(middle - distance - 1, middle + distance + 2))
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      const [below, above] = [furthest[middle + diagonal + 1] ?? 0, furthest[middle + diagonal - 1] ?? 0]
      const isDown = diagonal === -distance || (diagonal !== distance && above < below)
      let x = isDown ? below : above + 1
      while (x < left.length && x - diagonal < right.length && left[x] === right[x - diagonal]) x++
      furthest[middle + diagonal] = x
      if (x >= left.length && x - diagonal >= right.length) return backtrack(trace, left.length, right.length)
    }
  }
  return undefined
}

function backtrack(trace: readonly Int32Array[], endX: number, endY: number): readonly Step[] {
  const steps: Step[] = []
  let [x, y] = [endX, endY]
  for (let distance = trace.length - 1; distance > 0; distance--) {
    const reached = trace[distance] ?? new Int32Array()
    const at = (diagonal: number): number => reached[diagonal + distance + 1] ?? 0
    const diagonal = x - y
    const isDown = diagonal === -distance || (diagonal !== distance && at(diagonal - 1) < at(diagonal + 1))
    const previous = isDown ? diagonal + 1 : diagonal - 1
    x = at(previous)
    y = x - previous
    steps.push({ isRemoval: !isDown, x, y })
  }
  return steps.reverse()
}

/** Differences of words and signs, as long as most of them stay; otherwise all is one. */
function within(old: string, fresh: string, offset: number): readonly Difference[] {
  const [left, right] = [tokensOf(old), tokensOf(fresh)]
  const hunks = hunksOf(left, right)
  const changed = hunks.reduce((sum, { from, to, newFrom, newTo }) => sum + Math.max(to - from, newTo - newFrom), 0)
  if (changed * 2 > Math.min(left.length, right.length)) return [narrow(old, fresh, offset)]
  let [start, at] = [offset, 0]
  return hunks.map(({ from, to, newFrom, newTo }) => {
    while (at < from) start += left[at++]?.length ?? 0
    return { start, end: start + left.slice(from, to).join('').length, new: right.slice(newFrom, newTo).join('') }
  })
}

function tokensOf(text: string): readonly string[] {
  return text.match(/[\w$]+|\s+|[^\w\s]/gu) ?? []
}

/** Without what both have at their beginning and end, in whole words. */
function narrow(old: string, fresh: string, offset: number): Difference {
  const shorter = Math.min(old.length, fresh.length)
  let head = 0
  while (head < shorter && old[head] === fresh[head]) head++
  let tail = 0
  while (tail < shorter - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail++
  while (head > 0 && (isInside(old, head) || isInside(fresh, head))) head--
  while (tail > 0 && (isInside(old, old.length - tail) || isInside(fresh, fresh.length - tail))) tail--
  return { start: offset + head, end: offset + old.length - tail, new: fresh.slice(head, fresh.length - tail) }
}

/** Whether a cut there would part a word, or a character that takes two units. */
function isInside(text: string, at: number): boolean {
  return at > 0 && /^(?:[\w$]{2}|[\ud800-\udbff][\udc00-\udfff])$/.test(text.slice(at - 1, at + 1))
}

function joinNeighbours(found: readonly Difference[]): readonly Difference[] {
  const joined: Difference[] = []
  for (const next of found) {
    const last = joined.at(-1)
    if (last !== undefined && last.end === next.start) {
      joined[joined.length - 1] = { start: last.start, end: next.end, new: last.new + next.new }
    } else joined.push(next)
  }
  return joined
}
