/** Lists of at most `size`, one after the other, with everything in its order. */
export function chunksOf<E>(all: readonly E[], size: number): E[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
