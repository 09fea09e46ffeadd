/** Before emulated tests, which start emulators side by side: two must not fill the same virtual environment. */
import { placesOf } from './places.ts';
import { emulatorPython } from './python.ts';

export default async function setup(): Promise<void> {
  await emulatorPython(placesOf(process.env).venv, process.env);
}
