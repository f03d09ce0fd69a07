import * as pulumi from '@pulumi/pulumi';

/** An output whose value only the deployment will know, as a preview sees it. */
export function unknownOutput<T>(): pulumi.Output<T> {
  const OutputClass = pulumi.Output as unknown as new (...parts: readonly unknown[]) => pulumi.Output<T>;
  return new OutputClass(new Set(), Promise.resolve(undefined), Promise.resolve(false), Promise.resolve(false), Promise.resolve(new Set()));
}

/** A resource as the engine would have got it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** Secrets and unknown values in the form in which they travel. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Runs a program against mocks and tells what Kubernetes resources it registered. */
export async function register(program: () => void, { preview = false } = {}): Promise<readonly Registration[]> {
  const seen: pulumi.runtime.MockResourceArgs[] = [];
  const newResource = (args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult => {
    seen.push(args);
    return { id: `${args.name}-id`, state: args.inputs as Record<string, unknown> };
  };
  await pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs as Record<string, unknown> }, 'shop', 'test', preview);
  try {
    await pulumi.runtime.runInPulumiStack(async () => program());
  } finally {
    await pulumi.runtime.disconnect();
  }
  return seen.filter(({ type }) => type.startsWith('kubernetes:')).map(({ type, name, inputs }) => ({ type, name, inputs: inputs as Registration['inputs'] }));
}

/** A secret as it travels to the engine. */
export const travellingSecret = (value: unknown): object => ({ [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value });
