/** `npm start`: everything up, until Ctrl-C or SIGTERM ends all that was started. */
import { runAfterglow } from './run.ts';

await runAfterglow();
