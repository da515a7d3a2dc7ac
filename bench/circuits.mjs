// Does one person who opens far too many live pages, and misbehaves on them, slow the others down? Needs Node 20 or later:
//   node --experimental-websocket bench/circuits.mjs http://127.0.0.1:5080 [pid of the program]
// The program runs with local sign-in. Prints the answer times of another person before and during, and the program's memory.
import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// The other person looks from a process of its own, which the hostile one does not hold up by what it does itself.
const isOther = process.argv[2] === '--look';
const [base = 'http://127.0.0.1:5080', pid] = process.argv.slice(isOther ? 3 : 2);
const Attempts = 200, Looks = 400;

async function signIn(role) {
  const page = await fetch(`${base}/sign-in`);
  const cookies = page.headers.getSetCookie().map(c => c.split(';')[0]);
  const token = /name="__RequestVerificationToken"[^>]*value="([^"]+)"/.exec(await page.text())[1];
  const answer = await fetch(`${base}/sign-in/local`, {
    method: 'POST', redirect: 'manual', headers: { cookie: cookies.join('; ') }, body: new URLSearchParams({ role, __RequestVerificationToken: token }),
  });
  if (answer.status !== 302) throw new Error(`sign-in answered ${answer.status}`);
  return [...cookies, ...answer.headers.getSetCookie().map(c => c.split(';')[0])].filter(c => !c.endsWith('=')).join('; ');
}

function look(cookie) {
  return new Promise((done, failed) => {
    const other = spawn(process.execPath, [fileURLToPath(import.meta.url), '--look', base, cookie], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    other.stdout.on('data', part => { text += part; });
    other.on('close', code => code === 0 ? done(JSON.parse(text)) : failed(new Error(`the other process ended with ${code}`)));
  });
}

async function lookHere(cookie) {
  const times = [];
  let refused = 0;
  for (let i = 0; i < Looks; i++) {
    const start = performance.now();
    const answer = await fetch(`${base}/${i % 2 ? 'tenants' : 'api/v1/costs?group_by=tenant'}`, { headers: { cookie } });
    await answer.text();
    if (answer.status !== 200) refused++;
    times.push(performance.now() - start);
    await new Promise(r => setTimeout(r, 25)); // below the pace of one person
  }
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(Looks * 0.5)], p99: times[Math.floor(Looks * 0.99)], refused };
}

const memory = () => pid ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024 : NaN;
const say = (what, text) => console.log(what.padEnd(34), text);
const counts = { open: 0, refused: 0, closed: 0 };
const sockets = new Set();
let isOver = false;

// A third says too much at once, a third chatters, a third takes and never answers.
function misbehave(cookie, number) {
  const socket = new WebSocket(`${base.replace('http', 'ws')}/_blazor`, { headers: { cookie, origin: new URL(base).origin } });
  socket.binaryType = 'arraybuffer';
  let wasOpen = false;
  socket.onopen = () => {
    wasOpen = true;
    counts.open++;
    sockets.add(socket);
    socket.send('{"protocol":"blazorpack","version":1}\x1e');
    if (number % 3 === 0) {
      const large = new Uint8Array(8 * 1024 * 1024);
      large.set([0x80, 0x80, 0x80, 0x04]);
      socket.send(large);
    } else if (number % 3 === 1) {
      const chatter = setInterval(() => {
        if (socket.readyState !== 1 || isOver) return clearInterval(chatter);
        for (let i = 0; i < 100; i++) socket.send(new Uint8Array([2, 0x91, 6])); // pings
      }, 10);
    }
  };
  socket.onclose = socket.onerror = () => {
    if (socket.isDone) return;
    socket.isDone = true;
    sockets.delete(socket);
    if (wasOpen) counts.closed++; else counts.refused++;
    if (!isOver) setTimeout(() => misbehave(cookie, number), 500); // and tries again
  };
}

if (isOther) {
  console.log(JSON.stringify(await lookHere(process.argv[4])));
  process.exit(0);
}

const [other, attacker] = [await signIn('Finance'), await signIn('Viewer')];
await look(other);
const before = await look(other);
const memoryBefore = memory();
for (let i = 0; i < Attempts; i++) misbehave(attacker, i);
await new Promise(r => setTimeout(r, 3000));
const open = sockets.size;
const during = await look(other);
const memoryDuring = memory();
isOver = true;
for (const socket of sockets) socket.close();
await new Promise(r => setTimeout(r, 3000));

say('others before', `p50 ${before.p50.toFixed(1)} ms, p99 ${before.p99.toFixed(1)} ms, ${before.refused} refused`);
say(`others beside ${Attempts} hostile pages`, `p50 ${during.p50.toFixed(1)} ms, p99 ${during.p99.toFixed(1)} ms, ${during.refused} refused`);
say('ratio of p99', (during.p99 / before.p99).toFixed(2));
say('hostile pages', `${open} open at once, ${counts.open} let in, ${counts.refused} refused, ${counts.closed} cut off`);
say('memory of the program', `${memoryBefore.toFixed(0)} MiB before, ${memoryDuring.toFixed(0)} MiB during, ${memory().toFixed(0)} MiB after`);
process.exit(0);
