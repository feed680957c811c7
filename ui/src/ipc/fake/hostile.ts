// Hostile names, all of which AWS or a proxy could send. Each must be shown as text and have no effect.
import type { Account, Colour, ProblemCode, RoleDefinition, WireProblem } from '../types';
import { account } from './records';

const scripts = [
  '<script>window.__pwned=1</script>',
  '<img src=x onerror="window.__pwned=1">',
  '<svg onload=window.__pwned=1>',
  '"><svg/onload=window.__pwned=1>',
  "'><img src=x onerror=window.__pwned=1>",
  '<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>',
  '<a href="javascript:window.__pwned=1">click</a>',
  'javascript:window.__pwned=1',
  '<body onload=window.__pwned=1>',
  '<details open ontoggle=window.__pwned=1>',
  '<style>*{display:none}</style>',
  '<link rel=stylesheet href=//evil.test/x.css>',
  '<meta http-equiv=refresh content="0;url=//evil.test">',
  '<base href=//evil.test/>',
  '<math><mtext></mtext><script>window.__pwned=1</script></math>',
  '<template><script>window.__pwned=1</script></template>',
  '<input autofocus onfocus=window.__pwned=1>',
  '<object data="javascript:window.__pwned=1"></object>',
  '</title><script>window.__pwned=1</script>',
  '<!--<img src="--><img src=x onerror=window.__pwned=1>',
  '{@html "<img src=x onerror=window.__pwned=1>"}',
  '{window.__pwned=1}',
  '${window.__pwned=1}',
  '{{constructor.constructor("window.__pwned=1")()}}',
  '`-window.__pwned=1-`',
  '";window.__pwned=1;//',
  "';window.__pwned=1;//",
  '\\x3cscript\\x3ewindow.__pwned=1\\x3c/script\\x3e',
  '&lt;script&gt;window.__pwned=1&lt;/script&gt;',
  '%3Cscript%3Ewindow.__pwned=1%3C/script%3E',
  'data:text/html,<script>window.__pwned=1</script>',
  'expression(window.__pwned=1)',
  'url(javascript:window.__pwned=1)',
  'background:url(//evil.test)',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
];

const texts = [
  '\u202Egnp.exe\u202C',
  '\u2066right\u2069 \u200Fleft',
  'zero\u200Bwidth\u200Djoiner\uFEFF',
  'nul\u0000inside',
  'bell\u0007 escape\u001b[31mred\u001b[0m',
  'line\nbreak',
  'carriage\rreturn',
  'tab\there',
  'line\u2028separator\u2029paragraph',
  'lone\uD800surrogate',
  '👩‍👩‍👧‍👦 family',
  '🏴‍☠️🇪🇺',
  'Z̵̢͝a̶l̷g̸o̵',
  'مرحبا بالعالم',
  'שלום עולם',
  'アカウント本番',
  'ﬁligature İstanbul ẞ',
  '   ',
  '',
  '-',
  '--help',
  '../../etc/passwd',
  '$(touch /tmp/x)',
  '`id`',
  '; rm -rf ~',
  '| cat',
  '%s%n%x',
  'a/b\\c:d*e?f',
  'null',
  'undefined',
  'NaN',
  '[object Object]',
  '0',
  '-1',
  '1e999',
];

const veryLong = ['A'.repeat(256), 'W'.repeat(4096), 'ab '.repeat(400), '🙂'.repeat(500), 'x'.repeat(65_536)];

/** All hostile names: the plain ones, the scripts wrapped in several ways, the very long ones. */
export function hostileNames(): string[] {
  const wrapped = scripts.flatMap((script) => [
    script,
    `prod-${script}`,
    `${script}\u202E`,
    script.toUpperCase(),
    `"${script}"`,
    `</span></div>${script}`,
  ]);
  return [...wrapped, ...texts, ...texts.map((text) => `<b>${text}</b>`), ...veryLong];
}

/** A definition with the text wherever one is shown. */
function hostileDefinition(text: string, problem: WireProblem): RoleDefinition {
  const step = (origin: string) => ({
    roleKey: { origin, accountId: '111122223333', roleName: text },
    target: text,
    accountName: text,
  });
  return {
    name: text,
    fields: ['assume', 'from', 'external_id', 'tags', 'policy', 'of_a_later_version'].map((key) => ({ key, text })),
    chain: [step('acme'), step('role:hostile')],
    region: text,
    endpointUrl: text,
    certificate: null,
    problem,
  };
}

/** An account with a role for each hostile name. */
export function hostileAccounts(): Account[] {
  const problem = (text: string) => ({
    code: text as ProblemCode,
    summary: text,
    advice: text,
    recovery: { action: 'retry' as const },
    reference: text,
  });
  return hostileNames().map((text, at) =>
    account(at, text, {
      email: text,
      tags: [text],
      environment: at % 3 === 0 ? 'production' : null,
      roles: [
        {
          origin: 'acme',
          name: text,
          portal: 'acme',
          definition: at % 3 === 1 ? hostileDefinition(text, problem(text)) : null,
          arn: null,
          favourite: at % 2 === 0,
          added: at % 5 === 0,
          alias: text,
          colour: at % 4 === 0 ? (text as Colour) : 'teal',
          note: text,
        },
      ],
      problem: at % 7 === 0 ? problem(text) : null,
    }),
  );
}
