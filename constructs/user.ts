import { CasemateError } from '../src/error';

/** The code of a user that is missing, or cannot be the one of a container. */
export const NO_USER = 'CM5004';

/** The highest id that Linux and Kubernetes accept. */
const HIGHEST = 2_147_483_647;

/**
 * Who a container runs as.
 *
 * @example
 * ```ts
 * import { User } from 'casemate/constructs';
 *
 * const known = User.of(10001);
 * const imageDecides = User.fromImage();
 * const root = User.root();
 * ```
 */
export class User {
  private constructor(
    /** The number, where it is known. */
    public readonly id: number | undefined,
  ) {}

  /** A number. It must be one that the image's files are readable for, so nothing invents it. */
  public static of(id: number): User {
    const problem = User.problemOf(id);
    if (problem === undefined) return new User(id);
    const repair = 'Write the number of the user that the image is built for, or User.fromImage() where the image names one by number.';
    throw new CasemateError({ code: NO_USER, message: `${problem}. ${repair}`, place: { field: 'user' }, repair });
  }

  /** @internal Why a number cannot be the user of a container. */
  public static problemOf(id: number): string | undefined {
    if (id === 0) return 'user 0 is root: a process that escapes the container is root on the node';
    return Number.isInteger(id) && id > 0 && id <= HIGHEST ? undefined : `${id} is not a user`;
  }

  /**
   * Root, for programs that cannot do without. Synth then fails on `pod-run-as-non-root` and `pod-no-uid-zero` until
   * `Hardening.of(workload).except(…)` says why, who answers for it and until when. Since 1.35, where the pod has a user namespace of
   * its own, this is not root on the node, and the restricted standard allows it.
   */
  public static root(): User {
    return new User(0);
  }

  /** The user that the image names. It must be a number there, and not 0: the kubelet refuses to start the container otherwise. */
  public static fromImage(): User {
    return new User(undefined);
  }
}
