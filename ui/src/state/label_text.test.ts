import { describe, expect, it } from 'vitest';

import { organization } from '../ipc/fake/organization';
import { buildCatalogue, type Row } from './catalogue';
import { noteLeft, readAlias, readNote, readTags } from './label_text';

const { rows } = buildCatalogue({ revision: 1, accounts: organization(7, 4), recents: [] });
const called = (row: Row) => row.role.name;
const alias = (text: string, at = 1) => {
  const row = rows[at];
  if (row === undefined) throw new Error('it is missing');
  return readAlias(text, row, rows, called);
};

describe('labels', () => {
  it('reads an alias, and takes it away', () => {
    expect(alias(' bills ')).toEqual({ value: 'bills' });
    expect(alias('本番.a_1+x-y')).toEqual({ value: '本番.a_1+x-y' });
    expect(alias('  ')).toEqual({ value: null });
  });

  it.each(['a b', '@default', 'a/b', '-x', '.x', 'a\u202e', 'x'.repeat(65), '<b>'])('refuses the alias %j', (text) => {
    expect(alias(text)).toHaveProperty('wrong');
  });

  it('gives an alias to one role only, and says which has it', () => {
    expect(alias('pay-admin')).toEqual({ wrong: 'AdministratorAccess has this alias already.' });
    expect(alias('pay-admin', 0)).toEqual({ value: 'pay-admin' });
  });

  it('counts the characters of a note as a person does', () => {
    expect(readNote('🙂'.repeat(500))).toEqual({ value: '🙂'.repeat(500) });
    expect(readNote('x'.repeat(501))).toEqual({ wrong: 'A note has at most 500 characters; this one has 501.' });
    expect(readNote(' \n ')).toEqual({ value: null });
    expect(noteLeft('🙂🙂')).toBe(498);
  });

  it('reads tags, each once', () => {
    expect(readTags(' pci, core  pci,,')).toEqual({ value: ['pci', 'core'] });
    expect(readTags('')).toEqual({ value: [] });
    expect(readTags('PCI pci team/payments env=prod')).toEqual({ value: ['PCI', 'team/payments', 'env=prod'] });
    expect(readTags('ok, <b>')).toHaveProperty('wrong');
    expect(readTags('x'.repeat(65))).toHaveProperty('wrong');
    const many = Array.from({ length: 17 }, (_, at) => `tag${at}`).join();
    expect(readTags(many)).toEqual({ wrong: 'An account has at most 16 tags.' });
  });
});
