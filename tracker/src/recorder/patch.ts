/**
 * Wraps a function of an object; what the wrapper does beside the call never disturbs it. The returned
 * function takes the wrapper off, or, where somebody wrapped it since, leaves a bare pass-through.
 */
export function patch(
  object: object,
  name: string,
  around: (call: () => unknown, self: unknown, args: unknown[]) => unknown,
): () => void {
  const owner = object as Record<string, ((...args: unknown[]) => unknown) | undefined>;
  const original = owner[name];
  if (!original) return () => {};
  let on = true;
  const wrapper = function (this: unknown, ...args: unknown[]) {
    const call = () => original.apply(this, args);
    return on ? around(call, this, args) : call();
  };
  try {
    owner[name] = wrapper;
  } catch {
    // The page has fixed it: then it stays as it is.
  }
  return () => {
    on = false;
    if (owner[name] === wrapper) owner[name] = original;
  };
}
