// Small helpers that the shell and the charts call; everything else is rendered by the server.
window.finops = (() => {
  let page = null;
  const drawChart = chart => {
    if (!chart.finopsChange) return;
    chart.finopsChange = 0;
    Plotly.redraw(chart);
  };
  const tellVisibility = () => page?.invokeMethodAsync('OnVisibilityChanged', document.visibilityState === 'hidden');
  document.addEventListener('visibilitychange', tellVisibility);
  document.addEventListener('finops:scheme', e => page?.invokeMethodAsync('OnSchemeChanged', e.detail));

  // With a base address, "#main" alone would leave the page.
  document.addEventListener('click', e => {
    if (!e.target.closest?.('.skip-link')) return;
    e.preventDefault();
    document.getElementById('main')?.focus();
  });

  document.addEventListener('keydown', e => {
    if (page && (e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      page.invokeMethodAsync('OpenPalette');
    }
  });

  // Drop-downs made of <details> close like menus do.
  const openPickers = () => document.querySelectorAll('details.picker[open], details.bottom-more[open]');
  document.addEventListener('click', e => openPickers().forEach(d => { if (!d.contains(e.target)) d.open = false; }));
  document.addEventListener('keydown', e => {
    if (e.key !== 'Escape') return;
    openPickers().forEach(d => { d.open = false; d.querySelector('summary')?.focus(); });
  });
  document.addEventListener('click', e => {
    const link = e.target.closest?.('[data-closes]');
    if (link) openPickers().forEach(d => { d.open = false; });
  });

  document.addEventListener('click', e => { if (e.target.closest?.('[data-toggles-rail]')) finopsTheme.toggleRail(); });
  document.addEventListener('click', e => { if (e.target.closest?.('[data-prints]')) print(); });
  // A button with data-copy copies the text of the element it names; without the clipboard the text is selected.
  document.addEventListener('click', async e => {
    const button = e.target.closest?.('[data-copy]');
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(source);
    }
  });

  return {
    watch: ref => {
      page = ref;
      document.documentElement.dataset.live = 'yes';
      if (document.visibilityState === 'hidden') tellVisibility();
      return document.documentElement.dataset.scheme;
    },
    // Answers once everything that was sent before is on the page.
    drawn: () => { },
    // Changes single points of a chart: trace, place, value and text of each. What would move nothing by half a pixel is drawn later, together with more or
    // when somebody points at it, because drawing is the dearest part of a live page.
    setPoints: (id, points) => {
      const chart = document.getElementById(id);
      if (!chart?.data || !window.Plotly) return;
      const axis = chart._fullLayout?.yaxis;
      const perPixel = axis?._length ? Math.abs(axis.range[1] - axis.range[0]) / axis._length : 0;
      let change = chart.finopsChange ?? 0;
      for (const [trace, at, value, text] of points) {
        const drawing = chart.data[trace];
        change += Math.abs((value ?? 0) - (drawing.y[at] ?? 0));
        drawing.y[at] = value;
        drawing.customdata[at] = text;
      }
      chart.finopsChange = change;
      if (!perPixel || change >= perPixel / 2) drawChart(chart);
      else chart.addEventListener('pointerenter', () => drawChart(chart), { once: true });
    },
    unwatch: () => { page = null; delete document.documentElement.dataset.live; },
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

// The server has no room for another live page: say so, instead of showing one that hears nothing.
(() => {
  const dialog = document.getElementById('too-many-pages');
  if (!dialog || !window.PerformanceObserver) return;
  new PerformanceObserver(list => {
    if (list.getEntries().some(e => e.responseStatus === 429 && e.name.includes('/_blazor/negotiate')) && !dialog.open) dialog.showModal();
  }).observe({ type: 'resource', buffered: true });
  dialog.querySelector('button').addEventListener('click', () => location.reload());
})();
