export const phases = ['reverse', 'stress', 'twice', 'shuffle', 'environment', 'parallel', 'repeat'] as const

export type Phase = (typeof phases)[number]
