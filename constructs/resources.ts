import { Size } from 'cdk8s';
import { type ContainerResources, Cpu } from 'cdk8s-plus-28';
import { contradiction } from './contradiction';

/** What a container needs: it is reserved for it, and it cannot take more. */
export interface Resources {
  /** CPU: `200m` is a fifth of a core. */
  readonly cpu: string;
  /** Memory: `256Mi`. A container that takes more is killed. */
  readonly memory: string;
  /** Scratch space: a pod that takes more is evicted. @default the sizes of the writable paths, and 64Mi for logs */
  readonly ephemeralStorage?: string;
}

const QUANTITY = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;
const FACTORS: Readonly<Record<string, number>> = {
  '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4,
};
const LOGS = 64 * 1024 ** 2;

/** Refuses what Kubernetes would refuse, before it is deployed. */
export function checkQuantity(quantity: string, prop: string, path: string): void {
  if (typeof quantity === 'string' && QUANTITY.test(quantity) && amountOf(quantity) > 0) return;
  throw contradiction({
    code: 'CM5005',
    path,
    prop,
    message: `is ${JSON.stringify(quantity)}, which is not a quantity above zero`,
    repair: 'Write a number with a unit, such as 200m for CPU or 256Mi for memory and storage.',
  });
}

function amountOf(quantity: string): number {
  const [, number = '', unit = ''] = QUANTITY.exec(quantity) ?? [];
  return Number(number) * (FACTORS[unit] ?? Number.NaN);
}

/** The scratch space that writable paths and logs can fill. */
function scratchFor(sizes: readonly string[]): string {
  const bytes = sizes.reduce((sum, size) => sum + amountOf(size), LOGS);
  return `${Math.ceil(bytes / 1024 ** 2)}Mi`;
}

type Amounts = Readonly<Record<string, string>>;

/** `resources` of a container: requests and limits alike, so that a busy neighbour takes nothing from it and it nothing from them. */
export function toResourceRequirements(resources: Resources, scratch: readonly string[]): Readonly<Record<'limits' | 'requests', Amounts>> {
  const amounts = { cpu: resources.cpu, memory: resources.memory, 'ephemeral-storage': resources.ephemeralStorage ?? scratchFor(scratch) };
  return { limits: amounts, requests: amounts };
}

/** The same for cdk8s-plus-28, which counts in whole mebibytes: for what asks whether there are limits, such as an autoscaler. */
export function toKplusResources({ cpu, memory }: Resources): ContainerResources {
  const millis = Cpu.millis(Math.ceil(amountOf(cpu) * 1000));
  const size = Size.mebibytes(Math.ceil(amountOf(memory) / 1024 ** 2));
  return { cpu: { request: millis, limit: millis }, memory: { request: size, limit: size } };
}
