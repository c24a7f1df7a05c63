/** What `triage new` fills in. A repository's own template may use the same placeholders. */
export const defaultTemplate = `# {{name}}

{{date}}, at {{head}}

## Failures

{{groups}}

## Reproduce

{{reproduce}}

## Environment

{{environment}}

## Recent commits

{{commits}}

## Owners

{{owners}}

## What reaches it

{{impact}}

## Notes

`
