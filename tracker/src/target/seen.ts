/** Adds up how long a session was seen, ms, over the pages of a tab. */
export function createSeen(): (session: string) => number {
  let at = performance.now();
  let shown = !document.hidden;
  return (session) => {
    const passed = shown ? performance.now() - at : 0;
    at = performance.now();
    shown = !document.hidden;
    try {
      const [id, ms] = (sessionStorage.ag_m || '').split('.');
      const total = Math.round((id === session ? +ms : 0) + passed);
      if (session) sessionStorage.ag_m = `${session}.${total}`;
      else delete sessionStorage.ag_m;
      return total;
    } catch {
      // Without storage each page counts for itself.
      return at;
    }
  };
}
