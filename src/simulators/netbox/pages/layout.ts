import { html, Markup } from './markup';

interface MenuItem {
  label: string;
  href: string;
}

/** Some of NetBox's menu, in its order: `[section, icon, caption of a group, items]`. */
const MENU: [label: string, icon: string, group: string, items: MenuItem[]][] = [
  ['Devices', 'mdi-server', 'Devices', [{ label: 'Devices', href: '/dcim/devices/' }]],
  [
    'Virtualization',
    'mdi-monitor',
    'Virtual Machines',
    [
      { label: 'Virtual Machines', href: '/virtualization/virtual-machines/' },
      { label: 'Clusters', href: '/virtualization/clusters/' },
    ],
  ],
  ['Admin', 'mdi-account-multiple', 'Authentication', [{ label: 'Users', href: '/users/users/' }]],
];

/** What may stand in NetBox's configuration, and what one page says. */
export interface PageOptions {
  title: string;
  content: Markup;
  /** BANNER_BOTTOM: HTML of the administrator. */
  banner: string;
}

/** A page in the layout of NetBox 4.7: templates `base/layout.html` and `navigation/menu.html`, without what nobody looks for. */
export function layout({ title, content, banner }: PageOptions): Markup {
  const bottom = banner === '' ? '' : html`<div class="text-center mx-3 m-2">${new Markup(banner)}</div>`;
  return html`<!DOCTYPE html>
    <html lang="en" data-netbox-version="4.7.3" data-netbox-user-name="admin">
      <head>
        <meta charset="UTF-8" />
        <meta
          name="viewport"
          content="initial-scale=1, maximum-scale=5, width=device-width, viewport-fit=cover"
        />
        <meta name="htmx-config" content='{"scrollBehavior": "auto", "includeIndicatorStyles": false}' />
        <title>${title} | NetBox</title>
        <script src="/static/setmode.js"></script>
        <link rel="stylesheet" href="/static/css/tabler.min.css" />
        <link rel="stylesheet" href="/static/mdi/css/materialdesignicons.min.css" />
        <link rel="stylesheet" href="/static/netbox.css" />
        <link rel="icon" href="data:," />
        <script src="/static/js/tabler.min.js" defer></script>
        <script src="/static/htmx/htmx.min.js" defer></script>
      </head>
      <body>
        <div class="page">
          <aside class="navbar navbar-vertical navbar-expand-lg d-print-none">
            <div class="container-fluid">
              <div class="navbar-brand pb-0"><a href="/">NetBox</a></div>
              <div class="collapse navbar-collapse" id="sidebar-menu">
                <ul
                  class="navbar-nav pt-lg-2"
                  hx-boost="true"
                  hx-target="#page-content"
                  hx-select="#page-content"
                  hx-swap="outerHTML"
                >
                  ${MENU.map(section)}
                </ul>
              </div>
            </div>
          </aside>
          <div class="page-wrapper">
            <div id="page-content">${content}${bottom}</div>
            <footer class="footer footer-transparent d-print-none py-2"></footer>
          </div>
        </div>
      </body>
    </html> `;
}

function section([label, icon, group, items]: (typeof MENU)[number]): Markup {
  return html` <li class="nav-item dropdown">
    <button
      type="button"
      class="nav-link dropdown-toggle"
      data-bs-toggle="dropdown"
      data-bs-auto-close="false"
      aria-expanded="false"
      aria-label="${label}"
    >
      <span class="nav-link-icon d-md-none d-lg-inline-block"
        ><i class="mdi ${icon}" aria-hidden="true"></i
      ></span>
      <span class="nav-link-title">${label}</span>
    </button>
    <div class="dropdown-menu">
      <div class="dropdown-menu-columns">
        <div class="dropdown-menu-column pb-2">
          <div class="text-uppercase text-secondary fw-bold fs-5 ps-3 pt-3 pb-1">${group}</div>
          ${items.map((item) => html`<div class="dropdown-item d-flex align-items-center justify-content-between ps-3 py-0"><a href="${item.href}" class="d-inline-flex flex-fill py-1">${item.label}</a></div>`)}
        </div>
      </div>
    </div>
  </li>`;
}
