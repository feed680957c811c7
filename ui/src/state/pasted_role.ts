// Whether a text names a role of an account: an ARN, or a link of the console that switches to one. Pure; the host parses it.

const ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/;
const SWITCH_ROLE_LINK = /^https:\/\/(?:[a-z0-9-]+\.)*signin\.[a-z0-9.-]+\/switchrole\/?\?\S+$/;

export function namesRole(text: string): boolean {
  const trimmed = text.trim();
  return ARN.test(trimmed) || SWITCH_ROLE_LINK.test(trimmed);
}
