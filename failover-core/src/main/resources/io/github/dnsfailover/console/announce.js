/* What is read out of changes: not more than one sentence at a time, and not more often than people can listen. */

import { byId, el } from './nodes.js';

const PAUSE = 3_000;
const KEPT = 5;

let waiting = [];
let timer = 0;
let last = 0;

function say() {
  timer = 0;
  last = Date.now();
  const log = byId('heard');
  const text = waiting.length > 3 ? `${waiting.length} changes; the last one: ${waiting.at(-1)}` : waiting.join(' ');
  waiting = [];
  log.append(el('span', '', `${text} `));
  while (log.childElementCount > KEPT) {
    log.firstElementChild.remove();
  }
}

export function announce(sentence) {
  waiting.push(sentence);
  timer ||= setTimeout(say, Math.max(200, last + PAUSE - Date.now()));
}
