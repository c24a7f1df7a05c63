/** One option as a word of NODE_OPTIONS, which knows double quotes and backslashes (node(1)). */
export function quoteNodeOption(option: string): string {
  return /[\s"\\]/.test(option) ? `"${option.replaceAll(/["\\]/g, String.raw`\$&`)}"` : option
}
