// Does one person who opens far too many live pages, and misbehaves on them, slow the others down? Needs Node 20 or later:
//   node bench/circuits.mjs http://127.0.0.1:5080 [pid of the program] [kind of misbehavior, of those in hostile.mjs]
// The program runs with local sign-in. Calm and hostile phases take turns, so that what else happens on the machine falls on both alike. The hostile
// person is a process of the lowest priority: it stands for another machine, whose work is not done by the server's processor. What it got done is
// printed beside, so that one can see that it was not starved.
import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const isOther = process.argv[2] === '--look';
const [base = 'http://127.0.0.1:5080', pid, kind] = process.argv.slice(isOther ? 3 : 2);
const Attempts = 200, Rounds = 4, WarmUp = 4, Calm = 5, SettleIn = 1, Hostile = 5, SettleOut = 2; // seconds

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

const wait = seconds => new Promise(r => setTimeout(r, seconds * 1000));
const at = (times, share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;

// The other person looks from a process of its own, which is not held up by what the hostile one does. Half pages, half figures of the API.
async function lookHere(cookie) {
  const times = { rest: [], calm: [], hostile: [] };
  let phase = 'rest', refused = 0, isOver = false;
  process.stdin.on('data', text => { phase = String(text).trim().split('\n').at(-1); isOver = phase === 'end'; });
  for (let i = 0; !isOver; i++) {
    const of = phase, start = performance.now();
    const answer = await fetch(`${base}/${i % 2 ? 'tenants' : 'api/v1/costs?group_by=tenant'}`, { headers: { cookie } });
    await answer.text();
    if (answer.status !== 200) refused++;
    times[of]?.push(performance.now() - start);
    await wait(0.015); // below the pace of one person
  }
  console.log(JSON.stringify({ calm: times.calm, hostile: times.hostile, refused }));
  process.exit(0);
}

if (isOther) await lookHere(process.argv[4]);

function child(file, ...args) {
  const process_ = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  process_.stdout.on('data', part => { text += part; });
  const done = new Promise((resolve, reject) => process_.on('close', code => code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`${file} ended with ${code}`))));
  return { pid: process_.pid, say: line => process_.stdin.write(`${line}\n`), done };
}

const memory = () => pid ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024 : NaN;
const cpu = () => pid ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, ticks) => sum + Number(ticks), 0) / 100 : NaN;
const say = (what, text) => console.log(what.padEnd(34), text);

const [otherCookie, hostileCookie] = [await signIn('Finance'), await signIn('Viewer')];
const other = child('circuits.mjs', '--look', base, otherCookie);
const hostile = child('hostile.mjs', base, hostileCookie, String(Attempts), ...(kind ? [kind] : []));
try {
  const { setPriority } = await import('node:os');
  setPriority(hostile.pid, 19);
} catch (e) {
  say('priority of the hostile process', `unchanged: ${e.message}`);
}

const phases = { calm: { seconds: 0, cpu: 0, most: 0 }, hostile: { seconds: 0, cpu: 0, most: 0 } };
async function phase(name, seconds) {
  const [start, before] = [performance.now(), cpu()];
  other.say(name);
  for (let i = 0; i < seconds * 2; i++) {
    await wait(0.5);
    phases[name].most = Math.max(phases[name].most, memory());
  }
  other.say('rest');
  phases[name].cpu += cpu() - before;
  phases[name].seconds += (performance.now() - start) / 1000;
}

await wait(WarmUp);
for (let round = 0; round < Rounds; round++) {
  await phase('calm', Calm);
  hostile.say('go');
  await wait(SettleIn);
  await phase('hostile', Hostile);
  hostile.say('rest');
  await wait(SettleOut);
}
other.say('end');
hostile.say('end');
const [seen, did] = [await other.done, await hostile.done];

for (const name of ['calm', 'hostile']) {
  const times = seen[name].sort((a, b) => a - b);
  say(name === 'calm' ? 'others in calm' : `others beside ${Attempts} hostile pages`,
    `p50 ${at(times, 0.5).toFixed(1)} ms, p95 ${at(times, 0.95).toFixed(1)} ms, p99 ${at(times, 0.99).toFixed(1)} ms, most ${at(times, 1).toFixed(1)} ms of ${times.length}; the program took ${(phases[name].cpu / phases[name].seconds * 100).toFixed(0)} % of a core`);
}
say('ratio of p99', (at(seen.hostile, 0.99) / at(seen.calm, 0.99)).toFixed(2));
say('refused to others', String(seen.refused));
say('hostile pages', JSON.stringify(did.counts));
say('why they ended', JSON.stringify(did.reasons));
say('memory of the program', `${phases.calm.most.toFixed(0)} MiB at most in calm, ${phases.hostile.most.toFixed(0)} MiB in hostile phases, ${memory().toFixed(0)} MiB after`);
process.exit(0);
