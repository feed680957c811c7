import { describe, expect, it } from 'vitest';

import type { Account } from '../ipc/types';
import { organization } from '../ipc/fake/organization';
import { buildCatalogue, type Catalogue } from './catalogue';
import { fold, idSpans, ranked, SearchIndex, spans, terms } from './search';

function catalogueOf(accounts: Account[]): Catalogue {
  return buildCatalogue({ revision: 1, accounts, removed: [], recents: [], otherAliases: [] });
}

function search(catalogue: Catalogue, query: string): string[] {
  const order = ranked(new SearchIndex(catalogue).scores(query), () => true);
  return [...order].map((index) => `${catalogue.rows[index]?.account.name}/${catalogue.rows[index]?.role.name}`);
}

const smallCatalogue = catalogueOf(organization(7, 4));

describe('search', () => {
  it('finds account and role by the starts of their words', () => {
    const best = search(smallCatalogue, 'pay adm').slice(0, 3);
    expect(best[0]).toBe('payments-prod/AdministratorAccess');
    expect(best.sort()).toEqual([
      'payments-dev/AdministratorAccess',
      'payments-prod/AdministratorAccess',
      'payments-staging/AdministratorAccess',
    ]);
  });

  it('finds the words in any order', () => {
    expect(search(smallCatalogue, 'adm pay')[0]).toBe('payments-prod/AdministratorAccess');
  });

  it('leaves out rows that lack a term', () => {
    expect(search(smallCatalogue, 'pay zebra')).toEqual([]);
    expect(search(smallCatalogue, 'hub').every((name) => name.startsWith('network-hub'))).toBe(true);
  });

  it('finds an abbreviation, after exact matches', () => {
    expect(search(smallCatalogue, 'pymt adm')[0]).toBe('payments-prod/AdministratorAccess');
    expect(search(smallCatalogue, 'payr')[0]).toBe('payroll/BillingAdmin');
  });

  it('finds an account by its id however it is written', () => {
    const id = smallCatalogue.accounts[3]?.accountId ?? '';
    const dashed = `${id.slice(0, 4)}-${id.slice(4, 8)}-${id.slice(8)}`;
    for (const query of [id, dashed, `${id.slice(0, 4)} ${id.slice(4, 8)} ${id.slice(8)}`]) {
      expect(search(smallCatalogue, query)).toEqual(['network-hub/NetworkAdministrator', 'network-hub/ReadOnlyAccess']);
    }
  });

  it('finds an alias', () => {
    expect(search(smallCatalogue, 'dpe')[0]).toBe('data-platform-dev/DataEngineer');
  });

  it('finds an account by its tags', () => {
    expect(search(smallCatalogue, 'pci').every((name) => name.startsWith('network-hub/'))).toBe(true);
    expect(search(smallCatalogue, 'pci read')).toEqual(['network-hub/ReadOnlyAccess']);
  });

  it('finds camel-case words and puts prefixes first', () => {
    expect(search(smallCatalogue, 'power')).toEqual(['data-platform-dev/PowerUserAccess']);
    expect(search(smallCatalogue, 'payroll')[0]).toBe('payroll/BillingAdmin');
  });

  it('ignores accents and case, and handles other scripts', () => {
    const names = organization(3, 1);
    Object.assign(names[0] ?? {}, { name: 'Café Zürich' });
    Object.assign(names[1] ?? {}, { name: 'アカウント本番' });
    const catalogue = catalogueOf(names);
    expect(search(catalogue, 'cafe zur')[0]).toMatch(/^Café Zürich/);
    expect(search(catalogue, '本番')[0]).toMatch(/^アカウント本番/);
  });

  it('ignores a query of spaces', () => {
    expect(terms('  / ')).toEqual([]);
  });

  it('costs no more for each row of a large catalogue than of a small one', () => {
    const queries = ['a', 'pa', 'pay', 'pay a', 'pay adm', 'x9', 'prod read'];
    const durationPerRow = (accounts: number) => {
      const index = new SearchIndex(catalogueOf(organization(accounts, 4)));
      const runs = Array.from({ length: 5 }, () => {
        const from = performance.now();
        for (const query of queries) ranked(index.scores(query), () => true);
        return performance.now() - from;
      });
      return Math.min(...runs) / accounts;
    };
    durationPerRow(500);
    expect(durationPerRow(5000) / durationPerRow(500)).toBeLessThan(8);
  });
});

describe('highlights', () => {
  it('highlight the typed text', () => {
    expect(spans('pay adm', ['payments-prod', 'AdministratorAccess'])).toEqual([[[0, 3]], [[0, 3]]]);
  });

  it('prefer the start of a word to its middle', () => {
    expect(spans('min', ['AdminMinimum'])).toEqual([[[5, 8]]]);
  });

  it('highlight an abbreviation only if no text contains the term', () => {
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

  it('highlight an id across its gaps', () => {
    expect(idSpans('2233', '111122223333')).toEqual([[7, 12]]);
    expect(idSpans('adm', '111122223333')).toEqual([]);
  });

  it('keep indexes valid while folding', () => {
    for (const text of ['İstanbul', 'ﬁle', 'ẞ', 'Zürich', '👩‍👦 x', 'a\uD800b', '']) {
      expect(fold(text)).toHaveLength(text.length);
    }
  });
});
