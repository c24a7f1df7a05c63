/**
 * The radar's predictions beside what git and the compiler, interpreter or reader make of the same pairs of branches.
 * Usage: node bench/impact-radar.mjs [ROUNDS] [FIRST_SEED] [seen|held-out|unseen|whole|late|later|everyday|kept-back|everyday-late|fresh|fresh-kept-back|fresh-late|stranger|stranger-late|visitor|visitor-kept-back|visitor-late|visitor-last|guest|guest-kept-back|guest-late|projects|GROUP:FAMILY...]
 * One round is each shape once; another seed gives other names, places and sides. VERBOSE=1 names each pair that was judged wrong, and PART=2/3
 * takes the second third of each list.
 *
 * `unseen` are pairs that were written before anybody looked at what the radar makes of them. Textual predictions were git's in all; broken pairs
 * found and false alarms among sound ones, at first sight and after the mends that came of it:
 *
 *   Go 12 of 12, 0 of 4 · Python 6 of 17, 1 of 5, then 17 of 17, 0 of 5 · Ruby 1 of 14, 0 of 6, then 14 of 14, 0 of 6
 *
 * `whole` are projects of several files that were written in the same way (their tests of Python need pytest), and `late` those after the mends
 * that came of `whole`, at first sight too. Textual predictions were git's in all 117:
 *
 *   whole: TypeScript 37 of 39, 0 of 25, then 39 of 39 · JavaScript 3 of 3, 0 of 2 · Python 9 of 17, 1 of 11, then 17 of 17, 0 of 11
 *   late: TypeScript 7 of 7, 0 of 5 · Python 2 of 4, 0 of 4, then 4 of 4, 0 of 4
 *
 * `later` are three lists of Python, each written after the mends which came of the one before:
 *
 *   first: 6 of 28, 2 of 16 · second: 9 of 12, 1 of 8 · third: 6 of 8, 1 of 6, then all of 48, 0 of 30
 *
 * `everyday` and `kept-back` are two halves of one list. The second half was run when the mends were made that came of the first one, and its first
 * figures are what strangers see; `everyday-late` is a third list, written after the mends that came of both:
 *
 *   everyday: TypeScript 5 of 5, 0 of 2 · JavaScript 2 of 3, 0 of 2 · Go 4 of 4, 0 of 2 · Python 5 of 12, 0 of 5, then all of 24, 0 of 11
 *   kept-back: TypeScript 5 of 5, 0 of 2 · JavaScript 3 of 3, 0 of 2 · Go 4 of 4, 0 of 2 · Python 8 of 13, 1 of 5, then 13 of 13, 0 of 5
 *   everyday-late: Python 8 of 8, 0 of 6
 *
 * `fresh` and `fresh-kept-back` are two halves of one more list of Python, parted by a coin and run in the same way, and `fresh-late` was written
 * after the mends that came of both. Textual predictions were git's in all 116:
 *
 *   fresh: 16 of 34, 0 of 10, then 33 of 34, 0 of 10 · fresh-kept-back: 14 of 26, 0 of 14, then 25 of 26, 0 of 14 ·
 *   fresh-late: 9 of 22, 0 of 10, then 16 of 22, 0 of 10
 *
 * `stranger` was written by somebody who had seen neither the radar nor the lists, in projects of some twenty files, each pair tried with pyright, tsc, go
 * vet or the tests. A coin parted it in two; the second figures are those of the second half, run when the mends were made that came of the first.
 * `stranger-late` was written after the mends that came of both. Textual predictions were git's in all 78:
 *
 *   stranger: TypeScript 2 of 3, 0 of 2, then 3 of 3, 0 of 2 · Go 3 of 3, 0 of 1, then 2 of 2, 0 of 1 · Python 3 of 8, 0 of 4, then 6 of 8, 0 of 4 ·
 *   Ruby 0 of 2, 0 of 1, then 2 of 3, 0 of 1; now all of 32, 0 of 16
 *   stranger-late: Python 10 of 17, 0 of 8, then 16 of 17, 0 of 8 · Ruby 2 of 3, 0 of 2, then 3 of 3, 0 of 2
 *
 * `visitor` and `visitor-kept-back` are two halves of one list, `visitor-late` and `visitor-last` were each written after the mends that came of the one
 * before, by somebody who had not read the radar before the first of them. The first figures are those at first sight. Textual predictions were git's in all 96:
 *
 *   visitor: TypeScript 2 of 2, 0 of 1 · Go 2 of 2 · Python 6 of 7, 0 of 3, then 7 of 7 · Ruby 1 of 4, 0 of 1, then 4 of 4
 *   visitor-kept-back: TypeScript 2 of 2, 0 of 1 · Go 1 of 1, 0 of 1 · Python 6 of 7, 0 of 3, then 7 of 7 · Ruby 1 of 3, 0 of 2, then 3 of 3
 *   visitor-late: Python 10 of 15, 0 of 5, then 15 of 15 · Ruby 3 of 6, 0 of 2, then 6 of 6
 *   visitor-last: Python 6 of 15, 0 of 5, then 13 of 15 · Ruby 2 of 6, 0 of 2, then 5 of 6
 *
 * Missed there: what `__iter__` gives, a field whose type became another class where types are checked, and the keys of a registry that became symbols.
 *
 * `guest` and `guest-kept-back` are two halves of one list, parted by a coin and written by somebody who had not read the radar, in projects with and
 * without hints; both were run before anything was mended, and the second figures of `guest-kept-back` are those after the mends that came of `guest`
 * alone, the third those after its own. `guest-late` was written after the mends that came of both:
 *
 *   guest: Python 4 of 8, 0 of 7, then 7 of 8, 0 of 7 · Ruby 4 of 6, 0 of 2, then 6 of 6
 *   guest-kept-back: Python 5 of 8, 0 of 1, then 6 of 8, then 8 of 8 · Ruby 2 of 3, 1 of 3, then the same, then 3 of 3, 0 of 3
 *   guest-late: Python 7 of 8, 0 of 4, then 8 of 8 · Ruby 2 of 5, 0 of 3, then 4 of 5, 0 of 3
 *
 * Missed there: a number that became a span of time and is multiplied before it is added, and a method of Ruby that gives a text now, of whose result a
 * member is read.
 *
 * Missed in `fresh`: what only another number or limit in a body breaks (each is told as a risk), pairs whose order is seen in a docstring alone, what
 * `__iter__` gives, None that became Python's own KeyError, what a number of a file of data became, and Decimal beside float.
 */
import { dataShapes } from './support/radar/data-shapes.mjs'
import { everydayGoShapes, keptBackGoShapes } from './support/radar/everyday-go-shapes.mjs'
import { everydayLateShapes } from './support/radar/everyday-late-shapes.mjs'
import { everydayPythonShapes, keptBackPythonShapes } from './support/radar/everyday-python-shapes.mjs'
import { everydayScriptShapes, keptBackScriptShapes } from './support/radar/everyday-script-shapes.mjs'
import { freshKeptBackPythonShapes } from './support/radar/fresh-kept-back-python-shapes.mjs'
import { freshPythonShapes } from './support/radar/fresh-python-shapes.mjs'
import { freshLatePythonShapes } from './support/radar/fresh-late-python-shapes.mjs'
import { guestLatePythonShapes } from './support/radar/guest-late-python-shapes.mjs'
import { guestLateRubyShapes } from './support/radar/guest-late-ruby-shapes.mjs'
import { guestKeptBackPythonShapes, guestPythonShapes } from './support/radar/guest-python-shapes.mjs'
import { guestKeptBackRubyShapes, guestRubyShapes } from './support/radar/guest-ruby-shapes.mjs'
import { goShapes } from './support/radar/go-shapes.mjs'
import { heldOutShapes } from './support/radar/held-out-shapes.mjs'
import { lateShapes } from './support/radar/late-shapes.mjs'
import { lastPythonShapes } from './support/radar/last-python-shapes.mjs'
import { laterPythonShapes } from './support/radar/later-python-shapes.mjs'
import { makePair } from './support/radar/make-pair.mjs'
import { pythonShapes } from './support/radar/python-shapes.mjs'
import { scriptShapes } from './support/radar/script-shapes.mjs'
import { strangerLatePythonShapes } from './support/radar/stranger-late-python-shapes.mjs'
import { strangerPythonShapes } from './support/radar/stranger-python-shapes.mjs'
import {
  strangerGoShapes,
  strangerLateRubyShapes,
  strangerRubyShapes,
  strangerScriptShapes,
} from './support/radar/stranger-shapes.mjs'
import { unseenShapes } from './support/radar/unseen-shapes.mjs'
import { visitorLastPythonShapes, visitorLastRubyShapes } from './support/radar/visitor-last-shapes.mjs'
import { visitorLatePythonShapes, visitorLateRubyShapes } from './support/radar/visitor-late-shapes.mjs'
import { visitorKeptBackPythonShapes, visitorPythonShapes } from './support/radar/visitor-python-shapes.mjs'
import {
  visitorGoShapes,
  visitorKeptBackGoShapes,
  visitorKeptBackRubyShapes,
  visitorKeptBackScriptShapes,
  visitorRubyShapes,
  visitorScriptShapes,
} from './support/radar/visitor-shapes.mjs'
import { wholePythonShapes } from './support/radar/whole-python-shapes.mjs'
import { wholeScriptShapes } from './support/radar/whole-script-shapes.mjs'
import { judge, judgePair } from '../test/support/judge-pair.mjs'

/** @typedef {import('../test/support/judge-pair.mjs').Judgement} Judgement */

const rounds = Number(process.argv[2] ?? 2)
const first = Number(process.argv[3] ?? 1)
const wanted = process.argv.slice(4)
const isVerbose = process.env['VERBOSE'] === '1'
const [part = 1, parts = 1] = process.env['PART']?.split('/').map(Number) ?? []
const isInPart = (/** @type {number} */ at) => at % parts === part - 1
/** Of the older generator, which makes whole TypeScript projects. */
const projectsEachRound = 36

/** @typedef {import('./support/radar/make-pair.mjs').Family} Family */
/** @typedef {import('./support/radar/make-pair.mjs').AnyShape} AnyShape */

/** @type {Record<string, Partial<Record<Family, readonly AnyShape[]>>>} */
const groupsOfShapes = {
  seen: { script: scriptShapes, python: pythonShapes, go: goShapes, data: dataShapes },
  'held-out': heldOutShapes,
  unseen: unseenShapes,
  whole: { ...wholeScriptShapes, python: wholePythonShapes },
  late: lateShapes,
  later: { python: [...laterPythonShapes, ...lastPythonShapes] },
  everyday: { ...everydayScriptShapes, python: everydayPythonShapes, go: everydayGoShapes },
  'kept-back': { ...keptBackScriptShapes, python: keptBackPythonShapes, go: keptBackGoShapes },
  'everyday-late': { python: everydayLateShapes },
  fresh: { python: freshPythonShapes },
  'fresh-kept-back': { python: freshKeptBackPythonShapes },
  'fresh-late': { python: freshLatePythonShapes },
  stranger: {
    script: strangerScriptShapes,
    python: strangerPythonShapes,
    go: strangerGoShapes,
    ruby: strangerRubyShapes,
  },
  'stranger-late': { python: strangerLatePythonShapes, ruby: strangerLateRubyShapes },
  visitor: { script: visitorScriptShapes, python: visitorPythonShapes, go: visitorGoShapes, ruby: visitorRubyShapes },
  'visitor-kept-back': {
    script: visitorKeptBackScriptShapes,
    python: visitorKeptBackPythonShapes,
    go: visitorKeptBackGoShapes,
    ruby: visitorKeptBackRubyShapes,
  },
  'visitor-late': { python: visitorLatePythonShapes, ruby: visitorLateRubyShapes },
  'visitor-last': { python: visitorLastPythonShapes, ruby: visitorLastRubyShapes },
  'guest-late': { python: guestLatePythonShapes, ruby: guestLateRubyShapes },
  guest: { python: guestPythonShapes, ruby: guestRubyShapes },
  'guest-kept-back': { python: guestKeptBackPythonShapes, ruby: guestKeptBackRubyShapes },
}

/** @param {string} group @param {string} [family] */
const isWanted = (group, family) =>
  wanted.length === 0 || wanted.includes(group) || wanted.includes(`${group}:${family}`)

/** @returns {Generator<readonly [group: string, name: string, judgement: Judgement]>} */
function* judgements() {
  for (let round = 0; round < rounds; round++) {
    for (const [group, families] of Object.entries(groupsOfShapes))
      for (const [family, list] of /** @type {[Family, readonly AnyShape[]][]} */ (Object.entries(families)))
        if (isWanted(group, family))
          for (const [at, shape] of list.entries()) {
            if (!isInPart(at)) continue
            const seed = first + round * 1000 + at
            yield [`${group} ${family}`, `${shape.name} (seed ${seed})`, judge(makePair(family, shape, seed))]
          }
    for (let at = 0; isWanted('projects') && at < projectsEachRound; at++) {
      if (!isInPart(at)) continue
      const seed = first + round * projectsEachRound + at
      const { name, ...judgement } = judgePair(seed)
      yield ['projects', `${name} (seed ${seed})`, judgement]
    }
  }
}

const none = { pairs: 0, useless: 0, textualWrong: 0, conflicts: 0, broken: 0, found: 0, sound: 0, falseAlarms: 0 }
/** @type {Map<string, typeof none>} */
const groups = new Map()
/** @type {number[]} */
const times = []

for (const [group, name, judgement] of judgements()) {
  const row = groups.get(group) ?? { ...none }
  groups.set(group, row)
  const wrong = count(row, judgement)
  if (wrong !== undefined && (isVerbose || wrong.startsWith('textual') || wrong.startsWith('useless')))
    console.log(`${group}: ${name}: ${wrong}`)
}

/** Adds a judgement to its row, and says what is wrong with it. @param {typeof none} row @param {Judgement} judgement */
function count(row, { predictedConflicts, realConflicts, breaks, risks, errors, ownErrors, radarMs }) {
  if (ownErrors.length > 0) {
    row.useless++
    return `useless: a side is broken by itself: ${ownErrors[0]}`
  }
  row.pairs++
  times.push(radarMs)
  if (predictedConflicts.join('\0') !== realConflicts.join('\0')) {
    row.textualWrong++
    return `textual: predicted [${predictedConflicts.join(', ')}], git [${realConflicts.join(', ')}]`
  }
  if (realConflicts.length > 0) row.conflicts++
  else if (errors.length > 0) {
    row.broken++
    if (breaks.length === 0) return `missed: ${errors[0]} | ${risks.join('; ')}`
    row.found++
  } else {
    row.sound++
    if (breaks.length === 0) return undefined
    row.falseAlarms++
    return `false alarm: ${breaks.join('; ')}`
  }
  return undefined
}

const percent = (/** @type {number} */ part, /** @type {number} */ whole) =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`

/** @param {string} name @param {typeof none} row */
function show(name, row) {
  console.log(
    `${name}: ${row.pairs} pairs, textual as git ${row.pairs - row.textualWrong} (${row.conflicts} in conflict); ` +
      `broken ${row.broken}, found ${row.found} (${percent(row.found, row.broken)}); ` +
      `sound ${row.sound}, false alarms ${row.falseAlarms} (${percent(row.falseAlarms, row.sound)})`,
  )
}

const total = { ...none }
for (const [name, row] of groups) {
  show(name, row)
  for (const key of /** @type {(keyof typeof none)[]} */ (Object.keys(none))) total[key] += row[key]
}
show('all', total)
const sorted = [...times].sort((one, other) => one - other)
console.log(
  `one call: median ${Math.round(sorted[sorted.length >> 1] ?? 0)} ms, longest ${Math.round(sorted.at(-1) ?? 0)} ms`,
)
