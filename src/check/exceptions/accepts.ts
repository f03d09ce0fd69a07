import type { Finding } from '../report';
import { type Exception, isActive, objectKey } from './exception';

/** What an exception is compared with. */
export type Acceptable = Pick<Finding, 'control' | 'object' | 'container'>;

/** Whether an exception is about a finding, at whatever time. */
export const isAbout = ({ control, object, containers }: Exception, finding: Acceptable): boolean =>
  finding.control === control
  && objectKey(finding.object) === objectKey(object)
  && (containers === undefined || (finding.container !== undefined && containers.includes(finding.container)));

/** Whether somebody accepts a finding at a moment: what is accepted is not repaired. */
export const isAccepted = (finding: Acceptable, exceptions: readonly Exception[], now: Date): boolean =>
  exceptions.some((exception) => isAbout(exception, finding) && isActive(exception, now));
