import { existsSync } from 'node:fs';
import type { Exception } from '../src/check/exceptions/exception';
import { ledgerFile, parseLedger } from '../src/check/exceptions/ledger';
import type { ExceptionProblem } from '../src/check/report';
import { catalogue } from '../src/controls/index';
import { readText } from '../src/manifest/read-text';

/** Which findings somebody accepts, and as of when. */
export interface AcceptanceOptions {
  /** The ledger: its path, from where the program runs, or what `parseLedger` read; `[]` for none. @default 'exceptions.lock.json', where there is one */
  readonly exceptions?: string | readonly Exception[];
  /** When exceptions must hold. @default now */
  readonly now?: Date;
}

/** The exceptions to go by. A ledger that is named and cannot be read is an error, and never an empty one. */
export function exceptionsIn({ exceptions = existsSync(ledgerFile) ? ledgerFile : [] }: AcceptanceOptions): readonly Exception[] {
  return typeof exceptions === 'string' ? parseLedger(readText(exceptions), exceptions, catalogue) : exceptions;
}

/** A problem of an exception, on one line. */
export const formatProblem = ({ code, control, message, repair }: ExceptionProblem): string => `${code} ${control}: ${message}. ${repair}`;
