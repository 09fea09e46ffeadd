/** The browser's storage, or a plain object where it is blocked or full. */
export function openStorage(name: 'localStorage' | 'sessionStorage'): Record<string, string> {
  try {
    const storage = window[name];
    // As long as what we keep.
    storage.ag = Array(500);
    // Nothing is kept before consent, not even this.
    delete storage.ag;
    return storage;
  } catch {
    return {};
  }
}
