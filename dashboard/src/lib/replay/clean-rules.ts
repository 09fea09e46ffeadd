import type { CleanContext } from './clean-context.ts';
import { cleanCss } from './clean-css.ts';
import { isId, isRecord } from './clean-node.ts';

type Data = Record<string, unknown>;

const isPlace = (index: unknown): boolean =>
  index === undefined || isIndex(index) || (Array.isArray(index) && index.length > 0 && index.every(isIndex));
const isIndex = (index: unknown): boolean => Number.isSafeInteger(index) && (index as number) >= 0;

/** Rules put into a sheet or taken out of it. */
export function cleanRules(data: Data, context: CleanContext): Data | undefined {
  if (!isId(data.id) && !isId(data.styleId)) return undefined;
  const clean: Data = { ...named(data), source: data.source };
  if (Array.isArray(data.adds)) clean.adds = addedRules(data.adds, context);
  if (Array.isArray(data.removes)) clean.removes = data.removes.filter((each) => isRecord(each) && isPlace(each.index));
  for (const name of ['replace', 'replaceSync'] as const) {
    if (typeof data[name] === 'string') clean[name] = cleanCss(data[name], context);
  }
  return clean;
}

/** One declaration of a rule set or removed. */
export function cleanStyleChange(data: Data, context: CleanContext): Data | undefined {
  const { set, remove, index } = data;
  if ((!isId(data.id) && !isId(data.styleId)) || !Array.isArray(index) || !isPlace(index)) return undefined;
  const clean: Data = { ...named(data), source: data.source, index };
  if (isRecord(set) && typeof set.property === 'string') {
    const value = typeof set.value === 'string' ? cleanCss(set.value, context) : null;
    clean.set = { property: set.property, value, priority: set.priority === 'important' ? 'important' : '' };
  }
  if (isRecord(remove) && typeof remove.property === 'string') clean.remove = { property: remove.property };
  return clean;
}

/** Sheets that a document or shadow root adopts. */
export function cleanSheets({ source, id, styleIds, styles }: Data, context: CleanContext): Data | undefined {
  if (!isId(id) || !Array.isArray(styleIds)) return undefined;
  const sheets = Array.isArray(styles) ? styles : [];
  return {
    source,
    id,
    styleIds: styleIds.filter(isId),
    styles: sheets.flatMap((sheet) =>
      isRecord(sheet) && isId(sheet.styleId) && Array.isArray(sheet.rules)
        ? [{ styleId: sheet.styleId, rules: addedRules(sheet.rules, context) }]
        : [],
    ),
  };
}

const named = ({ id, styleId }: Data): Data => ({ ...(isId(id) ? { id } : {}), ...(isId(styleId) ? { styleId } : {}) });

function addedRules(adds: readonly unknown[], context: CleanContext): Data[] {
  return adds.flatMap((each) => {
    if (!isRecord(each) || typeof each.rule !== 'string' || !isPlace(each.index)) return [];
    return [{ rule: cleanCss(each.rule, context), ...(each.index === undefined ? {} : { index: each.index }) }];
  });
}
