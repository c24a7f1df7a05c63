/** What a runbook is about. */
export type Scope = { readonly kind: 'task' | 'tree'; readonly task: number | string } | { readonly kind: 'all' }
