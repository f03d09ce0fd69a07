import { isPolicy } from '../check/policy/policy';
import type { Subject } from '../check/subject';
import { CasemateError } from '../error';
import { readManifests } from '../manifest/read';
import { subjectOf } from '../check/gather';
import type { Streams } from './streams';

/**
 * Reads the files with policies, their bindings, parameters and namespaces.
 *
 * @throws {@link CasemateError} for what cannot be read, and where there is no policy: neither must look like a policy that admits everything.
 */
export function readPolicies(inputs: readonly string[], streams: Streams): readonly Subject[] {
  if (inputs.length === 0) return [];
  const files = [...readManifests(inputs, streams)];
  const [problem] = files.flatMap(({ problems }) => problems);
  if (problem !== undefined) {
    const { code, message, repair, file, line, column, field } = problem;
    throw new CasemateError({ code, message, repair, place: { file, line, column, field } });
  }
  const subjects = files.flatMap(({ manifests }) => manifests.map(subjectOf));
  if (subjects.some(({ object }) => isPolicy(object))) return subjects;
  throw new CasemateError({
    code: 'CM4410',
    message: 'there is no ValidatingAdmissionPolicy in it',
    place: { file: inputs.join(', ') },
    repair: 'Name the files that hold the policies and their bindings.',
  });
}
