type Shape = (value: Readonly<Record<string, unknown>>) => boolean

const isText = (value: unknown): boolean => typeof value === 'string'
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const isOptional = (value: unknown, isRight: (value: unknown) => boolean): boolean =>
  value === undefined || isRight(value)

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Pairs of a name and a value. */
function isPairs(value: unknown, isRight: (value: unknown) => boolean): boolean {
  const isPair = (pair: unknown): boolean => Array.isArray(pair) && isText(pair[0]) && isRight(pair[1])
  return Array.isArray(value) && value.every(isPair)
}

const shapes: Readonly<Record<string, Shape>> = {
  doctor: ({ key, atMs, report }) =>
    isText(key) && isNumber(atMs) && isTable(report) && report['state'] === 'passed' && isNumber(report['durationMs']),
  greens: ({ total, facts }) => isNumber(total) && isPairs(facts, isText),
  last: ({ state, durationMs, failureRate, facts }) =>
    isText(state) && isNumber(durationMs) && isOptional(failureRate, isNumber) && isPairs(facts, isText),
  results: ({ at, durationMs, tests, outputs }) =>
    isText(at) &&
    !Number.isNaN(Date.parse(String(at))) &&
    isNumber(durationMs) &&
    isOptional(tests, (counts) => isTable(counts) && isNumber(counts['total'])) &&
    isOptional(outputs, (files) => isPairs(files, isNumber)),
}

/** Whether an entry is one that this version writes: another one, or another program, may have written there too. */
export function isOwnEntry(folder: string, value: unknown): boolean {
  if (folder === 'groups') return isPairs(value, isText)
  const isShaped = shapes[folder]
  return isShaped === undefined || (isTable(value) && isShaped(value))
}
