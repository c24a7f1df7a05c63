import { access, constants, stat, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stateDirectory } from '@groundcrew/core/repo'
import { formatBytes, formatNumber } from '@groundcrew/core/text'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { fail, ok, skip, unknown, warn } from '../finding.ts'
import type { Finding } from '../report.ts'

/** Below it an install or a build runs out of space; below the second it may. */
export const freeBytesFail = 100 * 1024 ** 2
export const freeBytesWarn = 1024 ** 3
/** The same for files: an install makes tens of thousands. */
const freeInodesFail = 1000
export const freeInodesWarn = 20_000

/** Room for what builds and tests write, where they write it. */
export function diskChecks(context: CheckContext): readonly PlannedCheck[] {
  return [
    { id: 'disk.inodes', make: async () => judgeInodes(await readPlaces(context)) },
    { id: 'disk.space', make: async () => judgeSpace(await readPlaces(context)) },
    { id: 'disk.writable', make: () => judgeWritable(context) },
  ]
}

/** A file system, and what of ours lies on it. */
export interface Place {
  readonly names: readonly string[]
  readonly path: string
  readonly freeBytes: number
  /** `undefined` where the file system has no fixed number of files. */
  readonly freeInodes: number | undefined
}

async function readPlaces(context: CheckContext): Promise<readonly Place[]> {
  const wanted = [
    { name: 'repository', path: context.root },
    { name: 'temporary files', path: context.env['TMPDIR'] ?? tmpdir() },
    { name: 'state', path: await stateDirectory(context.root, context.env).catch(() => context.root) },
  ]
  const places = new Map<number, Place>()
  for (const { name, path: wantedPath } of wanted) {
    const found = await readPlace(wantedPath)
    if (found === undefined) continue
    const known = places.get(found.device)
    places.set(found.device, {
      ...found.place,
      names: [...(known?.names ?? []), name],
      path: known?.path ?? found.place.path,
    })
  }
  return [...places.values()]
}

async function readPlace(wanted: string): Promise<{ device: number; place: Place } | undefined> {
  const existing = await nearestExisting(wanted)
  if (existing === undefined) return undefined
  const { bavail, bsize, ffree, files } = await statfs(existing.path)
  const freeInodes = files > 0 ? ffree : undefined
  return { device: existing.device, place: { names: [], path: existing.path, freeBytes: bavail * bsize, freeInodes } }
}

/** The directory itself, or the one above it in which it will be made. */
async function nearestExisting(wanted: string): Promise<{ path: string; device: number } | undefined> {
  for (let at = path.resolve(wanted); ; at = path.dirname(at)) {
    const stats = await stat(at).catch(() => undefined)
    if (stats !== undefined) return { path: at, device: stats.dev }
    if (at === path.dirname(at)) return undefined
  }
}

export function judgeSpace(places: readonly Place[]): Finding {
  return judge(places, {
    read: ({ freeBytes }) => freeBytes,
    show: (free) => `${formatBytes(free)} free`,
    asked: (least) => `at least ${formatBytes(least)} is asked`,
    least: { fail: freeBytesFail, warn: freeBytesWarn },
  })
}

export function judgeInodes(places: readonly Place[]): Finding {
  return judge(places, {
    read: ({ freeInodes }) => freeInodes,
    show: (free) => `${formatNumber(free)} free inodes`,
    asked: (least) => `at least ${formatNumber(least)} are asked`,
    least: { fail: freeInodesFail, warn: freeInodesWarn },
  })
}

interface Measure {
  readonly read: (place: Place) => number | undefined
  readonly show: (free: number) => string
  readonly asked: (least: number) => string
  readonly least: { readonly fail: number; readonly warn: number }
}

function judge(places: readonly Place[], { read, show, asked, least }: Measure): Finding {
  const measured = places.flatMap((place) => {
    const free = read(place)
    return free === undefined ? [] : [{ place, free }]
  })
  measured.sort((left, right) => left.free - right.free)
  const [tightest] = measured
  if (places.length === 0) return unknown('the file systems could not be read')
  if (tightest === undefined) return skip('these file systems have no fixed number of files')
  const facts = { path: tightest.place.path, free: tightest.free }
  const what = `${show(tightest.free)} for ${tightest.place.names.join(', ')} at ${tightest.place.path}`
  if (tightest.free >= least.warn) return ok(what, { facts })
  const message = `${what}, ${asked(least.warn)}`
  const fix = 'ask the user to make room on that file system'
  return tightest.free < least.fail ? fail(message, { facts, fix }) : warn(message, { facts, fix })
}

async function judgeWritable({ root }: CheckContext): Promise<Finding> {
  try {
    await access(root, constants.W_OK)
    return ok('the checkout can be written')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
      const fix = 'ask the user for a checkout that can be written'
      return warn(`the checkout cannot be written (${code}): builds and installs in it will fail`, { fix })
    }
    throw error
  }
}
