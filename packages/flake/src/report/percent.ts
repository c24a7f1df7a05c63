/** `12 %`, `4.4 %`, `0 %`. */
export function percent(rate: number): string {
  const value = rate * 100
  return `${value >= 10 || value === 0 ? value.toFixed(0) : value.toFixed(1)} %`
}
