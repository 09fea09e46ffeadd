import { type RefObject, useEffect, useRef, useState } from 'react';

/** Takes whoever saves to the first field that is refused, which may be out of sight: `refuse` is called once some are. */
export function useRefusalFocus(): { ref: RefObject<HTMLFormElement | null>; refuse: () => void } {
  const ref = useRef<HTMLFormElement>(null);
  const [times, setTimes] = useState(0);
  // Once the fields say what is wrong with them.
  useEffect(() => {
    if (times > 0) ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [times]);
  return { ref, refuse: () => setTimes((before) => before + 1) };
}
