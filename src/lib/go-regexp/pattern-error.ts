/** Ends the parse of a pattern at its first mistake; never leaves this folder. */
export class PatternError extends Error {}
