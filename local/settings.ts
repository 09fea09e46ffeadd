import { parseArgs } from 'node:util';

export interface Settings {
  /** Of the dashboard; the demo shop has the next. */
  port: number;
  /** Fill a week of demo visits in. */
  demo: boolean;
}

/** What `npm start` was asked for. */
export function settingsOf(args: string[], env: NodeJS.ProcessEnv): Settings {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: { demo: { type: 'boolean', default: env.AFTERGLOW_DEMO !== '0' } },
  });
  const port = Number(env.PORT || 4000);
  if (!Number.isInteger(port) || port < 1 || port > 65_534) {
    throw new Error(`PORT is '${env.PORT}'; choose a whole number from 1 to 65534.`);
  }
  return { port, demo: values.demo };
}
