import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AxeResults } from 'axe-core';
import { type Page } from 'playwright-core';
import { projectRoot } from '../../src/config/project-root';

/** Git ignores it; continuous integration keeps it. */
export const ARTEFACTS = join(projectRoot, 'artefacts');
const PICTURES = join(ARTEFACTS, 'screens');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const MODES = ['light', 'dark'] as const;
/** Between the modes nothing but the colours changes. */
const RULES = {
  light: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
  dark: ['color-contrast'],
};

/** What others have made: Swagger UI. */
const FOREIGN = ['.swagger-ui'];
/** The parts that all pages have in common. */
const AROUND = ['aside.navbar-vertical', 'header.top-bar', 'footer.footer'];

/** Finds what is wrong with the pages that one browser page opens: for any eyes, a screen reader, a phone, and in the console. */
export class Judge {
  private found: string[] = [];

  constructor(private readonly page: Page) {
    page.on('pageerror', (error) => this.found.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.found.push(`${page.url()}: ${message.text()}`);
    });
    mkdirSync(PICTURES, { recursive: true });
  }

  /** Colours that are still on their way would be measured. */
  async begin(): Promise<void> {
    await this.page.emulateMedia({ reducedMotion: 'reduce' });
  }

  /** What was found since it was asked last. */
  take(): string[] {
    return this.found.splice(0);
  }

  /**
   * Judges the page that is open, in both colour modes, and at the width of a phone; keeps pictures under a name. Without
   * `isWhole` the parts that all pages have in common are left to other pages.
   */
  async judge(
    name: string,
    pictures: readonly ('light' | 'dark' | 'phone')[] = [],
    { isWhole = true } = {},
  ): Promise<void> {
    const { page } = this;
    const exclude = isWhole ? FOREIGN : [...FOREIGN, ...AROUND];
    const keep = async (kind: (typeof pictures)[number]): Promise<void> => {
      if (!pictures.includes(kind)) return;
      await page.screenshot({ path: join(PICTURES, `${name}-${kind}.png`), fullPage: kind !== 'phone' });
    };
    // The policy of our pages lets no script in; the browser's own debugging is above it.
    await page.evaluate(AXE);
    for (const mode of MODES) {
      await page.evaluate((wanted) => (document.documentElement.dataset.bsTheme = wanted), mode);
      await keep(mode);
      this.found.push(
        ...(await this.violations(RULES[mode], exclude)).map((line) => `${name}, ${mode}: ${line}`),
      );
    }
    await page.evaluate(() => (document.documentElement.dataset.bsTheme = 'light'));
    await page.setViewportSize(PHONE);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overflow > 0) this.found.push(`${name} is ${overflow} pixels wider than a phone`);
    await keep('phone');
    await page.setViewportSize(DESK);
  }

  /** What WCAG 2.1 AA forbids on the page that is open, as lines: rule, element, reason. */
  private async violations(runOnly: readonly string[], exclude: readonly string[]): Promise<string[]> {
    const results = (await this.page.evaluate(
      ([where, what]) =>
        (globalThis as unknown as { axe: { run: (...options: object[]) => Promise<unknown> } }).axe.run(
          where,
          what,
        ),
      [{ exclude }, { runOnly, resultTypes: ['violations'] }],
    )) as AxeResults;
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary?.slice(0, 200)}`,
      ),
    );
  }
}
