// Names in sentences are isolated by characters that nobody sees (src/words/names.ts). Tests write sentences without
// them: what they look for may have isolates anywhere.
const ISOLATES = '[\\u2068\\u2069]*';

/** A text that a page was read of, without isolates. */
export const plain = (text) => text.replace(/[\u2068\u2069]/g, '');

/** Matches the text as a string does, whatever isolates it has. */
function tolerant(text, exact) {
  const characters = [...text.trim().replace(/\s+/g, ' ')].map((character) =>
    character === ' ' ? '\\s+' : character.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'),
  );
  const pattern = [ISOLATES, ...characters.map((character) => character + ISOLATES)].join('');
  return exact ? new RegExp(`^\\s*${pattern}\\s*$`, 'u') : new RegExp(pattern, 'iu');
}

const tolerated = (text, exact) =>
  typeof text === 'string' ? tolerant(text, exact) : new RegExp(text.source.replace(/^\^/, `^${ISOLATES}`), text.flags);

const names = new Set(['getByText', 'getByLabel', 'getByTitle']);

/** Lets the locators of all pages find sentences that are written without isolates. */
export function findWithoutIsolates(page) {
  for (const { prototype } of [page.constructor, page.locator('body').constructor]) {
    if (Object.hasOwn(prototype, 'findsWithoutIsolates')) continue;
    Object.defineProperty(prototype, 'findsWithoutIsolates', { value: true });
    for (const method of names) {
      const find = prototype[method];
      prototype[method] = function (text, { exact = false, ...options } = {}) {
        return find.call(this, tolerated(text, exact), options);
      };
    }
    const getByRole = prototype.getByRole;
    prototype.getByRole = function (role, { name, exact = false, ...options } = {}) {
      if (name === undefined) return getByRole.call(this, role, options);
      return getByRole.call(this, role, { ...options, name: tolerated(name, exact) });
    };
  }
}
