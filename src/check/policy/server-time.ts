/** A time as the API server writes it: in UTC, with no fraction or with six digits of one. */
export function bareTime(text: string, kind: 'time' | 'micro-time'): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  const [seconds = '', fraction = ''] = date.toISOString().slice(0, -1).split('.');
  const digits = /\.(\d+)/.exec(text)?.[1] ?? fraction;
  return kind === 'time' ? `${seconds}Z` : `${seconds}.${digits.slice(0, 6).padEnd(6, '0')}Z`;
}
