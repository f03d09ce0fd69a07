import type { Construct } from 'constructs';
import { contradiction, refuseUnknownProps } from './contradiction';
import type { SecretFile, SecretFileOptions } from './secret-file';

const VALUE = 'a value in the program is a value in git, in the manifests and in the logs of the pipeline';

/** What nobody may write where secrets are declared. */
export const NO_VALUES = { data: VALUE, stringData: VALUE, secrets: VALUE, value: VALUE };

/** The files of a store. Asking twice for the same gives the same; for something else under the same name, an error. */
export class SecretFiles {
  readonly #store: Construct;
  readonly #known = new Map<string, { readonly file: SecretFile; readonly options: string }>();

  public constructor(store: Construct) {
    this.#store = store;
  }

  /** The file of a name, made where it is asked for the first time. */
  public get(name: string, options: SecretFileOptions, make: () => SecretFile): SecretFile {
    const path = this.#store.node.path;
    const prop = `file("${name}")`;
    refuseUnknownProps(options, new Set(['key', 'property', 'version', 'highValue']), path, `${prop}.`, NO_VALUES);
    refuseBadFileName(name, path, prop);
    const { key = name, property, version, highValue = false } = options;
    const identity = JSON.stringify([key, property, version, highValue]);
    const known = this.#known.get(name);
    if (known?.options === identity) return known.file;
    if (known !== undefined) {
      const repair = 'Give one of the two another name.';
      throw contradiction({ code: 'CM5053', path, prop, message: 'is already another secret of the store', repair });
    }
    const file = make();
    this.#known.set(name, { file, options: identity });
    return file;
  }
}

/** Refuses a name that is none of a file, or that leads out of the directory. */
export function refuseBadFileName(name: string, path: string, prop: string): void {
  if (/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/.test(name)) return;
  const repair = 'Write lower case letters, digits, dots and dashes, such as db-password.';
  throw contradiction({ code: 'CM5052', path, prop, message: 'is not the name of a file', repair });
}
