/** Two plugins of esbuild by which a function that needs contracts only as data carries no schema library. */
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { parseSync } from 'oxc-parser';

/** Puts the values that a `*-shapes.ts` file exports in the place of its code. They must be JSON. */
export const foldShapes: Plugin = {
  name: 'fold-shapes',
  setup(build) {
    build.onLoad({ filter: /-shapes\.ts$/ }, async ({ path }) => {
      const values = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
      return { contents: asModule(values), loader: 'js' };
    });
  },
};

/** A module that exports the values; a part that stands in them more than once is written once. */
export function asModule(values: Readonly<Record<string, unknown>>): string {
  const times = new Map<string, number>();
  const count = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const text = JSON.stringify(value);
    const known = times.get(text) ?? 0;
    times.set(text, known + 1);
    if (known === 0) for (const inner of Object.values(value)) count(inner);
  };
  for (const value of Object.values(values)) count(value);

  const names = new Map<string, string>();
  const lines: string[] = [];
  const write = (value: unknown): string => {
    const text = JSON.stringify(value);
    if (typeof value !== 'object' || value === null) return text;
    const known = names.get(text);
    if (known !== undefined) return known;
    const whole = Array.isArray(value)
      ? `[${value.map(write).join(',')}]`
      : `{${Object.entries(value)
          .map(([name, one]) => `${JSON.stringify(name)}:${write(one)}`)
          .join(',')}}`;
    if ((times.get(text) ?? 0) < 2) return whole;
    const name = `part${names.size}`;
    names.set(text, name);
    lines.push(`const ${name} = ${whole};`);
    return name;
  };
  for (const [name, value] of Object.entries(values)) {
    const whole = write(value);
    lines.push(`export const ${name} = ${whole};`);
  }
  return lines.join('\n');
}

/** Lets what contracts declare and a bundle does not use fall away, with the library that made it. */
export const pureContracts: Plugin = {
  name: 'pure-contracts',
  setup(build) {
    build.onLoad({ filter: /[\\/]contracts[\\/][^\\/]+\.ts$/ }, async ({ path }) => ({
      contents: asPure(await readFile(path, 'utf8')),
      loader: 'ts',
    }));
  },
};

/** Makes each constant of a module the result of a function that is marked as free of effects, as in a contract it is. */
export function asPure(source: string): string {
  const { program, errors } = parseSync('contract.ts', source);
  if (errors.length > 0) throw new Error(`a contract does not parse: ${errors[0]?.message}`);
  let pure = '';
  let at = 0;
  for (const statement of program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'VariableDeclaration') continue;
    for (const { init } of declared.declarations) {
      if (!init || init.type === 'ArrowFunctionExpression' || init.type === 'Literal') continue;
      pure += `${source.slice(at, init.start)}/* @__PURE__ */ (() => (${source.slice(init.start, init.end)}))()`;
      at = init.end;
    }
  }
  return pure + source.slice(at);
}
