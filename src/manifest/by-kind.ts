/** Remembers something of each kind. One table in another: text that is put together only to be looked up costs more than all that is found. */
export class ByKind<T extends object> {
  readonly #kinds = new Map<string, Map<string, T>>();
  readonly #make: (apiVersion: string, kind: string) => T;

  /** @param make - What to remember, asked for once. */
  constructor(make: (apiVersion: string, kind: string) => T) {
    this.#make = make;
  }

  of({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): T {
    let kinds = this.#kinds.get(apiVersion);
    if (kinds === undefined) this.#kinds.set(apiVersion, (kinds = new Map()));
    let known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, (known = this.#make(apiVersion, kind)));
    return known;
  }
}
