import { contradiction } from './contradiction';

/** A name of at least two labels, of which the first may be `*`. */
const HOST = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** Refuses what is not the name of a host: without one, whatever is sent to the address is served. */
export function refuseBadHost(host: unknown, prop: string, path: string): void {
  if (typeof host === 'string' && HOST.test(host)) return;
  throw contradiction({
    code: 'CM5171', path, prop,
    message: host === undefined || host === '' ? 'is missing: every name that leads to the address would be served' : `is ${JSON.stringify(host)}, which is no name of a host`,
    repair: 'Write it in lower case, such as shop.example.com.',
  });
}

/** Refuses what cannot be the name of a Secret. */
export function refuseBadCertificate(name: unknown, prop: string, path: string): void {
  if (typeof name === 'string' && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) return;
  throw contradiction({
    code: 'CM5172', path, prop, message: name === undefined ? 'is missing: everything would be served in clear' : 'is not the name of a Secret',
    repair: 'Write the name of the Secret of type kubernetes.io/tls that holds the certificate, such as shop-tls.',
  });
}
