import { metrics } from '#contracts/resources.ts';
import { metricLine } from '../shared/metric-line.ts';
import type { ObjectStore } from './stores.ts';

/** The failure bucket, with a line in the log for each record that is put away, which rings an alarm. */
export function noticingFailures(
  failures: ObjectStore,
  stage: string,
  log: (line: Record<string, unknown>) => void,
): ObjectStore {
  return {
    async put(name, bytes) {
      await failures.put(name, bytes);
      log({ level: 'error', message: 'a record that no try can mend was put into the failure bucket', object: name });
      log(metricLine(metrics.recordsRefused, { stage, now: Date.now() }));
    },
  };
}
