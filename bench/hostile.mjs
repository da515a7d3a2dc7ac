// The hostile person of bench/circuits.mjs, in a process of its own: opens far too many live pages over bare sockets, misbehaves on those it gets, and
// starts again whenever it is refused or cut off. Told by lines on its standard input: "go", "rest", "end". Says what it did as JSON at its end.
import { request } from 'node:http';
import { createInterface } from 'node:readline';

const [base, cookie, attempts, only] = process.argv.slice(2);
const address = new URL(base);
const Kinds = { oversized, chatter, drum, slow, busy }; // a fifth each
const names = only ? [only] : Object.keys(Kinds);
const counts = { asked: 0, refused: 0, failed: 0, open: 0, mostOpen: 0, cut: 0, bytesSent: 0, bytesRead: 0, pagesOpened: 0, pagesAskedFor: 0, drawings: 0, ownSeconds: 0 };
const reasons = {};
const live = new Set();
let isOn = false;

// A frame of a WebSocket, masked with zeros so that it costs the sender nothing, around a message of the hub's protocol.
function frame(payload, opcode = 2) {
  const length = payload.length;
  const head = length < 126 ? Buffer.alloc(6) : length < 65536 ? Buffer.alloc(8) : Buffer.alloc(14);
  head[0] = 0x80 | opcode;
  if (length < 126) head[1] = 0x80 | length;
  else if (length < 65536) { head[1] = 0x80 | 126; head.writeUInt16BE(length, 2); }
  else { head[1] = 0x80 | 127; head.writeBigUInt64BE(BigInt(length), 2); }
  return Buffer.concat([head, payload]);
}

function pack(value) {
  if (value === null) return Buffer.from([0xc0]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === 'number') { const b = Buffer.alloc(5); b[0] = 0xce; b.writeUInt32BE(value, 1); return value < 128 ? Buffer.from([value]) : b; }
  if (typeof value === 'string') { const text = Buffer.from(value), b = Buffer.alloc(5); b[0] = 0xdb; b.writeUInt32BE(text.length, 1); return Buffer.concat([b, text]); }
  if (Array.isArray(value)) return Buffer.concat([Buffer.from([0x90 | value.length]), ...value.map(pack)]);
  return Buffer.from([0x80]); // no headers
}

function message(...parts) {
  const body = pack(parts);
  const length = [];
  for (let rest = body.length; ; rest >>= 7) { length.push(rest > 127 ? (rest & 127) | 128 : rest); if (rest < 128) break; }
  return frame(Buffer.concat([Buffer.from(length), body]));
}

const call = (target, ...args) => message(1, {}, null, target, args);
const Greeting = frame(Buffer.from('{"protocol":"blazorpack","version":1}\x1e'), 1);
const Pings = Buffer.concat(Array.from({ length: 100 }, () => frame(Buffer.from([2, 0x91, 6]))));
const Drums = Buffer.concat(Array.from({ length: 100 }, () => frame(Buffer.alloc(0), 9)));
const Large = frame(Buffer.concat([Buffer.from([0x80, 0x80, 0x80, 0x04]), Buffer.alloc(8 * 1024 * 1024)]));

function send(socket, bytes) {
  if (socket.destroyed || socket.writableLength > 1024 * 1024) return false;
  counts.bytesSent += bytes.length;
  socket.write(bytes);
  return true;
}

function every(socket, milliseconds, act) {
  const timer = setInterval(() => socket.destroyed ? clearInterval(timer) : act(), milliseconds);
}

// Says too much at once.
function oversized(socket) { send(socket, Large); }

// Says nothing, without end.
function chatter(socket) { every(socket, 10, () => { for (let i = 0; i < 4; i++) send(socket, Pings); }); }

// Pings below the hub's protocol, where the platform answers each by itself.
function drum(socket) { every(socket, 10, () => { for (let i = 0; i < 4; i++) send(socket, Drums); }); }

// Opens a real page, goes on asking for others, and reads none.
async function slow(socket) {
  socket.pause();
  await openPage(socket);
  counts.pagesOpened++;
  every(socket, 500, () => goOn(socket));
}

// Opens a real page, confirms what it gets, and asks for others without end.
async function busy(socket) {
  await openPage(socket);
  counts.pagesOpened++;
  every(socket, 10, () => goOn(socket));
}

let page = null;
async function openPage(socket) {
  page ??= fetch(`${base}/`, { headers: { cookie } }).then(answer => answer.text());
  const text = await page;
  const state = /<!--Blazor-Server-Component-State:(.*?)-->/.exec(text)?.[1] ?? '';
  const markers = [...text.matchAll(/<!--Blazor:(\{.*?"descriptor".*?\})-->/g)].map(m => JSON.parse(m[1]));
  const operations = markers.map((marker, i) => ({ type: 'add', ssrComponentId: i + 1, marker }));
  if (operations.length === 0) throw new Error(`no live page in: ${text.slice(0, 300)}`);
  send(socket, message(1, {}, '0', 'StartCircuit', [`${base}/`, `${base}/`, '[]', state]));
  await new Promise(r => setTimeout(r, 300));
  send(socket, call('UpdateRootComponents', JSON.stringify({ batchId: 1, operations }), state));
  await new Promise(r => setTimeout(r, 700));
}

const Pages = ['/tenants', '/', '/models', '/layers', '/records'];
function goOn(socket) {
  if (send(socket, call('OnLocationChanged', `${base}${Pages[counts.pagesAskedFor % Pages.length]}`, null, true))) counts.pagesAskedFor++;
}

const Drawing = Buffer.from('JS.RenderBatch');
function confirm(socket, bytes) {
  for (let at = bytes.indexOf(Drawing); at >= 0; at = bytes.indexOf(Drawing, at + 1)) {
    const from = at + Drawing.length + 1; // behind the name and the array's head
    if (from + 5 > bytes.length) return;
    const id = bytes[from] < 128 ? bytes[from] : bytes[from] === 0xcc ? bytes[from + 1] : bytes[from] === 0xcd ? bytes.readUInt16BE(from + 1) : bytes.readUInt32BE(from + 1);
    counts.drawings++;
    send(socket, call('OnRenderCompleted', id, null));
  }
}

function noteClose(bytes) {
  if (bytes[0] === 0x88 && bytes.length > 4) note(`${bytes.readUInt16BE(2)} ${bytes.subarray(4, 2 + bytes[1]).toString()}`);
}

function note(reason) { reasons[reason] = (reasons[reason] ?? 0) + 1; }

function attempt(number) {
  if (!isOn) return void setTimeout(() => attempt(number), 100);
  counts.asked++;
  const again = () => setTimeout(() => attempt(number), 500);
  const asking = request({
    host: address.hostname, port: address.port, path: '/_blazor', agent: false,
    headers: { cookie, origin: address.origin, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
  });
  asking.on('response', answer => { counts.refused++; note(`refused: ${answer.statusCode}`); answer.resume(); again(); });
  asking.on('error', () => { counts.failed++; again(); });
  asking.on('upgrade', (_, socket) => {
    live.add(socket);
    counts.open++;
    counts.mostOpen = Math.max(counts.mostOpen, live.size);
    socket.on('error', () => { });
    socket.on('data', bytes => { counts.bytesRead += bytes.length; noteClose(bytes); if (bytes.length > 20) confirm(socket, bytes); });
    socket.on('end', () => socket.destroy());
    socket.on('close', () => { live.delete(socket); if (isOn) counts.cut++; again(); });
    send(socket, Greeting);
    Promise.resolve(Kinds[names[number % names.length]](socket)).catch(e => { note(e.message); socket.destroy(); });
  });
  asking.end();
}

for (let i = 0; i < Number(attempts); i++) setTimeout(() => attempt(i), i);
createInterface({ input: process.stdin }).on('line', line => {
  isOn = line === 'go';
  if (!isOn) for (const socket of live) socket.destroy();
  if (line !== 'end') return;
  const { user, system } = process.cpuUsage();
  counts.ownSeconds = (user + system) / 1e6;
  process.stdout.write(JSON.stringify({ counts, reasons }), () => process.exit(0));
});
