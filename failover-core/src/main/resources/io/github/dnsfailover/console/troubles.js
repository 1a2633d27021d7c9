/* What is wrong, and what to do about it. */

import { el, part, setHidden, setList, setText } from './nodes.js';
import { below } from './stream.js';
import { rank, setTime, severityMark } from './text.js';

const keyOf = (trouble) => JSON.stringify([trouble.kind, trouble.name, trouble.subject]);

const worstFirst = (a, b) => rank(b.severity) - rank(a.severity) || String(a.since).localeCompare(String(b.since));

function make() {
  const head = el('h3');
  const about = el('p', 'quiet about', 'Since ');
  about.append(el('span', 'when'), el('span', 'more'), el('span', 'links'));
  const todo = el('p', 'todo', el('b', '', 'What to do: '), el('span', 'text'));
  return el('article', 'trouble', head, el('p', 'text'), el('p', 'quiet meaning'), todo, about);
}

function tell(node, trouble, linked) {
  const [head, text, meaning, todo, about] = node.children;
  node.dataset.severity = trouble.severity;
  severityMark(head, trouble.severity);
  setText(part(head, 'code', 'kind'), trouble.kind);
  setText(text, trouble.text);
  setText(meaning, trouble.meaning);
  setText(todo.lastChild, trouble.toDo);
  setHidden(todo, !trouble.toDo);
  setTime(about.querySelector('.when'), trouble.since);
  setText(about.querySelector('.more'), trouble.inTheWay ? '. It stands in the way of a move' : '');
  const links = about.querySelector('.links');
  const pools = linked ? trouble.pools.slice(0, 12) : [];
  const more = linked ? trouble.pools.length - pools.length : 0;
  setText(part(links, 'span', 'word'), pools.length ? '. Pools: ' : '');
  setList(part(links, 'span', 'all'), pools, { key: (pool) => pool, make: poolLink, tell: tellPoolLink });
  setText(part(links, 'span', 'rest'), more > 0 ? `and ${more} more` : '');
}

const poolLink = () => el('a');

function tellPoolLink(link, pool) {
  link.href = below(`pools/${encodeURIComponent(pool)}`);
  setText(link, pool);
}

/** Shows them, the worst first; with links to their pools where the page is not a pool's own. */
export function showTroubles(parent, troubles, linked) {
  setList(parent, [...troubles].sort(worstFirst), {
    key: keyOf,
    make,
    tell: (node, trouble) => tell(node, trouble, linked),
  });
  let nothing = parent.nextElementSibling;
  if (!nothing) {
    nothing = el('p', 'quiet', 'Nothing is wrong.');
    parent.after(nothing);
  }
  setHidden(nothing, troubles.length > 0);
}
