const SHOWN_FOR_MS = 10_000;

/** Takes messages away after ten seconds, as NetBox does; errors stay until they are closed. */
export function watchToasts() {
  for (const toast of document.querySelectorAll('[data-toast]')) {
    if (toast.querySelector('.text-bg-danger')) continue;
    setTimeout(() => toast.remove(), SHOWN_FOR_MS);
  }
}
