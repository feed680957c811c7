import { beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
import { composePage, type Page } from './page.svelte';
import { daysOf, patternsOf, secondsOf, settingsFound } from './settings';
import { SettingsForm } from './settings_form.svelte';
import { draftOf, emptyDraft, hasRoom, isKept, limitsOf, readLimit } from './settings_limits';
import { readShortcut, shortcutCaps } from './shortcut';

const none = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };

describe('what is typed', () => {
  it('is kept within its limits', () => {
    expect(['1', '45', '9999', '', 'x', '7.6'].map((text) => secondsOf(text, 30))).toEqual([5, 45, 300, 30, 30, 8]);
    expect(['0', '90', '99999', ' ', '-3'].map((text) => daysOf(text, 90))).toEqual([1, 90, 3650, 90, 1]);
    expect(patternsOf(' *-prod \n\n1111\n')).toEqual(['*-prod', '1111']);
  });

  it('finds settings by their words, their help and their group', () => {
    expect([...settingsFound('clipb')]).toEqual(['region', 'clipboard']);
    expect([...settingsFound('tray')]).toEqual([]);
    expect([...settingsFound('  ')].length).toBeGreaterThan(10);
    expect(settingsFound('DARK').has('appearance')).toBe(true);
    expect(settingsFound('history notif').has('accessChanges')).toBe(true);
  });
});

describe('limits', () => {
  const kept = { accounts: ['*-prod', 'a,b'], roles: ['Admin*'], minutes: 240 };

  it('are shown in hours where they are whole hours', () => {
    expect(draftOf(kept, 1)).toMatchObject({ accounts: '*-prod, a,b', roles: 'Admin*', time: '4', unit: 'hours' });
    expect(draftOf({ ...kept, minutes: 90 }, 1)).toMatchObject({ time: '90', unit: 'minutes' });
  });

  it('leave patterns alone that were not touched, commas and all', () => {
    expect(readLimit(draftOf(kept, 1))).toEqual({ limit: kept });
    expect(readLimit({ ...draftOf(kept, 1), accounts: ' x , ,y' })).toEqual({
      limit: { ...kept, accounts: ['x', 'y'] },
    });
  });

  it('take hours with a part, in either way of writing', () => {
    const of = (time: string, unit: 'minutes' | 'hours' = 'hours') => readLimit({ ...emptyDraft(1), time, unit });
    expect(of('1.5')).toEqual({ limit: { accounts: [], roles: [], minutes: 90 } });
    expect(of('0,5')).toEqual({ limit: { accounts: [], roles: [], minutes: 30 } });
    expect(of('168')).toMatchObject({ limit: { minutes: 10_080 } });
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
      expect([time, of(time, unit)]).toEqual([time, { problem: 'time' }]);
    }
  });

  it('say what is wrong', () => {
    expect(readLimit({ ...emptyDraft(1), roles: 'x'.repeat(257) })).toEqual({ problem: 'pattern' });
    expect(readLimit({ ...emptyDraft(1), roles: Array(101).fill('x').join(',') })).toEqual({ problem: 'many' });
    expect(readLimit({ ...emptyDraft(1), roles: '🙂'.repeat(256) })).toHaveProperty('limit');
  });

  it('keep what was, where a row is not whole, and nothing of a row that is being added', () => {
    const wrong = { ...draftOf(kept, 1), time: '' };
    const changed = { ...draftOf({ ...kept, minutes: 60 }, 2), time: '2' };
    expect(limitsOf([wrong, changed, emptyDraft(3)])).toEqual([kept, { ...kept, minutes: 120 }]);
  });

  it('know what somebody else changed', () => {
    const drafts = [draftOf(kept, 1), emptyDraft(2)];
    expect(isKept(drafts, [{ ...kept }])).toBe(true);
    expect(isKept(drafts, [])).toBe(false);
    expect(isKept([{ ...draftOf(kept, 1), time: '9' }], [kept])).toBe(true);
    expect(hasRoom(Array.from({ length: 100 }, (_, at) => emptyDraft(at)))).toBe(false);
  });
});

describe('a shortcut', () => {
  const press = (key: string, code: string, held: Partial<typeof none> = {}) =>
    readShortcut({ ...none, ...held, key, code });

  it('is what was held and one key', () => {
    expect(press('r', 'KeyR', { ctrlKey: true, altKey: true })).toEqual({ state: 'whole', shortcut: 'Ctrl+Alt+R' });
    expect(press('F9', 'F9', { metaKey: true })).toEqual({ state: 'whole', shortcut: 'Super+F9' });
    expect(press('ArrowUp', 'ArrowUp', { altKey: true, shiftKey: true })).toEqual({
      state: 'whole',
      shortcut: 'Alt+Shift+ArrowUp',
    });
  });

  it('is the letter that the layout has there, and else the key', () => {
    expect(press('a', 'KeyQ', { ctrlKey: true })).toEqual({ state: 'whole', shortcut: 'Ctrl+A' });
    expect(press('!', 'Digit1', { ctrlKey: true, shiftKey: true })).toEqual({
      state: 'whole',
      shortcut: 'Ctrl+Shift+1',
    });
    expect(press('й', 'KeyQ', { ctrlKey: true })).toEqual({ state: 'whole', shortcut: 'Ctrl+Q' });
    expect(press('+', 'Equal', { ctrlKey: true })).toEqual({ state: 'whole', shortcut: 'Ctrl+Equal' });
  });

  it('waits while only keys are held', () => {
    expect(press('Alt', 'AltLeft', { ctrlKey: true, altKey: true })).toEqual({ state: 'held', caps: ['Ctrl', 'Alt'] });
  });

  it('takes no letter from texts, and no key that has no name', () => {
    expect(press('r', 'KeyR')).toEqual({ state: 'refused', why: 'noModifier' });
    expect(press('R', 'KeyR', { shiftKey: true })).toEqual({ state: 'refused', why: 'noModifier' });
    expect(press('Dead', 'IntlRo', { ctrlKey: true })).toEqual({ state: 'refused', why: 'otherKey' });
    expect(press('MediaPlayPause', 'MediaPlayPause', { ctrlKey: true })).toEqual({ state: 'refused', why: 'otherKey' });
  });

  it('is written on caps', () => {
    expect(shortcutCaps('Ctrl+Alt+ArrowUp', false)).toEqual(['Ctrl', 'Alt', '↑']);
    expect(shortcutCaps('Ctrl+Super+R', true)).toEqual(['⌃', '⌘', 'R']);
    expect(shortcutCaps('Ctrl+constructor', false)).toEqual(['Ctrl', 'constructor']);
  });
});

describe('a change', () => {
  let host: FakeHost;
  let page: Page;
  let form: SettingsForm;
  const told = () => {
    if (page.desk.snapshot === null) throw new Error('no snapshot');
    return page.desk.snapshot.settings;
  };

  beforeEach(async () => {
    host = new FakeHost(
      scenarioOf('list', { accounts: 3, roles: 2, appearance: 'system', now: Date.parse('2026-11-23T14:42:30Z') }),
    );
    page = composePage(host, false);
    await page.desk.open();
    form = new SettingsForm(page.desk);
  });

  it('does not undo the one before it that is still being kept', async () => {
    const sent: unknown[] = [];
    host.saveSettings = (settings) => {
      sent.push(settings);
      return Promise.resolve({ status: 'ok', data: null });
    };
    await Promise.all([form.save({ renew: false }), form.save({ askBeforeProduction: true })]);
    expect(sent.at(-1)).toMatchObject({ renew: false, askBeforeProduction: true });
    expect(form.settings(told())).toMatchObject({ renew: false, askBeforeProduction: true });
  });

  it('shows as it was when it could not be kept', async () => {
    const error = { code: 'x', summary: 'No.', advice: '', recovery: { action: 'none' as const }, reference: '' };
    host.saveSettings = () => Promise.resolve({ status: 'error', error });
    const saving = form.save({ renew: false });
    expect(form.settings(told()).renew).toBe(false);
    await saving;
    expect(form.settings(told()).renew).toBe(true);
    expect(page.desk.trouble?.problem.summary).toBe('No.');
  });

  it('of the start with the desktop shows at once', async () => {
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
