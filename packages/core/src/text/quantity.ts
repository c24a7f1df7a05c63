const durationUnits: readonly (readonly [suffix: string, ms: number])[] = [
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]

/** `500ms`, `30s`, `5m`, `1.5h`, `7d` to milliseconds; undefined when the text is anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  const unit = durationUnits.find(([suffix]) => suffix === match?.[2])
  if (match === null || unit === undefined) return undefined
  return Math.round(Number(match[1]) * unit[1])
}

/** Milliseconds for a reader: `80ms`, `1.4s`, `2m05s`, `1h02m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${pad(seconds % 60)}s`
  return `${Math.floor(seconds / 3600)}h${pad(Math.floor((seconds % 3600) / 60))}m`
}

/** Bytes for a reader, in powers of 1024: `812 B`, `3.4 kB`, `1.2 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let index = 0
  while (value >= 1024 && index < units.length - 1) {
    value /= 1024
    index += 1
  }
  return index === 0 ? `${bytes} B` : `${value.toFixed(value < 10 ? 1 : 0)} ${units[index]}`
}

/** `1 step`, `3 steps`, `0 matches`; thousands are separated (`5,123 files`). */
export function count(amount: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(amount)} ${amount === 1 ? singular : plural}`
}

export function formatNumber(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
