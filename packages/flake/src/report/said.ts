import { escapeLine, truncateLine } from '@groundcrew/core/text'
import { headlineOf } from '../judge/headline.ts'

const lengthMax = 160

/** The failure's own words for a line of a report. */
export function said(message: string): string {
  return truncateLine(escapeLine(headlineOf(message)), lengthMax)
}
