import type { ReportedControl } from '../controls/any-control';
import { type Colours, noColours } from './colours';
import { controlPage, type PageFact, type PageRevision } from './page';
import { wrapText } from './wrap';

/** The page of a control for a terminal. */
export function explainText(control: ReportedControl, { colours = noColours, width = 100 }: { readonly colours?: Colours; readonly width?: number } = {}): string {
  const page = controlPage(control);
  const paragraph = (text: string): string => wrapText(text, width).join('\n');
  const blocks = [
    `${colours.bold(page.id)}\n${page.title}`,
    `${colours.cyan('Why')}\n${paragraph(page.rationale)}`,
    `${colours.cyan('What to do')}\n${paragraph(page.remediation)}`,
    factLines(page.facts, width),
    ...(page.revisions.length === 0 ? [] : [`${colours.cyan('As CEL')}\n${page.revisions.map((revision) => revisionText(revision, colours)).join('\n')}`]),
    ...(page.references.length === 0 ? [] : [`${colours.cyan('References')}\n${indent(page.references.join('\n'))}`]),
    ...(page.peers.length === 0 ? [] : [`${colours.cyan('The same check elsewhere')}\n${page.peers.map((peer) => hanging(peer, width)).join('\n')}`]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The page of a control for documentation, and for the help of its SARIF rule. */
export function explainMarkdown(control: ReportedControl): string {
  const page = controlPage(control);
  const blocks = [
    `# ${page.id}`,
    `**${escapeMarkdown(page.title)}**`,
    `## Why\n\n${escapeMarkdown(page.rationale)}`,
    `## What to do\n\n${escapeMarkdown(page.remediation)}`,
    `| | |\n|---|---|\n${page.facts.map(({ label, text }) => `| ${label} | ${escapeMarkdown(text)} |`).join('\n')}`,
    ...(page.revisions.length === 0 ? [] : [`## As CEL\n\n${page.revisions.map(revisionMarkdown).join('\n\n')}`]),
    ...(page.references.length === 0 ? [] : [`## References\n\n${bullets(page.references)}`]),
    ...(page.peers.length === 0 ? [] : [`## The same check elsewhere\n\n${bullets(page.peers)}`]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const revisionText = ({ since, range, expression }: PageRevision, colours: Colours): string =>
  `${colours.dim(`since Kubernetes ${since}, for ${range}`)}\n${indent(expression)}`;

const revisionMarkdown = ({ since, range, expression }: PageRevision): string =>
  `Since Kubernetes ${since}, for ${range}:\n\n\`\`\`cel\n${expression}\n\`\`\``;

function factLines(facts: readonly PageFact[], width: number): string {
  const labelWidth = Math.max(...facts.map(({ label }) => label.length)) + 2;
  return facts.flatMap(({ label, text }) => {
    const lines = wrapText(text, width - labelWidth);
    return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(labelWidth)}${line}`);
  }).join('\n');
}

const indent = (text: string): string => text.split('\n').map((line) => `  ${line}`).join('\n');

/** An item over several lines, the first of which stands out. */
const hanging = (text: string, width: number): string => wrapText(text, width - 4).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`).join('\n');

const bullets = (items: readonly string[]): string => items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');

const escapeMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&');
