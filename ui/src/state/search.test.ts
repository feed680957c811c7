import { describe, expect, it } from 'vitest';

import type { AccountView } from '../ipc/bindings';
import { organization } from '../ipc/fake/organization';
import { buildCatalogue, type Catalogue } from './catalogue';
import { fold, idSpans, ranked, SearchIndex, spans, terms } from './search';

function catalogueOf(accounts: AccountView[]): Catalogue {
  return buildCatalogue({ revision: 1, accounts, recents: [] });
}

function found(catalogue: Catalogue, query: string): string[] {
  const order = ranked(new SearchIndex(catalogue).scores(query), () => true);
  return [...order].map((index) => `${catalogue.rows[index]?.account.name}/${catalogue.rows[index]?.role.name}`);
}

const few = catalogueOf(organization(7, 4));

describe('search', () => {
  it('finds account and role by the beginnings of their words', () => {
    const best = found(few, 'pay adm').slice(0, 3);
    expect(best[0]).toBe('payments-prod/AdministratorAccess');
    expect(best.sort()).toEqual([
      'payments-dev/AdministratorAccess',
      'payments-prod/AdministratorAccess',
      'payments-staging/AdministratorAccess',
    ]);
  });

  it('finds the words in any order', () => {
    expect(found(few, 'adm pay')[0]).toBe('payments-prod/AdministratorAccess');
  });

  it('leaves out what lacks a word', () => {
    expect(found(few, 'pay zebra')).toEqual([]);
    expect(found(few, 'hub').every((name) => name.startsWith('network-hub'))).toBe(true);
  });

  it('finds an abbreviation, behind what matches whole', () => {
    expect(found(few, 'pymt adm')[0]).toBe('payments-prod/AdministratorAccess');
    expect(found(few, 'payr')[0]).toBe('payroll/BillingAdmin');
  });

  it('finds an account by its id however it is written', () => {
    const id = few.accounts[3]?.accountId ?? '';
    const dashed = `${id.slice(0, 4)}-${id.slice(4, 8)}-${id.slice(8)}`;
    for (const query of [id, dashed, `${id.slice(0, 4)} ${id.slice(4, 8)} ${id.slice(8)}`]) {
      expect(found(few, query)).toEqual(['network-hub/NetworkAdministrator', 'network-hub/ReadOnlyAccess']);
    }
  });

  it('finds an alias', () => {
    expect(found(few, 'dpe')[0]).toBe('data-platform-dev/DataEngineer');
  });

  it('finds what an account is tagged with', () => {
    expect(found(few, 'pci').every((name) => name.startsWith('network-hub/'))).toBe(true);
    expect(found(few, 'pci read')).toEqual(['network-hub/ReadOnlyAccess']);
  });

  it('finds humps of a name and puts its beginning first', () => {
    expect(found(few, 'power')).toEqual(['data-platform-dev/PowerUserAccess']);
    expect(found(few, 'payroll')[0]).toBe('payroll/BillingAdmin');
  });

  it('does not mind accents and case, and reads other scripts', () => {
    const names = organization(3, 1);
    Object.assign(names[0] ?? {}, { name: 'Café Zürich' });
    Object.assign(names[1] ?? {}, { name: 'アカウント本番' });
    const catalogue = catalogueOf(names);
    expect(found(catalogue, 'cafe zur')[0]).toMatch(/^Café Zürich/);
    expect(found(catalogue, '本番')[0]).toMatch(/^アカウント本番/);
  });

  it('reads a query of nothing but blanks as none', () => {
    expect(terms('  / ')).toEqual([]);
  });

  it('answers within a fraction of a frame over 20,000 rows', () => {
    const index = new SearchIndex(catalogueOf(organization(5000, 4)));
    const times = ['a', 'pa', 'pay', 'pay a', 'pay adm', 'x9', 'prod read'].map((query) => {
      const from = performance.now();
      ranked(index.scores(query), () => true);
      return performance.now() - from;
    });
    times.sort((one, other) => one - other);
    expect(times[3]).toBeLessThan(40);
  });
});

describe('marks', () => {
  it('marks what was typed', () => {
    expect(spans('pay adm', ['payments-prod', 'AdministratorAccess'])).toEqual([[[0, 3]], [[0, 3]]]);
  });

  it('prefers the beginning of a word to its middle', () => {
    expect(spans('min', ['AdminMinimum'])).toEqual([[[5, 8]]]);
  });

  it('marks scattered letters only where nothing stands whole', () => {
    expect(spans('pymt', ['payments-prod', 'Reader'])).toEqual([
      [
        [0, 1],
        [2, 4],
        [6, 7],
      ],
      [],
    ]);
    expect(spans('adm', ['analytics-dev-main', 'Admin'])).toEqual([[], [[0, 3]]]);
  });

  it('marks an id across its gaps', () => {
    expect(idSpans('2233', '111122223333')).toEqual([[7, 12]]);
    expect(idSpans('adm', '111122223333')).toEqual([]);
  });

  it('keeps every place while folding', () => {
    for (const text of ['İstanbul', 'ﬁle', 'ẞ', 'Zürich', '👩‍👦 x', 'a\uD800b', '']) {
      expect(fold(text)).toHaveLength(text.length);
    }
  });
});
