/** Where the simulated NetBox answers otherwise on purpose, by the name of the step, and why. */
export const knownDifferences: Readonly<Record<string, string>> = {};
