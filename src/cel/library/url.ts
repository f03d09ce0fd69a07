/**
 * URLs as Go's net/url reads them, which is not how browsers do: nothing is normalised. Texts are handled byte by byte; a byte is a
 * character here, from 0 to 255.
 */
import { parseSix } from './address';

/** The parts of a URL. All texts are decoded, but for the raw ones. */
export interface GoUrl {
  readonly scheme: string;
  readonly opaque: string;
  readonly user?: UserInfo;
  readonly host: string;
  readonly path: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly forceQuery: boolean;
  readonly omitHost: boolean;
  readonly fragment: string;
  readonly rawFragment: string;
}

interface UserInfo {
  readonly name: string;
  readonly password?: string;
}

/** What is wrong with a URL, in Go's words. */
export class UrlError extends Error {}

type Encoding = 'path' | 'host' | 'user' | 'query' | 'fragment';

const LITERAL: Readonly<Record<Encoding, RegExp>> = {
  path: /[$&+,\-./0-9:;=@A-Z_a-z~]/, host: /[!"$&'()*+,\-.0-9:;<=>A-Z[\]_a-z~]/, user: /[$&+,\-.0-9;=A-Z_a-z~]/, query: /[\-.0-9A-Z_a-z~]/,
  fragment: /[!$&()*+,\-./0-9:;=?@A-Z_a-z~]/,
};

const toBytes = (text: string): string => Buffer.from(text).toString('latin1');
const fromBytes = (bytes: string): string => Buffer.from(bytes, 'latin1').toString();

/** Reads an absolute URL or path, as `url()` does: strictly, but with a fragment. */
export function parseUrl(text: string): GoUrl {
  parseRequestUri(text);
  const [beforeFragment, fragment] = cut(toBytes(text), '#');
  const url = parse(beforeFragment, false);
  const decoded = unescape(fragment, 'fragment');
  return { ...url, fragment: decoded, rawFragment: fragment === escape(decoded, 'fragment') ? '' : fragment };
}

/** Throws for what is neither an absolute URL nor an absolute path. */
export function parseRequestUri(text: string): GoUrl {
  return parse(toBytes(text), true);
}

function cut(text: string, separator: string): readonly [string, string] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + separator.length)];
}

const NOTHING: GoUrl = {
  scheme: '', opaque: '', host: '', path: '', rawPath: '', rawQuery: '', forceQuery: false, omitHost: false, fragment: '', rawFragment: '',
};

function parse(text: string, viaRequest: boolean): GoUrl {
  if (/[\x00-\x1f\x7f]/.test(text)) throw new UrlError('net/url: invalid control character in URL');
  if (text === '' && viaRequest) throw new UrlError('empty url');
  if (text === '*') return { ...NOTHING, path: '*' };
  const [schemeText, afterScheme] = splitScheme(text);
  const scheme = schemeText.toLowerCase();
  const forceQuery = afterScheme.endsWith('?') && afterScheme.indexOf('?') === afterScheme.length - 1;
  const [rest, rawQuery] = forceQuery ? [afterScheme.slice(0, -1), ''] : cut(afterScheme, '?');
  const base = { ...NOTHING, scheme, rawQuery, forceQuery };
  if (!rest.startsWith('/')) return withoutSlash(base, rest, viaRequest);
  if ((scheme !== '' || (!viaRequest && !rest.startsWith('///'))) && rest.startsWith('//')) {
    const slash = rest.indexOf('/', 2);
    const [authority, path] = slash === -1 ? [rest.slice(2), ''] : [rest.slice(2, slash), rest.slice(slash)];
    return { ...base, ...parseAuthority(scheme, authority), ...pathOf(path) };
  }
  return { ...base, omitHost: scheme !== '', ...pathOf(rest) };
}

function splitScheme(text: string): readonly [string, string] {
  if (text.startsWith(':')) throw new UrlError('missing protocol scheme');
  const [, scheme = '', rest = text] = /^([A-Za-z][A-Za-z0-9+\-.]*):([^]*)$/.exec(text) ?? [];
  return [scheme, rest];
}

function withoutSlash(base: GoUrl, rest: string, viaRequest: boolean): GoUrl {
  if (base.scheme !== '') return { ...base, opaque: rest };
  if (viaRequest) throw new UrlError('invalid URI for request');
  if (cut(rest, '/')[0].includes(':')) throw new UrlError('first path segment in URL cannot contain colon');
  return { ...base, ...pathOf(rest) };
}

function pathOf(raw: string): { readonly path: string; readonly rawPath: string } {
  const path = unescape(raw, 'path');
  return { path, rawPath: raw === escape(path, 'path') ? '' : raw };
}

function parseAuthority(scheme: string, authority: string): { readonly user?: UserInfo; readonly host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at === -1) return { host };
  const info = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) throw new UrlError('net/url: invalid userinfo');
  const [name, password] = cut(info, ':');
  return { host, user: { name: unescape(name, 'user'), ...(info.includes(':') && { password: unescape(password, 'user') }) } };
}

function parseHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) throw new UrlError('invalid IP-literal');
  if (open === 0) return parseLiteral(host);
  const colon = host.indexOf(':');
  if (colon !== -1) requirePort(host.slice(scheme === 'http' || scheme === 'https' ? colon : host.lastIndexOf(':')));
  return unescape(host, 'host');
}

function parseLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close === -1) throw new UrlError("missing ']' in host");
  const port = host.slice(close + 1);
  requirePort(port);
  const [address, zone] = cut(host.slice(1, close), '%25');
  const decoded = unescape(address, 'host');
  if (parseSix(decoded) === undefined) throw new UrlError('invalid host');
  return `[${decoded}${zone === '' ? '' : `%${unescape(zone, 'host')}`}]${port}`;
}

function requirePort(text: string): void {
  if (!/^(?::[0-9]*)?$/.test(text)) throw new UrlError(`invalid port ${JSON.stringify(text)} after host`);
}

function unescape(text: string, encoding: Encoding): string {
  const decoded = text.replace(/%(..?)?|[^%]/gs, (part: string, digits: string | undefined) => {
    if (part.startsWith('%')) return unescapeByte(part, digits ?? '', encoding);
    if (encoding === 'host' && part < '\x80' && !LITERAL.host.test(part)) throw new UrlError(`invalid character ${JSON.stringify(part)} in host name`);
    return part === '+' && encoding === 'query' ? ' ' : part;
  });
  return decoded;
}

function unescapeByte(part: string, digits: string, encoding: Encoding): string {
  const value = /^[0-9a-fA-F]{2}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
  // A host may hold encoded bytes of UTF-8, but no encoded ASCII.
  if (value === undefined || (encoding === 'host' && value < 0x80 && part !== '%25')) throw new UrlError(`invalid URL escape ${JSON.stringify(part)}`);
  return String.fromCharCode(value);
}

function escape(text: string, encoding: Encoding): string {
  return text.replace(/[^]/g, (byte) => (LITERAL[encoding].test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`));
}

function isEncoded(text: string, encoding: Encoding): boolean {
  return [...text].every((byte) => /[!$&'()*+,;=:@[\]%]/.test(byte) || LITERAL[encoding].test(byte));
}

/** The path as it was written, where that is a valid way to write it. */
export function escapedPath({ path, rawPath }: GoUrl): string {
  if (rawPath !== '' && isEncoded(rawPath, 'path')) return rawPath;
  return path === '*' ? '*' : escape(path, 'path');
}

function escapedFragment({ fragment, rawFragment }: GoUrl): string {
  return rawFragment !== '' && isEncoded(rawFragment, 'fragment') ? rawFragment : escape(fragment, 'fragment');
}

/** The host without its port and, for IPv6, its brackets. */
export function hostnameOf({ host }: GoUrl): string {
  const [, literal] = /^\[(.*)\]/s.exec(host) ?? [];
  return literal ?? host.replace(/:[0-9]*$/, '');
}

export const portOf = ({ host }: GoUrl): string => /:([0-9]*)$/.exec(host.replace(/^\[.*\]/s, ''))?.[1] ?? '';

/** The values of each key of the query. What cannot be read is left out. */
export function queryOf({ rawQuery }: GoUrl): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, string[]>();
  for (const pair of rawQuery.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    try {
      const [key, value] = cut(pair, '=').map((part) => fromBytes(unescape(part, 'query'))) as [string, string];
      query.set(key, [...(query.get(key) ?? []), value]);
    } catch (error) {
      if (!(error instanceof UrlError)) throw error;
    }
  }
  return query;
}

/** A part of a URL as a text of CEL. */
export const textOf = (part: string): string => fromBytes(part);

/** The URL as Go writes it: two are equal where these are. */
export function formatUrl(url: GoUrl): string {
  const scheme = url.scheme === '' ? '' : `${url.scheme}:`;
  const query = url.forceQuery || url.rawQuery !== '' ? `?${url.rawQuery}` : '';
  const fragment = url.fragment === '' ? '' : `#${escapedFragment(url)}`;
  return `${scheme}${url.opaque === '' ? formatHierarchy(url) : url.opaque}${query}${fragment}`;
}

function formatHierarchy(url: GoUrl): string {
  const hasAuthority = url.scheme !== '' || url.host !== '' || url.user !== undefined;
  const isOmitted = url.omitHost && url.host === '' && url.user === undefined;
  const slashes = hasAuthority && !isOmitted && (url.host !== '' || url.path !== '' || url.user !== undefined) ? '//' : '';
  const user = url.user === undefined ? '' : `${formatUser(url.user)}@`;
  const path = escapedPath(url);
  return `${slashes}${user}${escape(url.host, 'host')}${path !== '' && !path.startsWith('/') && url.host !== '' ? '/' : ''}${path}`;
}

const formatUser = ({ name, password }: UserInfo): string =>
  escape(name, 'user') + (password === undefined ? '' : `:${escape(password, 'user')}`);
