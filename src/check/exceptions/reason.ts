/** Words that say that there is an exception, and not why. */
const EMPTY_WORDS = new Set([
  // What every reason is made of.
  'a', 'an', 'and', 'are', 'as', 'at', 'be', 'because', 'been', 'but', 'by', 'can', 'cannot', 'do', 'does', 'for', 'from', 'has', 'have', 'here',
  'in', 'is', 'it', 'its', 'just', 'no', 'not', 'of', 'on', 'or', 'our', 'out', 'see', 'so', 'some', 'than', 'that', 'the', 'then', 'there',
  'they', 'this', 'to', 'us', 'was', 'we', 'will', 'with', 'would', 'yes',
  // What people write to be let through.
  'accept', 'acceptable', 'accepted', 'agreed', 'allow', 'allowed', 'approved', 'asap', 'business', 'check', 'control', 'currently', 'discussed',
  'done', 'error', 'exception', 'exempt', 'exemption', 'false', 'finding', 'fine', 'fix', 'fixed', 'fixme', 'future', 'good', 'ignore', 'ignored',
  'issue', 'known', 'later', 'legacy', 'moment', 'more', 'must', 'na', 'necessary', 'need', 'needed', 'needs', 'none', 'now', 'ok', 'okay', 'placeholder',
  'please', 'policy', 'positive', 'problem', 'reason', 'reasons', 'required', 'requirement', 'requires', 'risk', 'rule', 'scanner', 'should', 'skip',
  'soon', 'suppress', 'suppressed', 'tbd', 'temp', 'temporarily', 'temporary', 'test', 'testing', 'time', 'todo', 'vulnerability', 'waiver', 'warning',
  'won', 'wont', 'work', 'workaround', 'works', 'xxx', 'lorem', 'ipsum', 'dolor', 'sit', 'amet',
]);

const MINIMUM_LENGTH = 20;
const MINIMUM_WORDS = 3;

/**
 * Why a reason is none; `undefined` for a good one. "Temporary exception, will be fixed later" has the length but says nothing that
 * a reviewer could weigh.
 */
export function weaknessOf(reason: string): string | undefined {
  const text = reason.trim().replace(/\s+/g, ' ');
  if (text.length < MINIMUM_LENGTH) return `has ${text.length} of at least ${MINIMUM_LENGTH} characters`;
  return tellingWords(text).size < MINIMUM_WORDS ? 'would fit any exception' : undefined;
}

/** The segmenter knows words of scripts that are written without spaces. */
function tellingWords(text: string): ReadonlySet<string> {
  const words = [...new Intl.Segmenter('en', { granularity: 'word' }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment.toLowerCase())
    .filter((word) => !EMPTY_WORDS.has(word) && /\p{L}/u.test(word) && !/^(.)\1*$/u.test(word));
  return new Set(words);
}
