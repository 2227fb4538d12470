import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Page } from 'playwright-core';
import { ARTEFACTS } from './judge';

/** How often each page is loaded for its times; more than once where they are what one wants to know. */
const LOADS = Number(process.env.PROXBOX_TEST_PAGE_LOADS ?? 1);

interface Paint {
  route: string;
  scene: string;
  /** Milliseconds until the browser had painted something of the page, one number for each load. */
  loads: number[];
}

/** Opens pages, and keeps how long they took to be seen and what scripts they fetched. */
export class Loads {
  private readonly paints: Paint[] = [];
  private readonly scripts = new Map<string, Promise<number>>();

  constructor(private readonly page: Page) {
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (response.request().resourceType() !== 'script' || this.scripts.has(pathname)) return;
      this.scripts.set(
        pathname,
        response.body().then(({ length }) => length),
      );
    });
  }

  /** Loads a page; the answer is its status. */
  async open(url: string, { route, scene }: { route: string; scene: string }): Promise<number> {
    const paint: Paint = { route, scene, loads: [] };
    let status = 0;
    for (let load = 0; load < LOADS; load += 1) {
      status = (await this.page.goto(url))?.status() ?? 0;
      paint.loads.push(Math.round(await this.firstPaint()));
    }
    this.paints.push(paint);
    return status;
  }

  /** Bytes of each script that any page has fetched, before any compression, by its path. */
  async scriptBytes(): Promise<Map<string, number>> {
    const sizes = [...this.scripts].map(async ([path, size]) => [path, await size] as const);
    return new Map(await Promise.all(sizes));
  }

  /** Writes the first paints of all pages, slowest first, and gives a line that sums them up. */
  tell(): string {
    const rows = this.paints
      .map(({ loads, ...one }) => ({ ...one, median: medianOf(loads), loads }))
      .sort((a, b) => b.median - a.median);
    mkdirSync(ARTEFACTS, { recursive: true });
    writeFileSync(join(ARTEFACTS, 'first-paint.json'), `${JSON.stringify(rows, null, 1)}\n`);
    const medians = rows.map(({ median }) => median);
    const slowest = rows.slice(0, 5).map(({ route, scene, median }) => `${median} ms ${route} (${scene})`);
    return [
      `First contentful paint of ${rows.length} pages, median of ${LOADS}: half within ${medianOf(medians)} ms,`,
      `${medians.filter((one) => one >= 300).length} take 300 ms or more. The slowest: ${slowest.join(', ')}.`,
    ].join(' ');
  }

  private firstPaint(): Promise<number> {
    return this.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const watcher = new PerformanceObserver((list) => {
            for (const { startTime } of list.getEntriesByName('first-contentful-paint')) resolve(startTime);
          });
          watcher.observe({ type: 'paint', buffered: true });
        }),
    );
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
