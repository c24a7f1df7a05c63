/**
 * The radar's predictions beside what git and the compiler make of the same pairs of branches, and how long a look takes.
 * Usage: node bench/impact-radar.mjs [PAIRS] [FIRST_SEED]
 */
import { judgePair } from '../test/support/judge-pair.mjs'

const pairs = Number(process.argv[2] ?? 320)
const first = Number(process.argv[3] ?? 1)
const isVerbose = process.env['VERBOSE'] === '1'

/** @type {Map<string, { pairs: number, conflicts: number, broken: number, missed: number, falseAlarms: number }>} */
const byKind = new Map()
const total = { pairs: 0, useless: 0, textualWrong: 0, clean: 0, broken: 0, found: 0, sound: 0, falseAlarms: 0 }

for (let seed = first; seed < first + pairs; seed++) {
  const result = judgePair(seed)
  const row = byKind.get(result.name) ?? { pairs: 0, conflicts: 0, broken: 0, missed: 0, falseAlarms: 0 }
  byKind.set(result.name, row)
  if (result.ownErrors.length > 0) {
    total.useless++
    console.log(`seed ${seed} (${result.name}): a side does not compile by itself: ${result.ownErrors[0]}`)
    continue
  }
  total.pairs++
  row.pairs++
  const isSame = result.predictedConflicts.join('\0') === result.realConflicts.join('\0')
  if (!isSame) {
    total.textualWrong++
    console.log(
      `seed ${seed} (${result.name}): predicted [${result.predictedConflicts.join(', ')}], git [${result.realConflicts.join(', ')}]`,
    )
  }
  if (result.realConflicts.length > 0) {
    row.conflicts++
    continue
  }
  total.clean++
  const isBroken = result.errors.length > 0
  const isAlarm = result.breaks.length > 0
  if (isBroken) {
    total.broken++
    row.broken++
    if (isAlarm) total.found++
    else row.missed++
  } else {
    total.sound++
    if (isAlarm) {
      total.falseAlarms++
      row.falseAlarms++
    }
  }
  if (isVerbose && isBroken !== isAlarm)
    console.log(`seed ${seed} (${result.name}): ${result.errors[0] ?? ''} | ${result.breaks.join('; ')}`)
}

const percent = (/** @type {number} */ part, /** @type {number} */ whole) =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`
console.log(`pairs: ${total.pairs} (${total.useless} left out: a side does not compile by itself)`)
console.log(
  `textual: ${total.pairs - total.textualWrong} of ${total.pairs} as git merges; ${total.pairs - total.clean} with conflicts`,
)
console.log(
  `broken although merged: ${total.broken}, found ${total.found} (recall ${percent(total.found, total.broken)})`,
)
console.log(`sound: ${total.sound}, false alarms ${total.falseAlarms} (${percent(total.falseAlarms, total.sound)})`)
for (const [name, row] of byKind) {
  console.log(
    `  ${name}: ${row.pairs} pairs, ${row.conflicts} conflicts, ${row.broken} broken, ${row.missed} missed, ${row.falseAlarms} false alarms`,
  )
}
