/** What another program's file has to hold before it is read as a profile. Each returns what is wrong, or undefined. */

type Fields = Readonly<Record<string, unknown>>

/** Of V8's format (`.cpuprofile`). */
export function faultOfV8Profile(document: Fields): string | undefined {
  const nodes = listOf(document['nodes'])
  if (nodes === undefined || nodes.length === 0) return 'it has no nodes'
  for (const [index, node] of nodes.entries()) {
    const frame = fieldsOf(fieldsOf(node)['callFrame'])
    const isWhole = typeof frame['functionName'] === 'string' && typeof frame['url'] === 'string'
    if (typeof fieldsOf(node)['id'] !== 'number' || !isWhole || typeof frame['lineNumber'] !== 'number')
      return `node ${index + 1} does not say where it is`
  }
  const [samples, deltas] = [document['samples'], document['timeDeltas']]
  if (!isNumbers(samples) || !isNumbers(deltas)) return 'it has no samples'
  if (samples.length > deltas.length) return `of ${samples.length} samples only ${deltas.length} have a time`
  return undefined
}

/** Of V8's sampled allocations (`.heapprofile`). */
export function faultOfHeapProfile(document: Fields): string | undefined {
  const pending = [document['head']]
  for (let count = 1; pending.length > 0; count++) {
    const { callFrame, selfSize, children } = fieldsOf(pending.pop())
    const { functionName, url, lineNumber } = fieldsOf(callFrame)
    const isPlaced = typeof functionName === 'string' && typeof url === 'string' && typeof lineNumber === 'number'
    if (!isPlaced || typeof selfSize !== 'number') return `node ${count} does not say where it is and what it got`
    pending.push(...(listOf(children) ?? []))
  }
  return undefined
}

/** Of speedscope's format. */
export function faultOfSpeedscope(document: Fields): string | undefined {
  const frames = listOf(fieldsOf(document['shared'])['frames'])
  if (frames === undefined) return 'it has no frames'
  if (frames.some((frame) => typeof fieldsOf(frame)['name'] !== 'string')) return 'a frame has no name'
  const isFrame = (value: unknown): boolean => typeof value === 'number' && frames[value] !== undefined
  const profiles = listOf(document['profiles']) ?? []
  if (profiles.length === 0) return 'it has no profiles'
  for (const [index, profile] of profiles.entries()) {
    const { type, samples, weights, events, unit } = fieldsOf(profile)
    if (unit === 'bytes') return 'it is measured in bytes, not in time'
    const isWhole =
      type === 'sampled'
        ? listOf(samples)?.every((stack) => listOf(stack)?.every(isFrame)) === true && isNumbers(weights)
        : type === 'evented' &&
          listOf(events)?.every((event) => {
            const { at, frame } = fieldsOf(event)
            return typeof at === 'number' && isFrame(frame)
          }) === true
    if (!isWhole) return `its profile ${index + 1} is neither of samples nor of events`
  }
  return undefined
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

function isNumbers(value: unknown): value is readonly number[] {
  return listOf(value)?.every((entry) => typeof entry === 'number') === true
}
