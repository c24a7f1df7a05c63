import type { Checkout } from '../checkout.ts'
import type { DoctorCheck } from '../doctor-answer.ts'

export interface PlanContext extends Checkout {
  readonly isOffline: boolean
  /** What doctor says, asked once and only when a part wants to know; undefined where it gave no answer. */
  readonly doctor: () => Promise<readonly DoctorCheck[] | undefined>
}
