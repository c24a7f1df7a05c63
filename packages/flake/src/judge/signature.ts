import { headlineOf } from './headline.ts'

/** What two failures of one kind have in common: their message without what differs from run to run. */
export function signatureOf(message: string): string {
  return headlineOf(message)
    .replaceAll(/(?:file:\/\/)?\/[^\s'"():,]+/g, '<path>')
    .replaceAll(/\b0x[\da-f]+\b/gi, '<number>')
    .replaceAll(/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>')
    .replaceAll(/-?\b\d+(?:[.,]\d+)*\w*/g, '<number>')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
