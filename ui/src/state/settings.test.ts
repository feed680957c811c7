import { beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { settingBounds, settingDefaults } from '../ipc/generated/setting_bounds';
import type { Appearance } from '../ipc/types';
import { words } from '../words';
import { scenarioOf } from '../ipc/fake/scenarios';
import { composePage, type Page } from './page.svelte';
import { matchingGroups, parseNumber, parsePatternLines } from './settings_input';
import { SettingsForm } from './settings_form.svelte';
import {
  draftFromLimit,
  emptyDraft,
  canAddLimit,
  areBasedOn,
  limitsToSave,
  mergeLimits,
  parseLimit,
} from './limit_drafts';
import { parseShortcut, shortcutCaps } from './shortcut';

const noModifiers = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };

describe('typed input', () => {
  it('is moved into the range of its setting', () => {
    const ranges = Object.entries(settingBounds.numbers);
    expect(ranges.length).toBeGreaterThan(1);
    for (const [setting, { min, max }] of ranges) {
      const parsed = [min - 1, min, max, max + 1].map((number) => parseNumber(setting, String(number), max));
      expect([setting, parsed]).toEqual([setting, [min, min, max, max]]);
    }
    const parse = (text: string) => parseNumber('historyDays', text, 30);
    expect(['', ' ', 'x', '7.6', '-3'].map(parse)).toEqual([30, 30, 30, 8, 1]);
    expect(parsePatternLines(' *-prod \n\n1111\n')).toEqual(['*-prod', '1111']);
  });

  it('finds settings by title, help, choice and group', () => {
    const found = (query: string) => matchingGroups(query).flatMap(({ rows }) => rows.map(({ id }) => id));
    expect(found('clip')).toEqual(['clipboardClearInSeconds']);
    expect(found('console and clipboard')).toEqual(['consoleRegion', 'clipboardClearInSeconds']);
    expect(found('notification')).toEqual(['notifyAccessChanges']);
    expect(found('tray')).toEqual([]);
    expect(found('  ').length).toBeGreaterThan(10);
    expect(found('DARK')).toEqual(['appearance']);
    expect(found('history notif')).toContain('notifyAccessChanges');
    expect(found('add a portal')).toEqual(['portals']);
  });

  it('has a label for every choice, and a row only for what exists', () => {
    const others = ['autostart', 'limits', 'portals'];
    for (const { id } of matchingGroups('').flatMap(({ rows }) => rows)) {
      expect([id, id in settingDefaults || others.includes(id)]).toEqual([id, true]);
    }
    const choices = Object.keys(words.settings.groups.general.rows.appearance.choices);
    expect(choices).toEqual(['system', 'light', 'dark'] satisfies Appearance[]);
  });
});

describe('limits', () => {
  const saved = { accounts: ['*-prod', 'a,b'], roles: ['Admin*'], minutes: 240 };

  it('are shown in hours if they are whole hours', () => {
    expect(draftFromLimit(saved, 1)).toMatchObject({
      accounts: '*-prod, a,b',
      roles: 'Admin*',
      time: '4',
      unit: 'hours',
    });
    expect(draftFromLimit({ ...saved, minutes: 90 }, 1)).toMatchObject({ time: '90', unit: 'minutes' });
  });

  it('leave unchanged patterns alone, including commas', () => {
    expect(parseLimit(draftFromLimit(saved, 1))).toEqual({ limit: saved });
    expect(parseLimit({ ...draftFromLimit(saved, 1), accounts: ' x , ,y' })).toEqual({
      limit: { ...saved, accounts: ['x', 'y'] },
    });
  });

  it('accept fractions of hours, with a point or a comma', () => {
    const parse = (time: string, unit: 'minutes' | 'hours' = 'hours') => parseLimit({ ...emptyDraft(1), time, unit });
    expect(parse('1.5')).toEqual({ limit: { accounts: [], roles: [], minutes: 90 } });
    expect(parse('0,5')).toEqual({ limit: { accounts: [], roles: [], minutes: 30 } });
    expect(parse('168')).toMatchObject({ limit: { minutes: 10_080 } });
    for (const [time, unit] of [
      ['0'],
      ['169'],
      ['-1'],
      [''],
      ['x'],
      ['1.01'],
      ['1e3'],
      ['0.5', 'minutes'],
      ['NaN'],
    ] as const) {
      expect([time, parse(time, unit)]).toEqual([time, { error: 'time' }]);
    }
  });

  it('say what is invalid', () => {
    expect(parseLimit({ ...emptyDraft(1), roles: 'x'.repeat(257) })).toEqual({ error: 'pattern' });
    expect(parseLimit({ ...emptyDraft(1), roles: Array(101).fill('x').join(',') })).toEqual({ error: 'tooMany' });
    expect(parseLimit({ ...emptyDraft(1), roles: '🙂'.repeat(256) })).toHaveProperty('limit');
  });

  it('keep the saved limit of an invalid row, and skip a row that is being added', () => {
    const invalid = { ...draftFromLimit(saved, 1), time: '' };
    const changed = { ...draftFromLimit({ ...saved, minutes: 60 }, 2), time: '2' };
    expect(limitsToSave([invalid, changed, emptyDraft(3)])).toEqual([saved, { ...saved, minutes: 120 }]);
  });

  it('detect changes made elsewhere', () => {
    const drafts = [draftFromLimit(saved, 1), emptyDraft(2)];
    expect(areBasedOn(drafts, [{ ...saved }])).toBe(true);
    expect(areBasedOn(drafts, [])).toBe(false);
    expect(areBasedOn([{ ...draftFromLimit(saved, 1), time: '9' }], [saved])).toBe(true);
    const other = { ...saved, minutes: 5 };
    const merged = mergeLimits([{ ...draftFromLimit(saved, 1), time: '9' }, emptyDraft(2)], [other, saved], () => 3);
    expect(merged.map(({ key, time }) => [key, time])).toEqual([
      [3, '5'],
      [1, '9'],
    ]);
    expect(canAddLimit(Array.from({ length: 100 }, (_, at) => emptyDraft(at)))).toBe(false);
  });
});

describe('a shortcut', () => {
  const press = (key: string, code: string, modifiers: Partial<typeof noModifiers> = {}) =>
    parseShortcut({ ...noModifiers, ...modifiers, key, code });

  it('is modifiers and one key', () => {
    expect(press('r', 'KeyR', { ctrlKey: true, altKey: true })).toEqual({ state: 'complete', shortcut: 'Ctrl+Alt+R' });
    expect(press('F9', 'F9', { metaKey: true })).toEqual({ state: 'complete', shortcut: 'Super+F9' });
    expect(press('ArrowUp', 'ArrowUp', { altKey: true, shiftKey: true })).toEqual({
      state: 'complete',
      shortcut: 'Alt+Shift+ArrowUp',
    });
  });

  it('is the character of the keyboard layout, or else the key', () => {
    expect(press('a', 'KeyQ', { ctrlKey: true })).toEqual({ state: 'complete', shortcut: 'Ctrl+A' });
    expect(press('!', 'Digit1', { ctrlKey: true, shiftKey: true })).toEqual({
      state: 'complete',
      shortcut: 'Ctrl+Shift+1',
    });
    expect(press('й', 'KeyQ', { ctrlKey: true })).toEqual({ state: 'complete', shortcut: 'Ctrl+Q' });
    expect(press('+', 'Equal', { ctrlKey: true })).toEqual({ state: 'complete', shortcut: 'Ctrl+Equal' });
  });

  it('is incomplete while only modifiers are held', () => {
    expect(press('Alt', 'AltLeft', { ctrlKey: true, altKey: true })).toEqual({
      state: 'incomplete',
      caps: ['Ctrl', 'Alt'],
    });
  });

  it('needs a modifier and a known key', () => {
    expect(press('r', 'KeyR')).toEqual({ state: 'rejected', reason: 'noModifier' });
    expect(press('R', 'KeyR', { shiftKey: true })).toEqual({ state: 'rejected', reason: 'noModifier' });
    expect(press('Dead', 'IntlRo', { ctrlKey: true })).toEqual({ state: 'rejected', reason: 'otherKey' });
    expect(press('MediaPlayPause', 'MediaPlayPause', { ctrlKey: true })).toEqual({
      state: 'rejected',
      reason: 'otherKey',
    });
  });

  it('is written on key caps', () => {
    expect(shortcutCaps('Ctrl+Alt+ArrowUp', false)).toEqual(['Ctrl', 'Alt', '↑']);
    expect(shortcutCaps('Ctrl+Super+R', true)).toEqual(['⌃', '⌘', 'R']);
    expect(shortcutCaps('Ctrl+constructor', false)).toEqual(['Ctrl', 'constructor']);
  });
});

describe('a change', () => {
  let host: FakeHost;
  let page: Page;
  let form: SettingsForm;
  const savedSettings = () => {
    if (page.appState.snapshot === null) throw new Error('no snapshot');
    return page.appState.snapshot.settings;
  };

  beforeEach(async () => {
    host = new FakeHost(
      scenarioOf('list', { accounts: 3, roles: 2, appearance: 'system', now: Date.parse('2026-11-23T14:42:30Z') }),
    );
    page = composePage(host, false);
    await page.appState.subscribe();
    form = new SettingsForm(page.appState);
  });

  it('does not undo an earlier one that is being saved', async () => {
    const sent: unknown[] = [];
    host.saveSettings = (settings) => {
      sent.push(settings);
      return Promise.resolve({ status: 'ok', data: null });
    };
    await Promise.all([form.save({ renew: false }), form.save({ askBeforeProduction: true })]);
    expect(sent).toEqual([{ renew: false }, { askBeforeProduction: true }]);
    expect(form.withChanges(savedSettings())).toMatchObject({ renew: false, askBeforeProduction: true });
  });

  it('is reverted if it could not be saved', async () => {
    const error = {
      code: 'bug' as const,
      summary: 'No.',
      advice: '',
      recovery: { action: 'none' as const },
      reference: '',
    };
    host.saveSettings = () => Promise.resolve({ status: 'error', error });
    const saving = form.save({ renew: false });
    expect(form.withChanges(savedSettings()).renew).toBe(false);
    await saving;
    expect(form.withChanges(savedSettings()).renew).toBe(true);
    expect(page.appState.actionError?.problem.summary).toBe('No.');
  });

  it('of autostart is shown at once', async () => {
    vi.useFakeTimers();
    const setting = form.setAutostart(true);
    expect(form.autostart).toBe(true);
    await setting;
    vi.runAllTimers();
    vi.useRealTimers();
    expect(form.autostart).toBe(true);
    expect(host.calls.filter(([name]) => name === 'setAutostart')).toEqual([['setAutostart', true]]);
  });
});
