/* What is wrong, and what to do about it: the worst first, and of many the first few until somebody wants all. */

import { el, part, setHidden, setList, setText } from './nodes.js';
import { below } from './stream.js';
import { rank, setTime, severityMark } from './text.js';

const FEW = 5;
const FEW_POOLS = 8;

const keyOf = (trouble) => JSON.stringify([trouble.kind, trouble.name, trouble.subject]);

const worstFirst = (a, b) => rank(b.severity) - rank(a.severity) || String(a.since).localeCompare(String(b.since));

function make() {
  const since = el('span', 'since quiet', 'since ');
  const head = el('div', 'head', el('h3'), el('span', 'links'), since);
  const todo = el('p', 'todo', el('b', '', 'What to do: '), el('span', 'text'));
  return el('article', 'trouble', head, el('p', 'text'), el('p', 'meaning quiet'), todo);
}

function tell(node, trouble, linked) {
  const [head, text, meaning, todo] = node.children;
  const [title, links, since] = head.children;
  node.dataset.severity = trouble.severity;
  severityMark(title, trouble.severity);
  setText(part(title, 'code', 'kind'), trouble.kind);
  setText(part(title, 'span', 'subject'), trouble.subject);
  setTime(since, trouble.since);
  setText(text, trouble.text);
  setText(meaning, trouble.inTheWay ? `${trouble.meaning}; it stands in the way of a move` : trouble.meaning);
  setText(todo.lastChild, trouble.toDo);
  setHidden(todo, !trouble.toDo);
  const pools = linked ? trouble.pools.slice(0, FEW_POOLS) : [];
  const more = linked ? trouble.pools.length - pools.length : 0;
  setList(part(links, 'span', 'all'), pools, {
    key: (pool) => pool,
    make: () => el('a'),
    tell: (link, pool) => {
      link.href = below(`pools/${encodeURIComponent(pool)}`);
      setText(link, pool);
    },
  });
  setText(part(links, 'span', 'rest'), more > 0 ? `and ${more} more` : '');
}

/** What stands below the list: that nothing is wrong, or a way to the rest of it. */
function foot(parent, again) {
  if (!parent.nextElementSibling) {
    const button = el('button', 'rest');
    button.type = 'button';
    button.addEventListener('click', () => {
      parent.all = !parent.all;
      parent.again();
    });
    parent.after(el('p', 'nothing quiet', 'Nothing is wrong.'), button);
  }
  parent.again = again;
  return [parent.nextElementSibling, parent.nextElementSibling.nextElementSibling];
}

/** Shows them; with links to their pools where the page is not a pool's own. */
export function showTroubles(parent, troubles, linked) {
  const sorted = [...troubles].sort(worstFirst);
  setList(parent, parent.all ? sorted : sorted.slice(0, FEW), {
    key: keyOf,
    make,
    tell: (node, trouble) => tell(node, trouble, linked),
  });
  const [nothing, rest] = foot(parent, () => showTroubles(parent, troubles, linked));
  setHidden(nothing, troubles.length > 0);
  setHidden(rest, troubles.length <= FEW);
  setText(rest, parent.all ? `Show the worst ${FEW} only` : `Show all ${troubles.length}`);
  rest.setAttribute('aria-expanded', String(Boolean(parent.all)));
}
