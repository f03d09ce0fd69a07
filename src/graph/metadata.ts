import type { Platform } from '../platform';
import { type Cidr, parseCidr } from './cidr';

/** An address at which a cloud hands out the credentials of the node or of the pod, without asking who asks. */
export interface MetadataService {
  readonly address: string;
  readonly block: Cidr;
  readonly ports: readonly number[];
}

type Provider = NonNullable<Platform['provider']>;

/** By who has it; nobody else's where the provider of the cluster is known. */
const SERVICES: readonly (readonly [address: string, providers: readonly Provider[], ports: readonly number[]])[] = [
  ['169.254.169.254', ['eks', 'gke', 'aks'], [80]],
  ['fd00:ec2::254', ['eks'], [80]],
  ['169.254.170.2', ['eks'], [80]],
  ['fd20:ce::254', ['gke'], [80]],
  // The host of an Azure machine: its second port hands the secrets of the extensions out.
  ['168.63.129.16', ['aks'], [80, 32526]],
  ['100.100.100.200', [], [80]],
  ['192.0.0.192', [], [80]],
  ['169.254.0.23', [], [80]],
  ['169.254.42.42', [], [80]],
  ['fd00:42::42', [], [80]],
];

/** These ask for the token of the pod before they give its credentials: whom they are opened to, and to nobody else. */
const ASKING_FOR_A_TOKEN = ['169.254.170.23', 'fd00:ec2::23'] as const;

/** Every address of a cloud that hands credentials out, whoever runs the cluster: no rule for a wide range of addresses may have one in it. */
export const credentialAddresses: readonly string[] = [...SERVICES.map(([address]) => address), ...ASKING_FOR_A_TOKEN];

const MANAGED: ReadonlySet<Provider> = new Set(['eks', 'gke', 'aks']);

/** The metadata services that may be there: all of them, where the provider is not known or runs anywhere. */
export const metadataServices = (provider: Provider | undefined): readonly MetadataService[] => SERVICES
  .filter(([, providers]) => provider === undefined || !MANAGED.has(provider) || providers.includes(provider))
  .flatMap(([address, , ports]) => [parseCidr(address)].flatMap((block) => (block === undefined ? [] : [{ address, block, ports }])));
