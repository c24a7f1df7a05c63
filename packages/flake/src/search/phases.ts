export const phases = ['reverse', 'twice', 'shuffle', 'stress', 'environment', 'parallel', 'repeat'] as const

export type Phase = (typeof phases)[number]
