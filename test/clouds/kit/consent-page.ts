// Owns: the HTML a person sees at a practice cloud: consent, refusal of a bad request, the self-posting form.
// Leaves to others: what the buttons lead to (signin.ts).
import type { Answer } from './server.ts';

export interface ConsentView {
  readonly cloudName: string;
  readonly clientId: string;
  readonly user: { readonly name: string; readonly email: string };
  readonly others: readonly { readonly name: string; readonly email: string; readonly href: string }[];
  /** Where the decision is posted: the authorize address with its whole query. */
  readonly action: string;
  /** Scopes of the API, without the ones that only say who signed in. */
  readonly scopes: readonly string[];
  readonly granular: boolean;
}

const style = `
  * { box-sizing: border-box; margin: 0; }
  body { font: 16px/1.5 system-ui, sans-serif; background: #eef1f6; color: #1d2430; min-height: 100vh;
         display: grid; place-items: center; padding: 24px; }
  main { background: #fff; width: min(460px, 100%); border-radius: 20px; padding: 36px 40px 28px;
         box-shadow: 0 12px 40px rgb(20 30 60 / .12); }
  .cloud { font-size: 13px; font-weight: 600; letter-spacing: .02em; color: #5b6675; }
  h1 { font-size: 24px; line-height: 1.25; margin: 10px 0 20px; font-weight: 600; overflow-wrap: anywhere; }
  .who { display: flex; gap: 12px; align-items: center; border: 1px solid #d8dee8; border-radius: 14px; padding: 10px 14px; }
  .face { width: 38px; height: 38px; border-radius: 50%; background: #3559c7; color: #fff; display: grid;
          place-items: center; font-weight: 600; }
  .mail { color: #5b6675; font-size: 14px; }
  ul { list-style: none; padding: 0; margin: 18px 0; }
  li { padding: 10px 0; border-top: 1px solid #eceff4; font-size: 15px; }
  label { display: flex; gap: 12px; align-items: flex-start; cursor: pointer; }
  input { width: 18px; height: 18px; margin-top: 3px; accent-color: #3559c7; flex: none; }
  small { display: block; color: #6d7785; overflow-wrap: anywhere; }
  .actions { display: flex; justify-content: flex-end; gap: 10px; margin-top: 22px; }
  button { font: inherit; font-weight: 600; border-radius: 999px; padding: 9px 24px; cursor: pointer; border: 1px solid #c6cedb;
           background: #fff; color: #1d2430; }
  #allow { background: #3559c7; border-color: #3559c7; color: #fff; }
  button:focus-visible, a:focus-visible, input:focus-visible { outline: 3px solid #9db4f5; outline-offset: 2px; }
  a { color: #3559c7; } .others { font-size: 14px; margin-top: 14px; color: #5b6675; }
  .note { margin-top: 18px; font-size: 12px; color: #6d7785; }
`;

const meanings: Readonly<Record<string, string>> = {
  'https://www.googleapis.com/auth/contacts': 'See, edit, download and permanently delete your contacts',
  'https://www.googleapis.com/auth/contacts.readonly': 'See and download your contacts',
  'Contacts.ReadWrite': 'Have full access to your contacts',
  'Contacts.Read': 'Read your contacts',
  'User.Read': 'Sign you in and read your profile',
  'MailboxSettings.Read': 'Read your mailbox settings',
  'MailboxSettings.ReadWrite': 'Read and write your mailbox settings',
};

/** Asks the person; `#allow` and `#deny` post `decision`, ticked scopes come as `scope:<scope>=on`. */
export function consentPage(view: ConsentView): Answer {
  const rows = view.scopes.map((scope) => `<li>${scopeRow(scope, view.granular)}</li>`).join('');
  const others = view.others
    .map((other) => `<a href="${escape(other.href)}">Use ${escape(other.email)}</a>`)
    .join(' · ');
  const initial = [...view.user.name][0] ?? '?';
  return html(
    200,
    `Sign in – ${view.cloudName}`,
    `<p class="cloud">${escape(view.cloudName)} (practice)</p>
     <h1>${escape(view.clientId)} wants access to your account</h1>
     <div class="who"><span class="face" aria-hidden="true">${escape(initial)}</span>
       <div><strong id="account-name">${escape(view.user.name)}</strong><div class="mail" id="account-email">${escape(view.user.email)}</div></div></div>
     <form method="post" action="${escape(view.action)}">
       <ul>${rows}</ul>
       <div class="actions">
         <button id="deny" name="decision" value="deny">Deny</button>
         <button id="allow" name="decision" value="allow">Allow</button>
       </div>
     </form>
     ${others === '' ? '' : `<p class="others">${others}</p>`}
     <p class="note">A practice cloud on this computer. No real account is involved.</p>`,
  );
}

function scopeRow(scope: string, granular: boolean): string {
  const short = scope.replace(/^https:\/\/graph\.microsoft\.com\//, '');
  const text = `<span>${escape(meanings[short] ?? scope)}<small>${escape(scope)}</small></span>`;
  if (!granular) return text;
  return `<label><input type="checkbox" name="scope:${escape(scope)}" checked>${text}</label>`;
}

/** A request too wrong to be sent back to the client is shown to the person (RFC 6749 section 4.1.2.1). */
export function errorPage(cloudName: string, code: string, text: string): Answer {
  return html(
    400,
    `Error – ${cloudName}`,
    `<p class="cloud">${escape(cloudName)} (practice)</p><h1>Access blocked</h1>
     <p>Error 400: ${escape(code)}</p><p class="note">${escape(text)}</p>`,
  );
}

/** OAuth 2.0 Form Post Response Mode: a form that posts itself to the client. */
export function formPostPage(action: string, fields: Readonly<Record<string, string>>): Answer {
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`)
    .join('');
  return {
    status: 200,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Working…</title></head>
<body onload="document.forms[0].submit()"><form method="post" action="${escape(action)}">${inputs}
<noscript><button>Continue</button></noscript></form></body></html>`,
  };
}

function html(status: number, title: string, body: string): Answer {
  return {
    status,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>`,
  };
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
