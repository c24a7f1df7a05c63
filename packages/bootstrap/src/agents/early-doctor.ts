/**
 * How the entry script hands over what `doctor --brief` prints: a second Node one after the other would be twice the time that a session waits.
 * The variable names the work tree that doctor was asked about.
 */
export const earlyDoctor = { variable: 'GROUNDCREW_EARLY_DOCTOR', descriptor: 4 } as const
