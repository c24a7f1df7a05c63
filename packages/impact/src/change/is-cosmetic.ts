import type { FileChange } from './types.ts'

/** Whether a file differs in nothing but comments and layout, as far as its declarations tell. */
export function isCosmetic({ declarations }: Pick<FileChange, 'declarations'>): boolean {
  return declarations.length > 0 && declarations.every((one) => one.class === 'cosmetic')
}
