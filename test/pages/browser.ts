import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const INSTALLED = '/usr/bin/chromium';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Containers often give /dev/shm too little room for a page.
  '--disable-dev-shm-usage',
];

export interface TestBrowser {
  /** Cookies and storage of one person. */
  context: BrowserContext;
  close(): Promise<void>;
}

/** A real browser with an empty profile: the one of the machine, or the one that came with npm. */
export async function openBrowser(
  options: { width?: number; height?: number; hasScripts?: boolean } = {},
): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'proxbox-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await browserProgram(),
    args: ARGS,
    javaScriptEnabled: options.hasScripts ?? true,
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function browserProgram(): Promise<string> {
  if (existsSync(INSTALLED)) return INSTALLED;
  // Makes it unpack the libraries that a bare machine lacks; it looks at the variable while it is being loaded.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x';
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}
