/** Text as the content or a quoted attribute of XML or HTML. What XML 1.0 admits nowhere (control characters, lone surrogates) becomes a space. */
export function escapeMarkup(text: string): string {
  // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
  const printable = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu, ' ')
  return printable.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
