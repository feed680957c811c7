import { beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeHost } from '../ipc/fake/fake_host';
import { scenarioOf } from '../ipc/fake/scenarios';
import { withoutIsolates } from '../words';
import type { RoleFieldText } from '../ipc/types';
import type { Row } from './catalogue';
import { composePage, type Page } from './page.svelte';
import { NAME, type RoleForm } from './role_form.svelte';
import { targetItems } from './target_items';

const now = Date.parse('2026-11-23T14:42:30Z');
const ARN = 'arn:aws:iam::420055667788:role/team/Release';

let host: FakeHost;
let page: Page;
let form: RoleForm;

beforeEach(async () => {
  vi.useFakeTimers();
  host = new FakeHost(scenarioOf('sources', { accounts: 4, roles: 4, appearance: 'system', now }));
  page = composePage(host, false);
  form = page.roleForm;
  await page.appState.subscribe();
  await vi.advanceTimersByTimeAsync(0);
});

function row(name: string): Row {
  const found = page.list.catalogue.rows.find(({ role }) => role.definition?.name === name);
  if (found === undefined) throw new Error(`no role ${name}`);
  return found;
}

const saved = () => host.calls.filter(([command]) => command === 'saveRole').map(([, input]) => input);

describe('the form that defines a role', () => {
  it('checks with the host what was typed, and says what is wrong once a field was left', async () => {
    form.openNew();
    form.setText('assume', 'Admin');
    await vi.advanceTimersByTimeAsync(200);
    expect(form.error('assume')).toBeNull();
    form.onBlur('assume');
    expect(form.error('assume')).toMatch(/^Enter the ARN of a role/);
    // What was not entered yet is not called missing.
    form.onBlur('from');
    expect(form.error('from')).toBeNull();
    form.setText('assume', ARN);
    await vi.advanceTimersByTimeAsync(200);
    expect(form.error('assume')).toBeNull();
  });

  it('calls the role what AWS calls it until the user does', () => {
    form.openNew();
    form.setText('assume', ARN);
    expect(form.name).toBe('Release');
    form.setText('assume', 'https://signin.aws.amazon.com/switchrole?roleName=team%2FAudit&account=420055667788');
    expect(form.name).toBe('Audit');
    form.setText('assume', 'Admin');
    expect(form.name).toBe('');
    form.setText(NAME, 'ship');
    form.setText('assume', 'arn:aws:iam::420055667788:role/Other');
    expect(form.name).toBe('ship');
  });

  it('shows all that is missing when it is saved, and returns the first field', async () => {
    form.openNew();
    expect(await form.save()).toBe('assume');
    expect([form.error('assume'), form.error('from'), form.error(NAME)].every((error) => error !== null)).toBe(true);
    form.setText('assume', ARN);
    expect(await form.save()).toBe('from');
    expect(form.textOf('assume')).toBe(ARN);
  });

  it('saves, forgets what was typed, and shows the role', async () => {
    form.openNew();
    form.setText('assume', ARN);
    form.setText('from', 'ci');
    form.setText('tags', 'team=storage');
    expect(await form.save()).toBeNull();
    expect(saved()[0]).toMatchObject({ name: 'Release', replaces: null });
    expect(page.navigation.overlay).toBeNull();
    await vi.advanceTimersByTimeAsync(300);
    expect(page.list.selected?.role.definition?.name).toBe('Release');
    form.openNew();
    expect(form.textOf('assume')).toBe('');
  });

  it('keeps what was typed while it is closed, and for each source', () => {
    form.openNew();
    form.setText('assume', ARN);
    form.setSource('token');
    form.setText('region', 'eu-west-1');
    form.close();
    form.openNew();
    expect(form.textOf('region')).toBe('eu-west-1');
    form.setSource('assumeRole');
    expect(form.textOf('assume')).toBe(ARN);
    form.discard();
    form.openNew();
    expect(form.textOf('assume')).toBe('');
  });

  it('changes a role, and keeps what it has no field for', async () => {
    const edited = row('build-host');
    edited.role.definition?.fields.push({ key: 'of_a_later_version', text: 'x' });
    form.openEdit(edited);
    expect([form.sourceId, form.variant, form.name]).toEqual(['certificate', 'pem', 'build-host']);
    form.setText('duration_seconds', '1800');
    await form.save();
    expect(saved()[0]).toMatchObject({ name: 'build-host', replaces: 'build-host' });
    const texts = (saved()[0] as { fields: { key: string; text: string }[] }).fields;
    expect(texts).toContainEqual({ key: 'of_a_later_version', text: 'x' });
    expect(texts).toContainEqual({ key: 'private_key', text: '/etc/rolecall/host.key' });
    expect(texts.some(({ key }) => key === 'pkcs12')).toBe(false);
  });

  it('sends a password with the form, and forgets it when the dialog closes', async () => {
    form.openNew();
    form.setSource('certificate');
    form.setVariant('pkcs11');
    expect(form.fields.map(({ key }) => key)).toContain('pkcs11');
    form.setText('roles_anywhere', ARN);
    form.setText('secret', '4711');
    await form.tryOut();
    const [, input] = host.calls.findLast(([command]) => command === 'testRole') ?? [];
    expect(input).toMatchObject({ secret: '4711' });
    expect((input as { fields: RoleFieldText[] }).fields.some(({ key }) => key === 'secret')).toBe(false);
    // A password that was typed is for no other source.
    form.setSource('assumeRole');
    await form.tryOut();
    expect(host.calls.at(-1)?.[1]).toMatchObject({ secret: '' });
    form.setSource('certificate');
    form.close();
    form.openNew();
    expect(form.textOf('secret')).toBe('');
    expect(form.textOf('roles_anywhere')).toBe(ARN);
  });

  it('says who one becomes, and forgets it when something changes', async () => {
    form.openEdit(row('ci-deploy'));
    await form.tryOut();
    expect(form.test).toEqual({ state: 'succeeded', arn: 'arn:aws:sts::420055667788:assumed-role/Deploy/ada' });
    form.setText('external_id', 'acme-7');
    expect(form.test).toEqual({ state: 'none' });
  });

  it('asks before it tries out a role of a production account', async () => {
    host.change((snapshot) => {
      snapshot.settings = { ...snapshot.settings, askBeforeProduction: true };
    });
    form.openEdit(row('release'));
    await form.tryOut();
    expect(form.test).toEqual({ state: 'unconfirmed' });
    await form.tryOut(true);
    expect(form.test.state).toBe('succeeded');
  });

  it('offers the roles that a role can be assumed with, and not itself', () => {
    const found = targetItems(page.list, 'ci', 'ci-deploy');
    expect(found.map(({ value }) => value)).toContain('ci');
    expect(found.map(({ value }) => value)).not.toContain('ci-deploy');
    const [exact, ...others] = targetItems(page.list, 'acme/111233334344/ReadOnlyAccess', null);
    expect(withoutIsolates(exact?.label ?? '')).toBe('payments-prod / ReadOnlyAccess');
    expect(others).toEqual([]);
  });

  it('removes a role after a question that says what goes', () => {
    form.remove(row('ci'));
    const overlay = page.navigation.overlay;
    if (overlay?.kind !== 'confirm') throw new Error('no question');
    expect(overlay.confirmation.text).toMatch(/alias, colour and note/);
    overlay.confirmation.onConfirm(null);
    expect(host.calls.at(-1)).toEqual(['removeDefinedRole', 'ci']);
  });
});
