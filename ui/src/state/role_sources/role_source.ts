// What the form asks for to define a role: one module for each source. What may be entered is the host's to say.

/** The key of a password or PIN, which is in no settings file. */
export const SECRET = 'secret';

export type RoleFormField = {
  /** The key in the settings file. */
  key: string;
  /** How it is entered: a text, one that is not shown, one of the user's roles, a region, a value in each line, a text of several lines. */
  kind: 'text' | 'secret' | 'role' | 'region' | 'lines' | 'block';
  /** Whether it is among the further options. */
  isFurther?: boolean;
  /** The variant of the source that has it; absent where all have it. */
  variant?: string;
  /** Whether only the settings file can change it, because its value starts a program. */
  isFixed?: boolean;
};

export type RoleSource = {
  /** Its words are found by it. */
  id: 'assumeRole' | 'certificate' | 'token' | 'login';
  /** The keys of which a definition of this source has one. */
  methodKeys: readonly string[];
  /** Which fields there are may depend on a choice. */
  variants: readonly string[];
  fields: readonly RoleFormField[];
};

/** What any role session may be given. */
export const sessionFields: readonly RoleFormField[] = [
  { key: 'session_name', kind: 'text', isFurther: true },
  { key: 'duration_seconds', kind: 'text', isFurther: true },
];

export const policyFields: readonly RoleFormField[] = [
  { key: 'policy', kind: 'block', isFurther: true },
  { key: 'policy_arns', kind: 'lines', isFurther: true },
];
