export function decodePath(_bytes: Uint8Array): string {
  throw new Error('not written yet')
}
export function encodePath(_path: string): Buffer | string {
  throw new Error('not written yet')
}
export function hasRawBytes(_path: string): boolean {
  throw new Error('not written yet')
}
/** Orders paths by their bytes, as git does. For `Array.sort`. */
export function comparePaths(_left: string, _right: string): number {
  throw new Error('not written yet')
}
