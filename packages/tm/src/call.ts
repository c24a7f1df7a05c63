import type { Io } from '@groundcrew/core/cli'
import type { Outward } from './outward.ts'
import type { Session, SessionFlags } from './tm.ts'

type Use<T> = (session: Session) => Promise<T>

/** `change` of `tm.ts`, loaded when it is called: help and version need no database. */
export async function change<T>(io: Io, flags: SessionFlags, use: Use<T>): Promise<Outward<T>> {
  const tm = await import('./tm.ts')
  return tm.change(io, flags, use)
}

/** `changeExisting` of `tm.ts`, loaded when it is called. */
export async function changeExisting<T>(io: Io, flags: SessionFlags, use: Use<T>): Promise<Outward<T>> {
  const tm = await import('./tm.ts')
  return tm.changeExisting(io, flags, use)
}

/** `look` of `tm.ts`, loaded when it is called. */
export async function look<T>(io: Io, flags: SessionFlags, use: Use<T>): Promise<Outward<T>> {
  const tm = await import('./tm.ts')
  return tm.look(io, flags, use)
}
