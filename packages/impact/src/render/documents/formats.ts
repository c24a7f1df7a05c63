/** How a report is written for people. */
export const DOCUMENT_FORMATS = ['text', 'mermaid', 'github-comment', 'html'] as const

export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number]
