import * as pulumi from '@pulumi/pulumi';
import { isPlain } from '../src/manifest/apply';

/** What the SDK keeps to itself, and what its own serializer goes by. */
interface Inspectable {
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  promise(): Promise<unknown>;
}

/**
 * Writes known secrets in the form in which they travel to the engine.
 *
 * The SDK (3.248.0) serializes what a transform returns outside of the program's own context. In an Automation API inline program it then
 * believes that the engine knows no secrets, and writes their plain values to the state. In this form they arrive as secrets in any case.
 */
export async function sealSecrets(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) return sealOutput(value);
  if (!isPlain(value)) return value;
  if (Array.isArray(value)) return Promise.all(value.map(sealSecrets));
  const entries = Object.entries(value).map(async ([key, child]) => [key, await sealSecrets(child)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function sealOutput(output: pulumi.Output<unknown>): Promise<unknown> {
  const { isKnown, isSecret } = output as unknown as Inspectable;
  if (!(await isSecret) || !(await isKnown)) return output;
  return { [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value: await (output as unknown as Inspectable).promise() };
}
