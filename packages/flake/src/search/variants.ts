import { availableParallelism } from 'node:os'
import type { Variant } from '../model/plan.ts'

/**
 * Load alone hardly shows a timing flake (2 of 60 runs under two busy processes); with a lower priority than the load it does (55 of
 * 60).
 */
export const stressVariant: Variant = {
  name: `${availableParallelism()} busy processes and nice 10`,
  cause: 'load',
  stress: { busyProcesses: availableParallelism(), niceness: 10 },
}

/** What waits and what measures time has so many times as long: what fails for being slow passes. */
export const stretchedVariant: Variant = { name: 'time ten times as slow', cause: 'load', timeFactor: 10 }

export const parallelVariant: Variant = { name: 'twice at the same time', cause: 'itself in parallel', copies: 2 }

/** What machines and days differ in. Times are fixed: a plan says the same next year. */
export const environmentVariants: readonly Variant[] = [
  // The two ends of the day: 14 hours ahead of UTC, and 11 behind.
  timeZone('Pacific/Kiritimati'),
  timeZone('Pacific/Pago_Pago'),
  // The last seconds of a Sunday, a month and a year; and a day that most years do not have.
  clock('2028-12-31T23:59:57Z'),
  clock('2028-02-29T12:00:00Z'),
  {
    name: 'locale tr_TR',
    cause: 'locale',
    environment: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', LANGUAGE: 'tr' },
  },
  { name: 'a new TMPDIR', cause: 'temporary directory', hasOddTemporaryDirectory: true },
  { name: 'no network', cause: 'network', isOffline: true },
]

export function randomSeed(seed: number): Variant {
  return { name: `random seed ${seed}`, cause: 'random seed', randomSeed: seed }
}

/** Python alone orders sets by it. */
export function hashSeed(seed: number): Variant {
  return { name: `PYTHONHASHSEED=${seed}`, cause: 'hash seed', environment: { PYTHONHASHSEED: String(seed) } }
}

function timeZone(zone: string): Variant {
  return { name: `TZ=${zone}`, cause: 'time zone', environment: { TZ: zone } }
}

function clock(time: string): Variant {
  return { name: `clock at ${time}`, cause: 'clock', clock: time }
}
