import { note, type Io } from '@groundcrew/core/cli'
import { describeRecovery } from './apply/describe-recovery.ts'
import { isInterrupted, recover, type Recovery } from './apply/recover.ts'
import { findPlace, type Place } from './plan/place.ts'

/** The place, after what a crash left behind has been brought to its end. */
export async function enter(io: Io): Promise<Place> {
  const place = await findPlace(io)
  if (isInterrupted(place)) tellRecovery(io, await recover(place, io.signal))
  return place
}

export function tellRecovery(io: Io, recovery: Recovery): void {
  if (recovery.kind === 'nothing to do') return
  note(io, `codemod: ${describeRecovery(recovery)}`)
}

export function timeOf(io: Io): string {
  return new Date(io.now()).toISOString()
}
