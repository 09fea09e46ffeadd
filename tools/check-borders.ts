/**
 * Holds every import against the borders between folders: who may import whom, and which packages.
 * Run alone it prints what crosses a border and exits 1.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';

export interface Crossing {
  file: string;
  specifier: string;
  reason: string;
}

interface Import {
  specifier: string;
  typeOnly: boolean;
}

/** First matching rule wins; `from` and `to` are folders or files, relative to the root. */
const homes: { from: RegExp; may: RegExp; types?: RegExp }[] = [
  { from: /^contracts\//, may: /^contracts\// },
  { from: /^functions\/shared\//, may: /^(functions\/shared|contracts)\// },
  { from: /^functions\/(?<name>[^/]+)\//, may: /^(functions\/(?:shared|$name)|contracts)\// },
  {
    from: /^infra\//,
    may: /^(infra\/|contracts\/)/,
    types: /^functions\/.*env\.ts$/,
  },
  { from: /^tracker\/src\//, may: /^tracker\/src\//, types: /^contracts\// },
  { from: /^tracker\//, may: /^(tracker|contracts|local|demo)\// },
  { from: /^dashboard\//, may: /^(dashboard|contracts)\// },
];

const features = /^dashboard\/src\/features\/(?<name>[^/]+)\//;
const awsHome = /(-store|-stream|-queue|\.test)\.ts$|\.emulated\.test\.ts$/;

/** Crossings of one file; `file` is relative to the root, with forward slashes. */
export function crossings(file: string, source: string): Crossing[] {
  const found: Crossing[] = [];
  const report = (specifier: string, reason: string) => found.push({ file, specifier, reason });
  const home = homes.find((rule) => rule.from.test(file));
  const test = /\.test\.tsx?$|\/test-|simulator\/|\.emulated\./.test(file);

  for (const { specifier, typeOnly } of importsOf(file, source)) {
    const target = resolve(file, specifier);
    if (target === undefined) {
      packageRules(file, specifier, typeOnly, test, report);
      continue;
    }
    const ownFeature = features.exec(file)?.groups?.name;
    const otherFeature = features.exec(target)?.groups?.name;
    if (ownFeature && otherFeature && ownFeature !== otherFeature)
      report(specifier, 'features never import each other');
    if (!home || test) continue;
    const name = home.from.exec(file)?.groups?.name ?? '';
    const may = new RegExp(home.may.source.replace('$name', name));
    if (may.test(target) || (typeOnly && home.types?.test(target))) continue;
    report(specifier, `${file.split('/').slice(0, 2).join('/')} may not import ${target}`);
  }
  return found;
}

function packageRules(
  file: string,
  specifier: string,
  typeOnly: boolean,
  test: boolean,
  report: (specifier: string, reason: string) => void,
): void {
  if (test) return;
  if (specifier === 'zod') report(specifier, "import 'zod/mini'");
  if (file.startsWith('contracts/') && !specifier.startsWith('zod/'))
    report(specifier, 'contracts import zod/mini only');
  if (specifier.startsWith('@aws-sdk/') && file.startsWith('functions/') && !typeOnly && !awsHome.test(file)) {
    report(specifier, 'AWS clients live in *-store.ts, *-stream.ts and *-queue.ts');
  }
  if (file.startsWith('tracker/src/')) report(specifier, 'the tracker has no dependency');
  if (/^@?rrweb\b/.test(specifier) && specifier === 'rrweb') report(specifier, 'import @rrweb/replay');
}

function importsOf(file: string, source: string): Import[] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  const fixed = module.staticImports.map((statement) => ({
    specifier: statement.moduleRequest.value,
    typeOnly: statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
  }));
  const again = module.staticExports.flatMap((statement) =>
    statement.entries.flatMap((entry) =>
      entry.moduleRequest ? [{ specifier: entry.moduleRequest.value, typeOnly: entry.isType }] : [],
    ),
  );
  const dynamic = module.dynamicImports.map(({ moduleRequest }) => ({
    specifier: source.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
    typeOnly: false,
  }));
  return [...fixed, ...again, ...dynamic];
}

/** Path of a file of ours that a specifier names, or undefined for a package. */
function resolve(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#contracts/')) return specifier.slice(1);
  if (specifier.startsWith('.')) return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
  return undefined;
}

/** Crossings of the whole tree below `root`. */
export function checkBorders(root: string): Crossing[] {
  const files = globSync('{contracts,functions,infra,tracker,dashboard}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: (name) => name.includes('node_modules') || name.endsWith('.d.ts') || name.endsWith('.gen.ts'),
  });
  return files.flatMap((file) => {
    const posix = file.split(path.sep).join('/');
    return crossings(posix, readFileSync(path.join(root, file), 'utf8'));
  });
}

if (import.meta.main) {
  const found = checkBorders(path.join(import.meta.dirname, '..'));
  for (const { file, specifier, reason } of found) console.error(`${file}: '${specifier}': ${reason}`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
