/* The words of the console: health, times and durations as people read them. */

import { el, part, setClass, setText } from './nodes.js';

/** Shape and word of a health, so that colour only repeats what is said. */
const HEALTH = {
  HEALTHY: ['\u25cf', 'healthy', 'good'],
  UNHEALTHY: ['\u2716', 'unhealthy', 'bad'],
  UNKNOWN: ['\u25cc', 'unknown', 'unsure'],
  INCONCLUSIVE: ['\u25cc', 'inconclusive', 'unsure'],
};

const SEVERITY = {
  ALARM: ['\u25b2', 'alarm', 'bad'],
  WARNING: ['\u25c6', 'warning', 'unsure'],
  NOTICE: ['\u25aa', 'notice', 'plain'],
  DETAIL: ['\u00b7', 'detail', 'plain'],
};

const GIVES = {
  NEW: ['\u25cf', 'the new answer', 'good'],
  OTHER: ['\u2716', 'another answer', 'bad'],
  BOGUS: ['\u2716', 'signatures that do not hold', 'bad'],
  SILENT: ['\u25cc', 'nothing', 'unsure'],
  UNASKED: ['\u25cc', 'not asked yet', 'unsure'],
};

/** A mark is a shape that is not read out, and a word. */
function mark(parent, [shape, word, mood], more = '') {
  const node = part(parent, 'span', 'mark');
  setClass(node, `mark ${mood}`);
  if (!node.firstChild) {
    const drawn = el('span', 'shape');
    drawn.setAttribute('aria-hidden', 'true');
    node.append(drawn, ' ', el('span', 'word'));
  }
  setText(node.firstChild, shape);
  setText(node.lastChild, word + more);
  return node;
}

const known = (words, value) => words[value] ?? ['\u25cc', String(value ?? 'unknown').toLowerCase(), 'unsure'];

export const healthMark = (parent, health, more) => mark(parent, known(HEALTH, health), more);
export const severityMark = (parent, severity) => mark(parent, known(SEVERITY, severity));
export const givesMark = (parent, gives) => mark(parent, known(GIVES, gives));
export const plainMark = (parent, shape, word, mood) => mark(parent, [shape, word, mood]);

const RANK = { ALARM: 3, WARNING: 2, NOTICE: 1 };

/** How bad; larger is worse. */
export const rank = (severity) => RANK[severity] ?? 0;

const local = new Intl.DateTimeFormat(undefined, {
  year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  timeZoneName: 'short',
});

/** A time in UTC, as the engine's sentences have it, with the day unless it is today's there. */
export function timeText(iso, now = new Date()) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) {
    return String(iso);
  }
  const [day, clock] = time.toISOString().replace(/\.\d+Z$/, 'Z').split('T');
  return now.toISOString().startsWith(`${day}T`) ? clock : `${day} ${clock}`;
}

/** A time element: UTC to read, the browser's zone as its title; a word stands where there is no time. */
export function setTime(parent, iso, without = '') {
  const node = part(parent, 'time', 'time');
  if (node.dateTime !== (iso ?? '')) {
    node.dateTime = iso ?? '';
    node.title = iso ? localText(iso) : '';
  }
  setText(node, iso ? timeText(iso) : without);
  return node;
}

function localText(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? '' : local.format(time);
}

export function millisText(millis) {
  if (millis === null || millis === undefined) {
    return '';
  }
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  if (millis < 60_000) {
    return `${(millis / 1000).toFixed(1)} s`;
  }
  const minutes = Math.floor(millis / 60_000);
  const seconds = Math.round((millis % 60_000) / 1000);
  if (minutes < 60) {
    return seconds ? `${minutes} min ${seconds} s` : `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}

export const count = (number, one, several = `${one}s`) => `${number} ${number === 1 ? one : several}`;

/** A domain name as people write it. */
export const nameText = (name) => (name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name);

/** Of an engine that has done nothing for 30 s that was due. */
export const HANGS = 'This engine hangs, and what you see was true once: take a thread dump, and restart it.';

/** What clients get, in words. */
export function publishedText(summary) {
  if (summary.published === null) {
    return 'not known here';
  }
  return summary.published.length === 0 ? 'nothing of this pool' : summary.published.join(', ');
}

/** The same as a sentence without its end. */
export function clientsGet(summary) {
  return summary.published === null ? 'what clients get is not known here' : `clients get ${publishedText(summary)}`;
}

/** With what a sentence begins. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
