import { resolve } from 'node:path';
import type { Report } from '../check/report';
import type { ReportedControl } from '../controls/any-control';
import { formatGithub } from '../report/github';
import { formatGitlab } from '../report/gitlab';
import { formatJson } from '../report/json';
import { formatJunit } from '../report/junit';
import { formatMarkdown } from '../report/markdown';
import { formatOpenreports } from '../report/openreports';
import { formatSarif } from '../report/sarif';
import { formatText } from '../report/text';
import type { Destination, Format } from './destination';
import { writeOutputFile } from './output-file';
import { coloursFor, type Streams, widthOf } from './streams';
import { version } from './version';

/** Writes a report in every format that was asked for. */
export function writeReport(report: Report, destinations: readonly Destination[], controls: readonly ReportedControl[], inputs: readonly string[], streams: Streams): void {
  for (const { format, file } of destinations) {
    if (file !== undefined) writeOutputFile(file, textOf(report, format, controls, streams), streams.directory);
    else if (format === 'text') streams.stdout.write(formatText(report, controls, { colours: coloursFor(streams.stdout, streams.env), inputs, width: widthOf(streams.stdout) }));
    else streams.stdout.write(textOf(report, format, controls, streams));
  }
}

function textOf(report: Report, format: Format, controls: readonly ReportedControl[], { directory = '.' }: Streams): string {
  switch (format) {
    case 'text':
      return formatText(report, controls);
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report, controls, { version });
    case 'junit':
      return formatJunit(report, controls);
    case 'github':
      return formatGithub(report);
    case 'gitlab':
      return formatGitlab(report, { directory: resolve(directory) });
    case 'markdown':
      return formatMarkdown(report);
    case 'openreports':
      return formatOpenreports(report, controls);
  }
}
