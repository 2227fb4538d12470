// Runs in the head, before anything is painted. The key is NetBox's, so that both look the same on one address.
(() => {
  let mode = null;
  try {
    mode = localStorage.getItem('netbox-color-mode');
  } catch {
    // Storage is closed to us; the system's choice stays.
  }
  if (mode !== 'dark' && mode !== 'light') {
    mode = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  document.documentElement.dataset.bsTheme = mode;
  document.documentElement.classList.add('has-script');
})();
