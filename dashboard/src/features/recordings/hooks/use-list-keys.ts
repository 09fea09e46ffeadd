import { useEffect, useRef } from 'react';

const busy = 'input, textarea, select, [contenteditable=true], [role=menu] *, [role=dialog] *, [role=listbox] *';

interface ListKeys {
  ids: readonly string[];
  selected: string | undefined;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}

/** j and k move in a list, Enter opens what is chosen. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  latest.current = keys;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const element = event.target instanceof Element ? event.target : document.body;
      if (element.closest(busy)) return;
      const { ids, selected, onSelect, onOpen } = latest.current;
      const index = selected === undefined ? -1 : ids.indexOf(selected);
      if (event.key === 'j' || event.key === 'k') {
        const id = ids[Math.min(ids.length - 1, Math.max(0, index + (event.key === 'j' ? 1 : -1)))];
        if (id !== undefined) onSelect(id);
      } else if (event.key === 'Enter' && selected !== undefined && !element.closest('a, button')) onOpen(selected);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
