const KEY = 'proxbox-closed-menu-sections';

/** Keeps the menu sections that a person closed closed on the next page. */
export function watchMenuSections() {
  const closed = new Set(read());
  for (const section of document.querySelectorAll('[data-menu-section]')) {
    if (closed.has(section.dataset.menuSection)) section.open = false;
    section.addEventListener('toggle', () => {
      if (section.open) closed.delete(section.dataset.menuSection);
      else closed.add(section.dataset.menuSection);
      write([...closed]);
    });
  }
}

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}

function write(labels) {
  try {
    localStorage.setItem(KEY, JSON.stringify(labels));
  } catch {
    // Storage is closed to us; the choice lasts as long as the page.
  }
}
