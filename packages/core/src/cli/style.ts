import { inspect } from 'node:util'
import type { Environment, OutputStream } from './io.ts'

/** Marks for a terminal; each returns its text unchanged where colour is off. */
export interface Style {
  readonly bold: Mark
  readonly dim: Mark
  readonly red: Mark
  readonly green: Mark
  readonly yellow: Mark
}

type Mark = (text: string) => string

export interface ColorChoice {
  readonly stream: OutputStream
  readonly env: Environment
  /** False under `--no-color`. */
  readonly isWanted: boolean
}

/** Colour only on a terminal, and never under NO_COLOR (no-color.org), `--no-color` or TERM=dumb. */
export function chooseStyle({ stream, env, isWanted }: ColorChoice): Style {
  const isColored = isWanted && stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const mark = (name: 'bold' | 'dim' | 'red' | 'green' | 'yellow'): Mark => {
    const [open, close] = inspect.colors[name] ?? [0, 0]
    return isColored ? (text) => `\u001b[${open}m${text}\u001b[${close}m` : (text) => text
  }
  return { bold: mark('bold'), dim: mark('dim'), red: mark('red'), green: mark('green'), yellow: mark('yellow') }
}
