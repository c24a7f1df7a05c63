/** The file that an id begins with; the whole of an id that has no parts. */
export function testFile(test: string): string {
  return test.split(/ > |::/)[0] ?? test
}
