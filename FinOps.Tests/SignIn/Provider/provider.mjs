// An independent OpenID provider with three people and a sign-in page of its own.
// node provider.mjs PORT CONSOLE [MODULES]: MODULES is the folder that `npm ci` filled.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [port, home, modules] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));

const people = {
  ada: { name: 'Ada Admin', email: 'ada@example.org', roles: ['finops-admins'] },
  vera: { name: 'Vera Viewer', email: 'vera@example.org', roles: ['finops-viewers', 'others'] },
  guest: { name: 'Gus Guest', email: 'gus@example.org', roles: ['guests'] },
};

const page = (title, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,"></head><body><h1>${title}</h1>${body}</body></html>`;

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'finops',
    client_secret: 'a-secret-of-at-least-thirty-two-bytes',
    redirect_uris: [`${home}/sign-in/callback`],
    post_logout_redirect_uris: [`${home}/sign-in/signed-out`],
    backchannel_logout_uri: `${home}/sign-out/back-channel`,
    backchannel_logout_session_required: true,
    require_auth_time: true,
    response_types: ['code'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'client_secret_post',
  }],
  cookies: { keys: ['for tests only'] },
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined }), // its own refuses to call this machine
  scopes: ['openid', 'profile', 'email', 'roles'],
  claims: { openid: ['sub'], profile: ['name'], email: ['email'], roles: ['roles'] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  async loadExistingGrant(ctx) {
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile email roles');
    await grant.save();
    return grant;
  },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => { ctx.body = page('Leave?', `${form}<button form="op.logoutForm" type="submit" name="logout" value="yes">Yes, leave</button>`); },
      postLogoutSuccessSource: ctx => { ctx.body = page('Left', ''); },
    },
  },
});

const answer = provider.callback();
const server = createServer(async (request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    return answer(request, response);
  }

  if (request.method === 'POST') {
    const accountId = new URL(request.url, 'http://x').searchParams.get('as');
    return provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
  }

  const path = request.url.split('?')[0];
  response.setHeader('content-type', 'text/html');
  response.end(page('Who are you?', Object.entries(people).map(([id, p]) => `<form method="post" action="${path}?as=${id}"><button>${p.name}</button></form>`).join('')));
});
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
