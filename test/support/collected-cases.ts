import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Control } from '../../src/controls/control';
import type { ControlCases } from './test-control';

/** A control and the cases of its own test. */
export interface CollectedCases {
  readonly control: Control;
  readonly cases: ControlCases;
}

const CONTROLS = join(__dirname, '../controls');

/** The cases of the tests of all controls, without running them. */
export function collectCases(): readonly CollectedCases[] {
  const collected: CollectedCases[] = [];
  const testControl = (control: Control, cases: ControlCases): void => void collected.push({ control, cases });
  jest.doMock('./test-control', () => ({ ...jest.requireActual<object>('./test-control'), testControl }));
  for (const file of readdirSync(CONTROLS, { recursive: true, encoding: 'utf8' })) {
    // The other tests would be run here, too.
    if (file.endsWith('.test.ts') && readFileSync(join(CONTROLS, file), 'utf8').includes('testControl(')) require(join(CONTROLS, file));
  }
  jest.dontMock('./test-control');
  return collected;
}
