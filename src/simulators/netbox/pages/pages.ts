import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { type Database } from '../database';
import { type Values } from '../definition';
import { Presenter } from '../present';
import { layout } from './layout';
import { html, type Markup } from './markup';
import { objectPage, objectPages, type Surroundings } from './object-page';

/** What a browser gets. */
export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** NetBox ships these packages in its own bundles. */
const FOLDERS: readonly [prefix: string, packageName: string, folder: string][] = [
  ['/static/css/', '@tabler/core', 'dist/css'],
  ['/static/js/', '@tabler/core', 'dist/js'],
  ['/static/mdi/', '@mdi/font', ''],
  ['/static/htmx/', 'htmx.org', 'dist'],
];
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.woff2': 'font/woff2',
};
const SET_MODE = `document.documentElement.setAttribute('data-bs-theme', localStorage.getItem('netbox-color-mode') ?? 'light');\n`;
/** The colours of NetBox's theme, light and dark; two are a little stronger, since NetBox's own contrast would hide that of what is added. */
const THEME = `
:root { --tblr-primary-fg: #fff; --tblr-primary: #00857d; --tblr-primary-rgb: 0, 133, 125; --tblr-link-color: #00857d; --tblr-link-color-rgb: 0, 133, 125; }
[data-bs-theme=dark] { --tblr-link-color: #00f2d4; --tblr-link-color-rgb: 0, 242, 212; --tblr-body-bg: #001423; --tblr-bg-surface: #081b2a; --tblr-secondary: #9ca3af; }
[data-bs-theme=dark] .nav-tabs { --tblr-nav-link-color: #d1d5db; }
`;
const WRITTEN: Readonly<Record<string, PageAnswer>> = {
  '/static/setmode.js': { status: 200, headers: { 'Content-Type': 'text/javascript' }, body: SET_MODE },
  '/static/netbox.css': { status: 200, headers: { 'Content-Type': 'text/css' }, body: THEME },
};
/** Stricter than NetBox itself: what works here works behind whatever an administrator demands. */
const POLICY = "default-src 'self'; img-src 'self' data:; font-src 'self' data:";

/** The few HTML pages of the simulated NetBox that something of Proxbox appears in. */
export class Pages {
  constructor(
    private readonly db: Database,
    /** BANNER_BOTTOM. */
    private readonly banner: string,
  ) {}

  /** Undefined for an address that is no page. */
  answer(path: string, base: string): PageAnswer | undefined {
    if (path.startsWith('/static/')) return file(path);
    if (path === '/')
      return this.page('Home', html`<div class="page-body"><h1 class="page-title">Home</h1></div>`);
    const [, listPath, id] = /^\/([a-z]+\/[a-z-]+)\/(?:(\d+)\/)?$/.exec(path) ?? [];
    const page = objectPages.find((one) => one.path === listPath);
    if (!page) return undefined;
    const table = this.db.table(page.path);
    const present = new Presenter(this.db, base);
    if (id === undefined) {
      const rows = [...table.rows.values()].map((row) => present.object(table, row));
      const lines = rows.map((row) => html`<li><a href="/${page.path}/${String(row.id)}/">${String(row.display)}</a></li>`); // prettier-ignore
      return this.page(page.namePlural, html`<div class="page-body"><h1 class="page-title">${page.namePlural}</h1><ul>${lines}</ul></div>`); // prettier-ignore
    }
    const row = table.rows.get(Number(id));
    if (!row) return undefined;
    const shown = present.object(table, row);
    return this.page(String(shown.display), objectPage(page, shown, this.around(page.objectType, shown)));
  }

  private page(title: string, content: Markup): PageAnswer {
    const body = layout({ title, content, banner: this.banner }).text;
    return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY }, body }; // prettier-ignore
  }

  private around(objectType: string, shown: Values): Surroundings {
    const about = (row: Values) => (row.object_types as string[]).includes(objectType);
    const rowsOf = (path: string): Values[] => [...this.db.table(path).rows.values()].filter(about);
    return {
      customFields: rowsOf('extras/custom-fields').map(({ name, label }) => ({ name: String(name), label: String(label) })), // prettier-ignore
      links: rowsOf('extras/custom-links')
        .filter(({ enabled }) => enabled === true)
        .map((link) => ({ text: rendered(link.link_text, shown), url: rendered(link.link_url, shown) }))
        // As in NetBox, a link without words is none.
        .filter(({ text }) => text !== ''),
    };
  }
}

/** As much of Jinja as links need: `{{ object.pk }}`, and a condition on a tag. */
function rendered(template: unknown, object: Values): string {
  const slugs = ((object.tags ?? []) as { slug: string }[]).map(({ slug }) => slug);
  const chosen = String(template).replace(
    /\{% if '([\w-]+)' in object\.tags\.slugs\(\) %\}(.*?)\{% endif %\}/g,
    (_whole, slug: string, text: string) => (slugs.includes(slug) ? text : ''),
  );
  return chosen.replace(/\{\{\s*object\.(\w+)\s*\}\}/g, (_whole, key: string) =>
    String(object[key === 'pk' ? 'id' : key] ?? ''),
  );
}

function file(path: string): PageAnswer | undefined {
  if (Object.hasOwn(WRITTEN, path)) return WRITTEN[path];
  const found = FOLDERS.find(([prefix]) => path.startsWith(prefix));
  if (!found || path.includes('..')) return undefined;
  const [prefix, packageName, folder] = found;
  const root = join(dirname(require.resolve(`${packageName}/package.json`)), folder);
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  try {
    return { status: 200, headers: { 'Content-Type': type }, body: readFileSync(join(root, path.slice(prefix.length))) }; // prettier-ignore
  } catch {
    return undefined;
  }
}
