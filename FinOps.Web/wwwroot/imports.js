// Uploads of usage logs: the browser streams the file itself, so that a gigabyte neither passes through the circuit nor is held in memory.
const HeadBytes = 65536;
const files = new Map();
let next = 0;

export function attach(zone, input, page) {
  const over = on => zone.classList.toggle('over', on);
  const depth = { count: 0 };
  const onEnter = e => { e.preventDefault(); depth.count++; over(true); };
  const onLeave = () => { if (--depth.count <= 0) { depth.count = 0; over(false); } };
  const onDrag = e => e.preventDefault();
  const onDrop = e => { e.preventDefault(); depth.count = 0; over(false); choose(e.dataTransfer.files, page); };
  const onChange = () => { choose(input.files, page); input.value = ''; };
  zone.addEventListener('dragenter', onEnter);
  zone.addEventListener('dragleave', onLeave);
  zone.addEventListener('dragover', onDrag);
  zone.addEventListener('drop', onDrop);
  input.addEventListener('change', onChange);
}

export async function readHead(file) {
  const start = file.slice(0, 2 * HeadBytes);
  if (!/\.gz$/i.test(file.name)) return start.slice(0, HeadBytes).text();
  const parts = [];
  let size = 0;
  try {
    const reader = start.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    while (size < HeadBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      size += value.length;
    }
  } catch {
    // The slice ends in the middle of the packed stream; what came out is enough.
  }
  return new Blob(parts).slice(0, HeadBytes).text();
}

async function choose(list, page) {
  for (const file of [...list]) {
    const id = ++next;
    files.set(id, { file, page });
    await page.invokeMethodAsync('OnFileChosen', id, file.name, file.size, await readHead(file));
  }
}

export function start(id, profile) {
  const entry = files.get(id);
  if (!entry) return;
  const { file, page } = entry;
  const tell = (...args) => page.invokeMethodAsync(...args).catch(() => {});
  const request = new XMLHttpRequest();
  entry.request = request;
  let told = 0;
  request.upload.onprogress = e => {
    const now = performance.now();
    if (now - told < 250) return;
    told = now;
    tell('OnUploadProgress', id, e.loaded);
  };
  const end = () => {
    files.delete(id);
    let message = '';
    try { message = JSON.parse(request.responseText).message ?? ''; } catch { /* no JSON: the status says it */ }
    tell('OnUploadEnded', id, request.status, message);
  };
  request.onload = end;
  request.onerror = end;
  request.onabort = end;
  const query = new URLSearchParams({ name: file.name });
  if (profile) query.set('profile', profile);
  request.open('POST', 'imports/upload?' + query);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.setRequestHeader('RequestVerificationToken', document.querySelector('input[name=__RequestVerificationToken]')?.value ?? '');
  request.send(file);
}

export function cancel(id) {
  const entry = files.get(id);
  if (entry?.request) entry.request.abort();
  files.delete(id);
}

// The sample of the profile editor: the beginning of a file, nothing is uploaded.
export function attachSample(input, page) {
  input.addEventListener('change', async () => {
    const file = input.files[0];
    if (file) await page.invokeMethodAsync('OnSample', await readHead(file));
    input.value = '';
  });
}
