// The sources that the form can define roles of. Pure.
import type { RoleFieldText } from '../ipc/types';
import { assumeRole } from './role_sources/assume_role';
import { certificate } from './role_sources/certificate';
import { login } from './role_sources/login';
import { type RoleFormField, type RoleSource, SECRET } from './role_sources/role_source';
import { token } from './role_sources/token';

export { SECRET };
export type { RoleFormField, RoleSource };

export const roleSources: readonly RoleSource[] = [assumeRole, certificate, token, login];

const has = (fields: readonly RoleFieldText[], key: string): boolean => fields.some((field) => field.key === key);

/** The source of a definition; null if the form knows none such. */
export function sourceOf(fields: readonly RoleFieldText[]): RoleSource | null {
  return roleSources.find(({ methodKeys }) => methodKeys.some((key) => has(fields, key))) ?? null;
}

/** The variant that a definition has. */
export function variantOf(source: RoleSource, fields: readonly RoleFieldText[]): string | null {
  const field = source.fields.find(({ key, variant }) => variant !== undefined && has(fields, key));
  return field?.variant ?? source.variants[0] ?? null;
}

/**
 * The fields that are shown. One that only the settings file can change is shown where it has a value, and then in the place of the
 * other one that says how credentials are obtained.
 */
export function shownFields(
  source: RoleSource,
  variant: string | null,
  texts: ReadonlyMap<string, string>,
): RoleFormField[] {
  const hasText = (key: string) => (texts.get(key) ?? '') !== '';
  const fixed = source.fields.find(({ key, isFixed }) => isFixed === true && hasText(key));
  return source.fields.filter((field) => {
    if (field.isFixed === true) return field === fixed;
    if (fixed !== undefined && source.methodKeys.includes(field.key)) return false;
    return field.variant === undefined || field.variant === variant;
  });
}
