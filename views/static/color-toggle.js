/** Lets the light bulb in the top bar switch between light and dark, and remembers the choice. */
export function watchColorToggle() {
  for (const button of document.querySelectorAll('[data-color-mode-toggle]')) {
    button.addEventListener('click', () => {
      const root = document.documentElement;
      root.dataset.bsTheme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
      remember('netbox-color-mode', root.dataset.bsTheme);
    });
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is closed to us; the choice lasts as long as the page.
  }
}
