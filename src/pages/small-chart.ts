/** Measures of a small chart, in its own units. */
export const CHART = { width: 240, height: 60 } as const;

/** Points of a line through values, the largest at the top; a single value is a level line. Pure. */
export function linePoints(values: readonly number[]): string {
  const most = Math.max(...values, 0) || 1;
  const step = values.length > 1 ? CHART.width / (values.length - 1) : CHART.width;
  const points = (values.length === 1 ? [values[0], values[0]] : values).map(
    (value, index) => `${rounded(index * step)},${rounded(CHART.height - (value / most) * CHART.height)}`,
  );
  return points.join(' ');
}

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Bars side by side, the largest as high as the chart; what is zero has no height. Pure. */
export function barsOf(values: readonly number[]): Bar[] {
  const most = Math.max(...values, 0) || 1;
  const place = CHART.width / Math.max(values.length, 1);
  return values.map((value, index) => {
    const height = rounded((value / most) * CHART.height);
    return {
      x: rounded(index * place + place * 0.1),
      y: rounded(CHART.height - height),
      width: rounded(place * 0.8),
      height,
    };
  });
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}
