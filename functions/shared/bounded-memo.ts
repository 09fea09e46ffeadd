/** Remembers what a pure function gave for a text; made-up texts must not fill the memory, so it forgets all at `max`. */
export function boundedMemo<Value>(max: number, compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined || known.has(text)) return found as Value;
    const value = compute(text);
    if (known.size >= max) known.clear();
    known.set(text, value);
    return value;
  };
}
