// What the fake host tells of the past: what its role sessions were given.
import type { ExportedView, HistoryEntryView, HistoryQueryView, HistoryView, SpanView } from '../bindings';
import type { Scenario } from './scenarios';

/** The part of the history that was asked for. */
export function playHistory({ accounts, snapshot }: Scenario, query: HistoryQueryView): HistoryView {
  const entries: HistoryEntryView[] = [];
  const spans: SpanView[] = [];
  for (const { assignment, startedAt, issuedAt, expiresAt } of snapshot.roleSessions) {
    const account = accounts.find(
      ({ portal, accountId }) => portal === assignment.portal && accountId === assignment.accountId,
    );
    const named = { accountName: account?.name ?? null, environment: account?.environment ?? null };
    const given = startedAt === issuedAt ? [startedAt] : [startedAt, issuedAt];
    given.forEach((at, index) => {
      const until = given[index + 1] ?? expiresAt;
      if (at < query.from || at >= query.until) return;
      spans.push({ assignment, ...named, from: at, until });
      entries.unshift({
        at,
        event: index === 0 ? 'issued' : 'renewed',
        ...assignment,
        ...named,
        until,
        surface: index === 0 ? 'window' : 'keeper',
        program: null,
        pid: null,
        folder: null,
        byDefault: false,
        detail: null,
      });
    });
  }
  return { entries, spans };
}

/** Where it would have been written. */
export function exportHistory(scenario: Scenario, query: HistoryQueryView): ExportedView {
  const { entries } = playHistory(scenario, query);
  return { file: '~/Downloads/rolecall-history-2026-11-23.csv', entries: entries.length };
}
