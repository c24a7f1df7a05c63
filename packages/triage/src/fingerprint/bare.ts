/** Words that any failure may be described with. */
const emptyWords = new Set(
  `a aborted about above actual after all an and any argument as assert assertion assertionerror assertionfailederror async at be because been by
  called cancelled code command completed configure could detected did done due ended ensure equal err error errors exceeded exception exit exited expect
  expected expectation fail failed failing failure failures false fatal finished for found from get globally got had has hook hooks if in internal is it
  its job kill killed last lifecycle long match message more ms nil no none not null of ok on one or panic pass passing process promise received
  rejection resolve resolves result returned returning run running runtimeerror s script see seconds sec sigkill sigterm signal something state status step stopped
  strictly task terminated test tests testtimeout than that the this time timed timeout timeouterror to true try type undefined unexpected unhandled
  unknown unsuccessful value values was went were while with within wrong elifecycle jest vitest increase settimeout
  browsertimeout default minute minutes millis milliseconds file line details stack trace target recipe`.split(/\s+/),
)

/** Says nothing that would tell it from any other failure: `timeout`, `exit 1`, `expected true to be false`. */
export function isBare(template: string): boolean {
  const words = template.toLowerCase().match(/[a-z]+(?:[a-z_-]*[a-z])?/g) ?? []
  return words.every((word) => emptyWords.has(word) || word.length < 2)
}

export function isTimeout(template: string): boolean {
  return /\btime(?:d[ -]?)?[ -]?out\b|\bdeadline exceeded\b|TimeoutError/i.test(template)
}
