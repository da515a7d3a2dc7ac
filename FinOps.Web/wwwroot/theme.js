// Before the first paint: which scheme the choice means on this machine. Later: follow the choice and the system.
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const choice = root.dataset.theme;
    const scheme = choice === 'dark' || (choice !== 'light' && system.matches) ? 'dark' : 'light';
    if (root.dataset.scheme === scheme) return;
    root.dataset.scheme = scheme;
    document.dispatchEvent(new CustomEvent('finops:scheme', { detail: scheme }));
  };
  const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`; };
  window.finopsTheme = {
    choose(choice) { root.dataset.theme = choice; keep('theme', choice); apply(); },
    choice: () => root.dataset.theme,
    toggleRail() { root.dataset.nav = root.dataset.nav === 'rail' ? 'full' : 'rail'; keep('nav', root.dataset.nav); },
  };
  system.addEventListener('change', apply);
  apply();
})();
