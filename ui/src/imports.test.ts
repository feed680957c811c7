import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const root = dirname(fileURLToPath(import.meta.url));
const IMPORT = /(?:from|import)\s+'(\.{1,2}\/[^']+)'/g;

type ImportGraph = Map<string, string[]>;

/** The relative imports of every file of the page, types included. */
function readImports(): ImportGraph {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|svelte)$/.test(file))
    .map((file) => join(root, file));
  const known = new Set(files);
  const resolve = (from: string, specifier: string) => {
    const path = join(dirname(from), specifier);
    return [path, `${path}.ts`].find((candidate) => known.has(candidate));
  };
  return new Map(
    files.map((file) => {
      const imports = [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, specifier]) => specifier ?? '');
      return [file, imports.flatMap((specifier) => resolve(file, specifier) ?? [])];
    }),
  );
}

/** A cycle of imports as a path, or null. */
function findCycle(graph: ImportGraph): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== null) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

describe('the imports of the page', () => {
  it('have no cycle', () => {
    const graph = readImports();
    expect(graph.size).toBeGreaterThan(80);
    expect([...graph.values()].flat().length).toBeGreaterThan(300);
    expect(findCycle(graph)?.map((file) => relative(root, file)) ?? []).toEqual([]);
  });

  it('would be found in a cycle', () => {
    const cycle = findCycle(
      new Map([
        ['a', ['b']],
        ['b', ['c', 'd']],
        ['d', ['b']],
      ]),
    );
    expect(cycle).toEqual(['b', 'd', 'b']);
  });
});
