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
      const contents = Object.entries(values).map(
        ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
      );
      return { contents: contents.join('\n'), loader: 'js' };
    });
  },
};

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
