// Small helpers that the shell and the charts call; everything else is rendered by the server.
window.finops = (() => {
  const schemes = new Map();
  document.addEventListener('finops:scheme', e => schemes.forEach(ref => ref.invokeMethodAsync('OnSchemeChanged', e.detail)));

  // With a base address, "#main" alone would leave the page.
  document.addEventListener('click', e => {
    if (!e.target.closest?.('.skip-link')) return;
    e.preventDefault();
    document.getElementById('main')?.focus();
  });

  let palette = null;
  document.addEventListener('keydown', e => {
    if (palette && (e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      palette.invokeMethodAsync('OpenPalette');
    }
  });

  return {
    scheme: () => document.documentElement.dataset.scheme,
    watchScheme: (key, ref) => { schemes.set(key, ref); return document.documentElement.dataset.scheme; },
    unwatchScheme: key => schemes.delete(key),
    watchPalette: ref => { palette = ref; },
    unwatchPalette: () => { palette = null; },
    scrollIntoView: id => document.getElementById(id)?.scrollIntoView({ block: 'nearest' }),
  };
})();

// The circuit is lost: say so, try again, reload when the server no longer knows it.
(() => {
  const dialog = document.getElementById('components-reconnect-modal');
  if (!dialog) return;
  const retryWhenVisible = () => { if (document.visibilityState === 'visible') retry(); };
  async function retry() {
    document.removeEventListener('visibilitychange', retryWhenVisible);
    try {
      if (!await Blazor.reconnect()) location.reload();
    } catch {
      document.addEventListener('visibilitychange', retryWhenVisible);
    }
  }
  dialog.addEventListener('components-reconnect-state-changed', e => {
    switch (e.detail.state) {
      case 'show': if (!dialog.open) dialog.showModal(); break;
      case 'hide': dialog.close(); break;
      case 'failed': document.addEventListener('visibilitychange', retryWhenVisible); break;
      case 'rejected': location.reload(); break;
    }
  });
  document.getElementById('components-reconnect-button').addEventListener('click', retry);
})();
