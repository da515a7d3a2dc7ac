// Gives the dashboard's controls the names that it leaves out, for those who cannot see them.
(() => {
  document.documentElement.lang = 'en';
  const name = () => {
    document.querySelectorAll('.navbar-toggle:not([aria-label])').forEach(e => e.setAttribute('aria-label', 'Menu'));
    document.querySelectorAll('input[type=checkbox]:not([aria-label])').forEach(e => {
      const row = e.closest('tbody tr');
      e.setAttribute('aria-label', row ? `Select ${row.innerText.trim().split(/\s+/)[0]}` : 'Select all');
    });
  };
  name();
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
})();
