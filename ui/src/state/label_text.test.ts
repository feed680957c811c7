import { describe, expect, it } from 'vitest';

import { organization } from '../ipc/fake/organization';
import { buildCatalogue, type Row } from './catalogue';
import { remainingNoteLength, parseAlias, parseNote, parseTags } from './label_text';

const { rows } = buildCatalogue({
  revision: 1,
  accounts: organization(7, 4),
  removed: [],
  recents: [],
  otherAliases: [],
});
const displayName = (row: Row) => row.role.name;
const alias = (text: string, at = 1) => {
  const row = rows[at];
  if (row === undefined) throw new Error('missing row');
  return parseAlias(text, row, rows, displayName);
};

describe('labels', () => {
  it('parses an alias, and its removal', () => {
    expect(alias(' bills ')).toEqual({ value: 'bills' });
    expect(alias('本番.a_1+x-y')).toEqual({ value: '本番.a_1+x-y' });
    expect(alias('  ')).toEqual({ value: null });
  });

  it.each(['a b', '@default', 'a/b', '-x', '.x', 'a\u202e', 'x'.repeat(65), '<b>'])('rejects the alias %j', (text) => {
    expect(alias(text)).toHaveProperty('error');
  });

  it('rejects an alias that another role uses, and names the role', () => {
    expect(alias('pay-admin')).toEqual({ error: '\u2068AdministratorAccess\u2069 already uses this alias.' });
    expect(alias('pay-admin', 0)).toEqual({ value: 'pay-admin' });
  });

  it('counts the characters of a note as users do', () => {
    expect(parseNote('🙂'.repeat(500))).toEqual({ value: '🙂'.repeat(500) });
    expect(parseNote('x'.repeat(501))).toEqual({ error: 'A note can have at most 500 characters; this one has 501.' });
    expect(parseNote(' \n ')).toEqual({ value: null });
    expect(remainingNoteLength('🙂🙂')).toBe(498);
  });

  it('parses tags without duplicates', () => {
    expect(parseTags(' pci, core  pci,,')).toEqual({ value: ['pci', 'core'] });
    expect(parseTags('')).toEqual({ value: [] });
    expect(parseTags('PCI pci team/payments env=prod')).toEqual({ value: ['PCI', 'team/payments', 'env=prod'] });
    expect(parseTags('ok, <b>')).toHaveProperty('error');
    expect(parseTags('x'.repeat(65))).toHaveProperty('error');
    const many = Array.from({ length: 17 }, (_, at) => `tag${at}`).join();
    expect(parseTags(many)).toEqual({ error: 'An account can have at most 16 tags.' });
  });
});
