import type { Report } from '../check/report';
import type { AnyControl } from '../controls/any-control';
import { formatJson } from '../report/json';
import { formatSarif } from '../report/sarif';
import { formatText } from '../report/text';
import type { Destination, Format } from './destination';
import { writeOutputFile } from './output-file';
import { coloursFor, type Streams, widthOf } from './streams';
import { version } from './version';

/** Writes a report in every format that was asked for. */
export function writeReport(report: Report, destinations: readonly Destination[], controls: readonly AnyControl[], inputs: readonly string[], streams: Streams): void {
  for (const { format, file } of destinations) {
    if (file !== undefined) writeOutputFile(file, textOf(report, format, controls), streams.directory);
    else if (format === 'text') streams.stdout.write(formatText(report, controls, { colours: coloursFor(streams.stdout, streams.env), inputs, width: widthOf(streams.stdout) }));
    else streams.stdout.write(textOf(report, format, controls));
  }
}

function textOf(report: Report, format: Format, controls: readonly AnyControl[]): string {
  switch (format) {
    case 'text':
      return formatText(report, controls);
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report, controls, { version });
  }
}
