// Every sentence isolates the names in it: without them it reads the same, whatever they are.
import { describe, expect, it } from 'vitest';

import { hostileNames } from '../ipc/fake/hostile';
import { words } from '../words';
import { name } from '../words/names';

/** What the parameters of sentences are called: those that are names, and an example of each that is not. */
const nameParameters = [
  'filter',
  'about',
  'about',
  'account',
  'role',
  'roles',
  'accounts',
  'portal',
  'program',
  'folder',
  'file',
  'alias',
].concat([...['filter', 'query', 'region', 'service', 'url', 'limit', 'oldName', 'newName', 'note', 'copied']]);
const listParameters = ['aliases', 'named', 'production', 'programs', 'accountFilters', 'filters'];
const others: Readonly<Record<string, unknown>> = {
  ...{ instant: 0, now: 0, from: 0, to: 0, until: 0, expiresAt: 0, pid: 7, span: 60_000, minutes: 60, seconds: 45 },
  ...{ count: 2, all: 3, shown: 2, added: 1, removed: 1, done: 1, total: 2, days: 3, entries: 4, rows: 2, max: 20 },
  ...{
    left: 5,
    length: 9,
    more: 4,
    renewals: 2,
    number: 3,
    patterns: 2,
    renewing: 2,
    running: 3,
    value: 4,
    waiting: 2,
  },
  ...{ age: 'a minute ago', ago: 'a minute ago', consequence: 'it ends', day: 'today', field: 'Roles', isFirst: true },
  ...{
    colour: 'Teal',
    fact: 'Email',
    isActive: true,
    isDefault: true,
    isGlobal: false,
    mark: 'production',
    id: 'issued',
    key: 'Esc',
    keys: 'Ctrl+K',
    label: 'Next',
    listFilter: 'Active',
    reason: 'ended',
  },
  ...{
    advice: 'Try again.',
    summary: 'It failed.',
    scope: 'all roles',
    status: 'signed out',
    text: 'a/1',
    time: '9:41',
  },
  ...{ environment: 'Production', more: 2, reference: 'a/1', change: '3 new', version: '1.0', what: 'the command' },
};
/** Parameters that are a number in one sentence and a name in another. */
const numbers: Readonly<Record<string, readonly string[]>> = {
  'words.aliasMove.summary': [],
  'words.empty.scopeAll': ['roles'],
  'words.defaultRole.stillUsed': ['programs'],
  'words.defaultRole.more': ['programs'],
  'words.settings.preview.title': ['production'],
  'words.settings.preview.pattern': ['accounts'],
  'words.roleSession.endings.more': ['roles'],
};
/** Sentences of objects, which have an example of their own. */
const examples: Readonly<Record<string, (text: string) => unknown[]>> = {
  'words.history.detail': (text) => [{ kind: 'console', service: text, region: text, asLink: true }],
};

type Sentence = { path: string; say: (...values: unknown[]) => unknown };

function sentences(value: unknown, path = 'words'): Sentence[] {
  if (typeof value === 'function') return [{ path, say: value as Sentence['say'] }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => sentences(part, `${path}.${key}`));
}

function parametersOf({ path, say }: Sentence): string[] {
  const source = say.toString();
  const list = /^(?:async )?(?:function \w*)?\(?([^)=]*?)\)?\s*(?:=>|\{)/.exec(source)?.[1];
  if (list === undefined) throw new Error(`the parameters of ${path} are not readable`);
  return list.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
}

/** The values to say a sentence with, where every name is `text`. */
function valuesOf(sentence: Sentence, text: string): unknown[] {
  const example = examples[sentence.path];
  if (example !== undefined) return example(text);
  return parametersOf(sentence).map((parameter) => {
    if (numbers[sentence.path]?.includes(parameter) === true) return 2;
    if (nameParameters.includes(parameter)) return text;
    if (listParameters.includes(parameter)) return [text, text];
    if (Object.hasOwn(others, parameter)) return others[parameter];
    throw new Error(`${sentence.path} takes ${parameter}: tell this test whether it is a name`);
  });
}

const said = (sentence: Sentence, text: string) => JSON.stringify(sentence.say(...valuesOf(sentence, text)));
const isolated = (text: string) => JSON.stringify(name(text)).slice(1, -1);
// What it says is a label of parts, each of which stands for itself, without isolates.
const all = sentences(words).filter(({ path }) => path !== 'words.list.rowName');

describe('the sentences', () => {
  it('are all found', () => {
    expect(all.length).toBeGreaterThan(90);
    expect(all.map((sentence) => said(sentence, 'x')).filter((text) => text.includes('undefined'))).toEqual([]);
  });

  it('isolate every name', () => {
    const raw = new Set<string>();
    for (const text of hostileNames().filter((each) => each !== '' && each.length < 5000)) {
      for (const sentence of all) {
        const frame = said(sentence, 'x').replaceAll(isolated('x'), '');
        if (said(sentence, text).replaceAll(isolated(text), '') !== frame) raw.add(sentence.path);
      }
    }
    expect([...raw]).toEqual([]);
  });
});
