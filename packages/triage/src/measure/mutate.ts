/** A small generator of numbers that are the same for the same seed (mulberry32, public domain). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * The same failures as another machine would print them after some edits: every line number moved, the checkout and the tools elsewhere,
 * other times, addresses, process ids, ports and durations.
 */
export function mutateLog(log: string, seed: number): string {
  const next = numbersFrom(seed)
  const integer = (max: number): number => Math.floor(next() * max)
  const shift = 1 + integer(200)
  const home = `/builds/${integer(10_000)}/w${integer(100)}/shop`
  const hex = (digits: number): string => Array.from({ length: digits }, () => integer(16).toString(16)).join('')
  return log
    .replaceAll(/\/repo(?=[/\s'":)\]]|$)/gm, home)
    .replaceAll(/\/usr\/lib\/go-[\d.]+\//g, '/usr/local/go/')
    .replaceAll(/\/tmp\/[\w.-]+/g, () => `/tmp/t-${hex(8)}`)
    .replaceAll(
      /(\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|kt|c|cc|cpp|h|php):)(\d+)/g,
      (_all, file: string, line: string) => `${file}${Number(line) + shift}`,
    )
    .replaceAll(/(", line )(\d+)/g, (_all, words: string, line: string) => `${words}${Number(line) + shift}`)
    .replaceAll(/\b0x[\da-f]{6,}\b/g, () => `0x${hex(12)}`)
    .replaceAll(
      /(thread '[^']+' \()\d+(\))/g,
      (_all, before: string, after: string) => `${before}${1000 + integer(60_000)}${after}`,
    )
    .replaceAll(/(:::|localhost:|127\.0\.0\.1:)\d{4,5}/g, (_all, host: string) => `${host}${20_000 + integer(40_000)}`)
    .replaceAll(/(?<=[ (])\d+(?:\.\d+)?(?=ms\b)/g, () => String(1 + integer(900)))
    .replaceAll(/(?<=[ (])\d+\.\d+(?= ?s(?:econds)?\b)/g, () => (next() * 9).toFixed(2))
    .replaceAll(
      /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g,
      () => `2031-0${1 + integer(9)}-1${integer(10)}T0${integer(10)}:15:0${integer(10)}.123Z`,
    )
    .replaceAll(/\bpid[ =]\d+/g, () => `pid ${1000 + integer(60_000)}`)
}
