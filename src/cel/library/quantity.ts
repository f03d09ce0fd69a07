import { parseQuantity, type Quantity } from '../../manifest/quantity';
import { type Declaration, declareFunction, declareMethod } from './declaration';
import { CelError, type CelValue, noSuchOverload, NotEvaluable, Opaque } from './value';

/** An amount as the API server holds it: as a 64-bit integer with a scale where it fits one, which decides whether it is an integer. */
type Amount = Pick<Quantity, 'unscaled' | 'scale' | 'isSmall'>;

class CelQuantity extends Opaque {
  override readonly typeName = 'kubernetes.Quantity';

  constructor(readonly amount: Amount) {
    super();
  }

  override equals(other: CelValue): boolean {
    if (!(other instanceof CelQuantity)) throw noSuchOverload();
    return compareAmounts(this.amount, other.amount) === 0n;
  }
}

function quantityOf(text: string): CelQuantity {
  const quantity = parseText(text);
  if (quantity === undefined) throw new CelError('quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'');
  return new CelQuantity(quantity);
}

function parseText(text: string): Amount | undefined {
  if (/[eE][-+]?\d{4,}$/.test(text)) throw new NotEvaluable('it reads an amount with an exponent beyond a thousand');
  // Unlike in a manifest, white space around an amount is not taken off.
  return text === text.trim() ? parseQuantity(text) : undefined;
}

/** Both at the finer scale of the two. */
function aligned(a: Amount, b: Amount): readonly [bigint, bigint, number] {
  const scale = Math.min(a.scale, b.scale);
  return [a.unscaled * 10n ** BigInt(a.scale - scale), b.unscaled * 10n ** BigInt(b.scale - scale), scale];
}

function compareAmounts(a: Amount, b: Amount): bigint {
  const [left, right] = aligned(a, b);
  return left < right ? -1n : left > right ? 1n : 0n;
}

const LARGEST = 2n ** 63n - 1n;

function add(a: Amount, b: Amount): Amount {
  // Some minors change the amounts that they add up here.
  if (!a.isSmall || !b.isSmall) throw new NotEvaluable('it adds amounts beyond 64 bits, on which Kubernetes minors disagree');
  if (b.unscaled === 0n) return a;
  if (a.unscaled === 0n) return b;
  const [left, right, scale] = aligned(a, b);
  const unscaled = left + right;
  const fits = [left, right, unscaled].every((value) => value <= LARGEST && value >= -LARGEST - 1n);
  return { unscaled, scale, isSmall: fits };
}

const negated = (amount: Amount): Amount => ({ ...amount, unscaled: -amount.unscaled });
const whole = (value: bigint): Amount => ({ unscaled: value, scale: 0, isSmall: true });

/** Like the API server, nothing for an amount that has a fraction or could have one, `1000m` among them. */
function integerOf({ unscaled, scale, isSmall }: Amount): bigint | undefined {
  if (!isSmall || scale < 0) return undefined;
  const value = unscaled * 10n ** BigInt(scale);
  return value <= LARGEST && value >= -LARGEST - 1n ? value : undefined;
}

function asInteger({ amount }: CelQuantity): bigint {
  const value = integerOf(amount);
  if (value === undefined) throw new CelError('cannot convert value to integer');
  return value;
}

const asFloat = ({ amount: { unscaled, scale } }: CelQuantity): number => (scale === 0 ? Number(unscaled) : Number(unscaled) * Number(`1e${scale}`));

const signOf = ({ amount: { unscaled } }: CelQuantity): bigint => (unscaled < 0n ? -1n : unscaled > 0n ? 1n : 0n);

const TYPE = 'kubernetes.Quantity';

/** Amounts of resources: `500m`, `1Gi`. */
export const quantityFunctions: readonly Declaration[] = [
  declareFunction(`quantity(string): ${TYPE}`, quantityOf),
  declareFunction('isQuantity(string): bool', (text: string) => parseText(text) !== undefined),
  declareFunction(`sign(${TYPE}): int`, signOf),
  declareMethod(`${TYPE}.isGreaterThan(${TYPE}): bool`, (a: CelQuantity, b: CelQuantity) => compareAmounts(a.amount, b.amount) > 0n),
  declareMethod(`${TYPE}.isLessThan(${TYPE}): bool`, (a: CelQuantity, b: CelQuantity) => compareAmounts(a.amount, b.amount) < 0n),
  declareMethod(`${TYPE}.compareTo(${TYPE}): int`, (a: CelQuantity, b: CelQuantity) => compareAmounts(a.amount, b.amount)),
  declareMethod(`${TYPE}.asApproximateFloat(): double`, asFloat),
  declareMethod(`${TYPE}.asInteger(): int`, asInteger),
  declareMethod(`${TYPE}.isInteger(): bool`, ({ amount }: CelQuantity) => integerOf(amount) !== undefined),
  declareMethod(`${TYPE}.add(${TYPE}): ${TYPE}`, (a: CelQuantity, b: CelQuantity) => new CelQuantity(add(a.amount, b.amount))),
  declareMethod(`${TYPE}.add(int): ${TYPE}`, (a: CelQuantity, b: bigint) => new CelQuantity(add(a.amount, whole(b)))),
  declareMethod(`${TYPE}.sub(${TYPE}): ${TYPE}`, (a: CelQuantity, b: CelQuantity) => new CelQuantity(add(a.amount, negated(b.amount)))),
  declareMethod(`${TYPE}.sub(int): ${TYPE}`, (a: CelQuantity, b: bigint) => new CelQuantity(add(a.amount, whole(-b)))),
];
