/** Closes an open menu when a person clicks beside it or presses Escape. */
export function watchMenus() {
  const closeExcept = (kept) => {
    for (const menu of document.querySelectorAll('details[data-menu][open]')) {
      if (menu !== kept) menu.open = false;
    }
  };
  document.addEventListener('click', (event) =>
    closeExcept(event.target.closest?.('details[data-menu]') ?? null),
  );
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeExcept(null);
  });
}
