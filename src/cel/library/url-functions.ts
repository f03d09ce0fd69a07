import { type Declaration, declareFunction, declareMethod } from './declaration';
import { escapedPath, formatUrl, type GoUrl, hostnameOf, parseRequestUri, parseUrl, portOf, queryOf, textOf, UrlError } from './url';
import { CelError, CelMap, type CelValue, noSuchOverload, Opaque } from './value';

class Url extends Opaque {
  override readonly typeName = 'kubernetes.URL';

  constructor(readonly parts: GoUrl) {
    super();
  }

  override equals(other: CelValue): boolean {
    if (!(other instanceof Url)) throw noSuchOverload();
    return formatUrl(this.parts) === formatUrl(other.parts);
  }
}

function urlOf(text: string): Url {
  try {
    return new Url(parseUrl(text));
  } catch (error) {
    if (error instanceof UrlError) throw new CelError(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: ${error.message}`);
    throw error;
  }
}

function isUrl(text: string): boolean {
  try {
    parseRequestUri(text);
    return true;
  } catch (error) {
    if (error instanceof UrlError) return false;
    throw error;
  }
}

const TEXTS: Readonly<Record<string, (url: GoUrl) => string>> = {
  getScheme: ({ scheme }) => scheme, getHost: ({ host }) => host, getHostname: hostnameOf, getPort: portOf, getEscapedPath: escapedPath,
};

/** URLs and their parts. */
export const urlFunctions: readonly Declaration[] = [
  declareFunction('url(string): kubernetes.URL', urlOf),
  declareFunction('isURL(string): bool', isUrl),
  ...Object.entries(TEXTS).map(([name, part]) => declareMethod(`kubernetes.URL.${name}(): string`, ({ parts }: Url) => textOf(part(parts)))),
  declareMethod('kubernetes.URL.getQuery(): map(string, list(string))', ({ parts }: Url) => new CelMap(queryOf(parts))),
];
