// Owns: the answers of the command line as people read them. Leaves to others: the same as JSON (cli.ts).
import type { CliCommand } from './arguments.ts';

type Fields = Readonly<Record<string, unknown>>;

const rows = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const shown = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));
const table = (values: readonly Fields[], columns: readonly string[]): string => values.map((row) => columns.map((name) => shown(row[name])).join('\t')).join('\n');

/** An answer for people: one line a row, columns apart by tabs, errors below. Ends with a line break unless empty. */
export function asText(command: CliCommand, document: unknown): string {
  const text = bodyOf(command, document as Fields);
  return text === '' ? '' : `${text}\n`;
}

function bodyOf(command: CliCommand, document: Fields): string {
  switch (command) {
    case 'accounts': return table(rows(document), ['id', 'provider', 'email', 'state', 'lastSync']);
    case 'link': return `linked ${shown(document['email'])} as ${shown(document['id'])}`;
    case 'unlink': return `unlinked ${shown(document['unlinked'])}`;
    case 'list': return table(rows(document['rows']), ['id', 'name', 'detail']);
    case 'delete': return `deleted ${shown(document['deleted'])}`;
    case 'sync': return document['plans'] === undefined ? runsText(rows(document['runs'])) : plansText(rows(document['plans']));
    case 'conflicts': return table(rows(document['conflicts']), ['id', 'name', 'path', 'base', 'mine', 'theirs']);
    case 'verify': return rows(document['accounts']).map(verdictText).join('\n');
    case 'resolve': return `resolved ${shown(document['resolved'])}`;
    case 'show': case 'add': case 'edit': return JSON.stringify(document, null, 2);
  }
}

function runsText(runs: readonly Fields[]): string {
  return runs.map((run) => [
    `${shown(run['account'])}: ${shown(run['pulled'])} in, ${shown(run['pushed'])} out, ${shown(run['conflicts'])} conflicts, ${shown(run['requests'])} requests (${shown(run['writes'])} writes)`,
    ...rows(run['errors']).map((error) => `  ${shown(error['message'])}`),
  ].join('\n')).join('\n');
}

function plansText(plans: readonly Fields[]): string {
  return plans.flatMap((plan) => rows(plan['operations']).map((operation) => `${shown(plan['account'])}\t${shown(operation['kind'])}\t${shown(operation['name'])}\t${rows(operation['fields']).join(',')}`)).join('\n');
}

function verdictText(verdict: Fields): string {
  return [`${shown(verdict['account'])}: ${shown(verdict['same'])} the same, ${rows(verdict['differ']).length} differ`, ...rows(verdict['differ']).map((difference) => `  ${shown(difference['name'])}: ${shown(difference['reason'])} ${shown(difference['fields'])}`)].join('\n');
}
