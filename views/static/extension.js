/**
 * Proxbox inside the pages of NetBox: a menu in the sidebar; on what Proxbox syncs also tabs, a button that syncs it now,
 * and a mark on the fields that it wrote. An administrator adds this file to NetBox (docs/inside-netbox.md); what a
 * person finds here is what the REST API of Proxbox gives them. Text goes into the page as text, never as HTML.
 */
(() => {
  // NetBox may put the script into the page again when it swaps a part of it.
  if (window.proxboxExtension) {
    window.proxboxExtension.refresh();
    return;
  }
  const script = document.currentScript;
  if (!script?.src || new URL(script.src).origin !== window.location.origin) return;
  const pages = new URL('.', script.src);
  const api = new URL('../../api/plugins/proxbox/', pages);
  const OURS = 'data-proxbox';
  const HASH = '#proxbox-';

  /** What the last answer of the menu said: whose rights count, and which objects Proxbox knows. */
  let session;
  /** `virtualization.virtualmachine/12`: the object that the page is about. */
  let shown;
  let stream;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const icon = (name, more = '') =>
    element('i', { class: `mdi mdi-${name} ${more}`.trim(), 'aria-hidden': 'true' });

  /** The address of a page of Proxbox, or of another web page; undefined for whatever else a link could be. */
  function addressOf(href) {
    if (href?.startsWith('/plugins/proxbox/')) return new URL(href.slice('/plugins/proxbox/'.length), pages).href;
    return /^https?:\/\//.test(href ?? '') ? href : undefined;
  }

  async function ask(path, options = {}) {
    const headers = { Accept: 'application/json', ...options.headers };
    const answer = await fetch(new URL(path, api), { ...options, headers, credentials: 'same-origin' });
    const isJson = answer.headers.get('Content-Type')?.startsWith('application/json');
    const body = isJson ? await answer.json() : undefined;
    if (!answer.ok || body === undefined) throw new Error(sentenceOf(body) ?? `Proxbox answered ${answer.status}.`);
    return body;
  }

  /** `{ detail: '…' }`, or messages by the name of a field. */
  function sentenceOf(body) {
    if (typeof body?.detail === 'string') return body.detail;
    const messages = Object.values(body ?? {}).flat();
    return messages.length > 0 ? messages.map(String).join(' ') : undefined;
  }

  function drawMenu() {
    const list = document.querySelector('#sidebar-menu > ul.navbar-nav');
    if (!list || session.sections.length === 0 || list.querySelector(`[${OURS}=menu]`)) return;
    const column = element('div', { class: 'dropdown-menu-column pb-2' });
    for (const { label, entries } of session.sections) {
      column.append(element('div', { class: 'text-uppercase text-secondary fw-bold fs-5 ps-3 pt-3 pb-1' }, label));
      for (const entry of entries) {
        const link = element('a', { href: addressOf(entry.href), class: 'd-inline-flex flex-fill py-1' }, entry.label);
        const classes = 'dropdown-item d-flex align-items-center justify-content-between ps-3 py-0';
        column.append(element('div', { class: classes }, link));
      }
    }
    const head = element(
      'button',
      {
        type: 'button',
        class: 'nav-link dropdown-toggle',
        'data-bs-toggle': 'dropdown',
        'data-bs-auto-close': 'false',
        'aria-expanded': 'false',
        'aria-label': 'Proxbox',
      },
      element('span', { class: 'nav-link-icon d-md-none d-lg-inline-block' }, icon('dns')),
      element('span', { class: 'nav-link-title' }, 'Proxbox'),
    );
    const columns = element('div', { class: 'dropdown-menu-columns' }, column);
    const menu = element('li', { class: 'nav-item dropdown', [OURS]: 'menu' }, head, element('div', { class: 'dropdown-menu' }, columns)); // prettier-ignore
    const next = list.querySelector('[aria-label=Plugins], [aria-label=Admin]')?.closest('.nav-item');
    list.insertBefore(menu, next ?? null);
  }

  /** NetBox writes the type and the number of an object at the head of each of its pages. */
  function objectOfPage() {
    const text = document.querySelector('#page-content .page-header code')?.textContent ?? '';
    const [, type, id] = /^\s*([a-z_]+\.[a-z_]+):(\d+)\b/.exec(text) ?? [];
    return session.object_types.includes(type) ? `${type}/${id}` : undefined;
  }

  function drawObject(about) {
    drawTabs(about);
    drawSync(about);
    markFields(about.owned_fields);
  }

  function drawTabs({ tabs, href }) {
    const list = document.querySelector('#page-content .page-header ul.nav-tabs');
    if (!list) return;
    for (const tab of tabs) {
      const link = element('a', { class: 'nav-link', href: addressOf(tab.href ?? href) }, `${tab.label} `);
      if (tab.count !== '') link.append(element('span', { class: 'badge text-bg-secondary ms-1' }, tab.count));
      link.addEventListener('click', (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openTab(tab, link);
      });
      list.append(element('li', { role: 'presentation', class: 'nav-item', [OURS]: 'tab' }, link));
      if (window.location.hash === HASH + tab.name) openTab(tab, link);
    }
  }

  /** Shows the rows of a tab in place of what NetBox shows below its own. */
  async function openTab(tab, link) {
    const body = document.querySelector('#page-content .page-body');
    if (!body) return;
    for (const other of link.closest('ul').querySelectorAll('.nav-link')) other.classList.remove('active');
    link.classList.add('active');
    window.history.replaceState(window.history.state, '', HASH + tab.name);
    body.querySelector(`[${OURS}=panel]`)?.remove();
    for (const part of body.children) part.classList.add('d-none');
    const card = element('div', { class: 'card', 'aria-live': 'polite' }, element('div', { class: 'card-body' }, 'Loading…')); // prettier-ignore
    const panel = element('div', { class: 'container-fluid py-3', [OURS]: 'panel' }, card);
    body.append(panel);
    try {
      card.replaceChildren(...cardOf(tab, await ask(`inside/${shown}/${tab.name}/`)));
    } catch (error) {
      card.replaceChildren(element('div', { class: 'card-body' }, error.message));
    }
  }

  function cardOf(tab, { columns, rows, href }) {
    const title = element('h2', { class: 'card-header' }, tab.label);
    const all = addressOf(href);
    if (all) title.append(element('div', { class: 'card-actions' }, element('a', { class: 'btn btn-ghost-primary btn-sm', href: all }, 'Show all in Proxbox'))); // prettier-ignore
    const head = element('tr', {}, ...columns.map((column) => element('th', { scope: 'col' }, column)));
    const lines = rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, contentOf(cell)))));
    const table = element('table', { class: 'table table-hover' }, element('thead', {}, head), element('tbody', {}, ...lines)); // prettier-ignore
    return [title, element('div', { class: 'table-responsive' }, table)];
  }

  function contentOf({ text, href, color }) {
    const address = addressOf(href);
    const words = text === '' ? '—' : text;
    const shownText = color && /^[a-z]+$/.test(color) ? element('span', { class: `badge text-bg-${color}` }, words) : words; // prettier-ignore
    return address ? element('a', { href: address }, shownText) : shownText;
  }

  function drawSync({ sync, missing_since: missingSince }) {
    const buttons = document.querySelector('#page-content .page-header .btn-list');
    if (!buttons) return;
    const status = element('span', { role: 'status', class: 'text-secondary align-self-center', [OURS]: 'status' });
    if (missingSince) status.append(`Proxmox VE has not had it since ${missingSince.slice(0, 10)}.`);
    buttons.prepend(status);
    if (!sync) return;
    const button = element('button', { type: 'button', class: 'btn btn-primary', [OURS]: 'sync' }, icon('sync'), ' Sync Now'); // prettier-ignore
    button.addEventListener('click', () => syncNow(sync, button, status));
    buttons.prepend(button);
  }

  async function syncNow(sync, button, status) {
    button.disabled = true;
    status.replaceChildren('Starting…');
    try {
      // The answer of the menu may be old, and its token with it.
      const { csrf_token: token } = await ask('inside/');
      const run = await ask('sync/runs/', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(token && { 'X-CSRFToken': token }) },
        body: JSON.stringify({ ...sync, mode: 'apply' }),
      });
      follow(run.id, button, status);
    } catch (error) {
      button.disabled = false;
      status.replaceChildren(error.message);
    }
  }

  /** The browser connects again by itself, and tells the server which frame was the last it saw. */
  function follow(id, button, status) {
    stream?.close();
    stream = new EventSource(new URL(`sync/runs/${id}/stream/`, api));
    const told = (name, textOf) =>
      stream.addEventListener(name, ({ data }) => {
        const text = typeof data === 'string' ? textOf(JSON.parse(data)) : undefined;
        if (text) status.replaceChildren(text);
      });
    told('substep', ({ message }) => message);
    told('step', ({ message }) => message);
    told('item_progress', ({ phase, progress }) => `${phase}: ${progress.current} of ${progress.total}`);
    stream.addEventListener('complete', ({ data }) => {
      stream.close();
      const link = element('a', { href: addressOf(`/plugins/proxbox/sync/runs/${id}/`) }, `Sync run ${id}`);
      const again = element('a', { href: window.location.pathname }, 'Show what is new');
      status.replaceChildren(link, `: ${JSON.parse(data).message} `, again);
      button.disabled = false;
    });
    stream.onerror = ({ data }) => {
      if (typeof data === 'string' || stream.readyState !== EventSource.CLOSED) return;
      status.replaceChildren(element('a', { href: addressOf(`/plugins/proxbox/sync/runs/${id}/`) }, `Sync run ${id}`)); // prettier-ignore
      button.disabled = false;
    };
  }

  function markFields(fields) {
    for (const head of document.querySelectorAll('#page-content .page-body table.attr-table th[scope=row]')) {
      const card = head.closest('.card')?.querySelector('.card-header')?.textContent ?? '';
      const isCustom = /custom fields/i.test(card);
      const label = head.textContent.trim().toLowerCase();
      const field = fields.find((one) => one.is_custom === isCustom && one.label.toLowerCase() === label);
      if (!field || head.querySelector(`[${OURS}]`)) continue;
      const words = field.is_kept ? 'Proxbox keeps it as it is in Proxmox VE' : 'Filled by Proxbox; you may change it';
      const title = `${words} (sync run ${field.run}, ${field.at.slice(0, 16).replace('T', ' ')})`;
      const mark = element('span', { class: 'badge badge-outline ms-1 px-1', title, [OURS]: 'mark' });
      mark.append(icon(field.is_kept ? 'sync' : 'pencil-outline'), element('span', { class: 'visually-hidden' }, title));
      head.append(' ', mark);
    }
  }

  /** Draws what is not there yet. Where Proxbox does not answer, NetBox is as it always was. */
  async function refresh() {
    try {
      session ??= await ask('inside/');
      drawMenu();
      const wanted = objectOfPage();
      const isDrawn = document.querySelector(`#page-content [${OURS}=tab], #page-content [${OURS}=status]`) !== null;
      if (wanted === undefined || (wanted === shown && isDrawn)) return;
      shown = wanted;
      const about = await ask(`inside/${wanted}/`);
      if (shown === wanted && document.querySelector(`#page-content [${OURS}=status]`) === null) drawObject(about);
    } catch {
      // Somebody without rights, or without a sidecar that answers: nothing is theirs to see.
    }
  }

  window.proxboxExtension = { refresh };
  document.addEventListener('htmx:afterSettle', refresh);
  document.addEventListener('htmx:historyRestore', refresh);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', refresh);
  else refresh();
})();
