/**
 * A small glob matcher, for globs that reach us unexpanded (in quotes, or on Windows): `*`, `**`, `?`, `[a-z]`, `[!a]`
 * and `{yaml,yml}`. `fs.globSync` does not exist in Node 20.
 */

const SPECIAL = /[*?[{]/;

/** Whether a path has anything to expand. */
export function isGlob(path: string): boolean {
  return SPECIAL.test(path);
}

/** The directory that everything a glob can match is in; empty for the working directory. */
export function globBase(glob: string): string {
  const special = glob.search(SPECIAL);
  return glob.slice(0, glob.slice(0, special).lastIndexOf('/') + 1);
}

/** The glob as a pattern over whole paths with `/`. */
export function globPattern(glob: string): RegExp {
  return new RegExp(`^${translate(glob)}$`);
}

const TOKEN = /\*\*\/|\*\*|\*|\?|\[!?[^\]/]+\]|\{[^{}]*\}|[\s\S]/g;

function translate(glob: string): string {
  return (glob.match(TOKEN) ?? []).map(translateToken).join('');
}

function translateToken(token: string): string {
  if (token === '**/') return '(?:[^/]+/)*';
  if (token === '**') return '.*';
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (token.length === 1) return token.replace(/[\\^$.|+()[\]{}*?]/, '\\$&');
  if (token.startsWith('{')) return `(?:${token.slice(1, -1).split(',').map(translate).join('|')})`;
  const inner = token.slice(1, -1).replace(/^!/, '^').replaceAll('\\', '\\\\').replaceAll('[', '\\[');
  return `[${inner}]`;
}
