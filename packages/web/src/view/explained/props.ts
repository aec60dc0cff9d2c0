import type { Explanation } from '@gradlens/ig';
import type { Subject } from '../../state/subject.ts';

/** What every view of an explanation is given. */
export interface ExplainedProps {
  readonly subject: Subject;
  readonly explanation: Explanation;
}
