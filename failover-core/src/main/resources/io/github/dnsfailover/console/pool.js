/* The page of one pool: what is published and why, its endpoints, proof, words, moves, and what may be said about it. */

import { ask, isAloneIn, liftsOf, poolChanged, readyActions } from './action.js';
import { announce } from './announce.js';
import { byId, el, part, setClass, setHidden, setList, setText, setTexts, tableIn } from './nodes.js';
import { follow } from './stream.js';
import {
  HANGS, capital, clientsGet, count, givesMark, healthMark, millisText, nameText, rank, setTime, severityMark,
} from './text.js';
import { showTroubles } from './troubles.js';

/** The name stands in the address, encoded once, and goes on encoded. */
const name = decodeURIComponent(location.pathname.split('/').filter((piece) => piece).at(-1));
const encoded = encodeURIComponent(name);

let pool = null;

const plain = (label, get) => ({ label, fill: (cell, item) => setText(cell, get(item)) });
const free = (label, get) => ({ ...plain(label, get), free: true });
const timed = (label, get, without) => ({ label, fill: (cell, item) => setTime(cell, get(item), without) });

/* Actions of a row are buttons that stay as they are; what a row is about is known by the row. */
function fillRowActions(cell, endpoint) {
  const group = part(cell, 'div', 'row-actions');
  if (!group.firstChild) {
    for (const [kind, text] of [['PIN', 'Fail over to it'], ['DOWN', 'Say down'], ['UP', 'Say up']]) {
      const button = el('button', '', `${text}\u2026`);
      button.type = 'button';
      button.setAttribute('aria-label', `${text}: ${endpoint.id}`);
      button.addEventListener('click', () => ask(kind, endpoint.id));
      group.append(button);
    }
  }
  setHidden(group.firstChild, endpoint.alone); // clients get it already, and nothing else
}

function fillHealth(cell, endpoint) {
  const differs = endpoint.checks !== endpoint.health;
  healthMark(cell, endpoint.health, differs ? ' by an operator\u2019s word' : '');
  setText(part(cell, 'span', 'checks quiet'), differs ? ` (its checks say ${String(endpoint.checks).toLowerCase()})` : '');
}

function fillEndpoint(cell, { id, site, priority }) {
  setText(part(cell, 'span', 'id'), id);
  const place = priority === 0 ? 'primary' : `priority ${priority}`;
  setText(part(cell, 'span', 'place quiet'), site ? `${place}, ${site}` : place);
}

const endpointColumns = [
  { label: 'Endpoint', fill: fillEndpoint },
  { label: 'Health', fill: fillHealth },
  timed('Since', ({ since }) => since, 'not known'),
  plain('Proven', ({ proven }) => (proven ? 'yes' : 'no')),
  plain('Clients get it', ({ published }) => (published ? 'yes' : 'no')),
  free('Last said', ({ detail }) => detail),
];

const table = (id, caption, nothing, key, columns) => tableIn(byId(id), { caption, nothing, key, columns });

let endpoints = null;
const said = table('said', 'What operators said and stands', 'Nothing stands.', ({ text }) => text, [
  plain('What', ({ text }) => text),
  free('Who', ({ who }) => who),
  free('Why', ({ why }) => why),
  timed('Said', ({ said: at }) => at),
  timed('Until', ({ until }) => until, 'it is cleared'),
]);
const servers = table('servers', 'Name servers', 'This engine has changed nothing yet, or the provider names no servers.',
    ({ server }) => server, [
      free('Server', ({ server }) => server),
      { label: 'Gives', fill: (cell, { gives }) => givesMark(cell, gives) },
      timed('Since', ({ since }) => since, ''),
      free('Said', ({ detail }) => detail),
    ]);
const moves = table('moves', 'Last moves', 'This engine has moved nothing yet.', ({ at, to }) => `${at} ${to}`, [
  timed('When', ({ at }) => at),
  plain('From', ({ from }) => from.join(', ') || 'nothing'),
  plain('To', ({ to }) => to.join(', ') || 'nothing'),
  plain('Cause', ({ cause }) => String(cause).toLowerCase()),
  free('Why', ({ reason }) => reason),
  plain('Detected to accepted', ({ detectedToAcceptedMillis }) => millisText(detectedToAcceptedMillis)),
  plain('Accepted to every server', ({ acceptedToServedMillis, lastServer }) => (lastServer === null
    ? 'not proved yet' : millisText(acceptedToServedMillis))),
  timed('Caches hold older answers until', ({ horizon }) => horizon, 'not known'),
]);
const records = table('records', 'Records', 'There are none, or this engine has not read them yet.', ({ name: of, type }) => `${of} ${type}`, [
  free('Name', ({ name: of }) => nameText(of)),
  plain('Type', ({ type }) => type),
  plain('TTL', ({ ttlMillis }) => millisText(ttlMillis)),
  free('Values', ({ values }) => values.join(', ')),
]);
const probes = table('probes', 'Last probes', 'No probe has ended since this page could see them.',
    ({ endpoint, target, at }) => `${endpoint} ${target} ${at}`, [
      plain('Endpoint', ({ endpoint }) => endpoint),
      free('Address', ({ target }) => target),
      timed('When', ({ at }) => at),
      { label: 'Verdict', fill: (cell, { verdict }) => healthMark(cell, verdict) },
      plain('Took', ({ tookMillis }) => millisText(tookMillis)),
      free('Detail', ({ detail }) => detail),
    ]);
const events = table('events', 'Timeline', 'Nothing has happened since this page could see it.',
    (event) => `${event.at} ${event.kind} ${event.summary} ${event.nth}`, [
      timed('When', ({ at }) => at),
      { label: 'Severity', fill: (cell, { severity }) => severityMark(cell, severity) },
      free('What', ({ summary }) => summary),
    ]);

const WHY = [
  ['published', 'What clients get'],
  ['endpoints', 'What health rests on'],
  ['wouldMove', 'What would move it'],
  ['inTheWay', 'What stands in the way'],
  ['next', 'What happens next'],
];

function showWhy() {
  setList(byId('why'), WHY.map(([key, title]) => ({ key, title, texts: pool.explanation[key] })), {
    key: ({ key }) => key,
    make: ({ title }) => el('div', '', el('h3', '', title), el('div')),
    tell: (node, { texts }) => setTexts(node.lastChild, texts.length ? texts : ['Nothing.'], 'p'),
  });
}

/** Equal events of one moment are told apart by their number, counted from the oldest. */
function numbered(list) {
  const seen = new Map();
  return [...list].reverse().map((event) => {
    const key = `${event.at} ${event.kind} ${event.summary}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return { ...event, nth: seen.get(key) };
  }).reverse();
}

/** Of a frozen pool the engine vouches for nothing, since others may write; what every server gives may still be known. */
function howSure() {
  if (pool.published === null || pool.confirmed) {
    return '';
  }
  return pool.frozen ? ', as the records were last read' : ', as far as is known';
}

function sentence() {
  const parts = [`${capital(clientsGet(pool))}${howSure()}.`];
  if (pool.hangs) {
    parts.unshift(HANGS);
  }
  if (pool.frozen) {
    parts.push(`${capital(pool.frozen)}.`);
  }
  if (pool.waitsFor && pool.waitsFor !== pool.frozen) {
    parts.push(`Waits: ${pool.waitsFor}.`);
  }
  if (pool.next) {
    parts.push(pool.next);
  }
  if (!pool.leading) {
    parts.push('Another instance leads; this one watches.');
  }
  if (pool.horizon && new Date(pool.horizon) > new Date(pool.at)) {
    parts.push('Resolvers may still hold an older answer.');
  }
  return parts.join(' ').replaceAll('..', '.');
}

function mood() {
  const worst = Math.max(0, ...pool.open.map((trouble) => rank(trouble.severity)));
  return worst === 3 || pool.hangs ? 'bad' : worst === 2 || pool.frozen ? 'unsure' : 'good';
}

const ACTIONS = [['PIN', 'Fail over\u2026'], ['FAILBACK', 'Fail back\u2026'], ['FREEZE', 'Freeze\u2026'], ['CLEAR', 'Clear\u2026']];

function showActions() {
  const { mayAct } = pool.visitor;
  const actions = byId('actions');
  setHidden(actions, !mayAct);
  setList(actions, mayAct ? ACTIONS : [], {
    key: ([kind]) => kind,
    make: ([kind, text]) => {
      const button = el('button', '', text);
      button.type = 'button';
      button.dataset.kind = kind;
      button.addEventListener('click', () => ask(kind));
      return button;
    },
    tell: () => {},
  });
  const clear = actions.querySelector('[data-kind="CLEAR"]');
  if (clear) {
    clear.disabled = liftsOf(pool).length === 0;
  }
}

function showEndpoints() {
  endpoints ??= table('endpoints', 'Endpoints', 'There are none.', ({ id }) => id,
      pool.visitor.mayAct ? [...endpointColumns, { label: 'Actions', fill: fillRowActions }] : endpointColumns);
  endpoints.show(pool.endpoints.map((endpoint) => ({ ...endpoint, alone: isAloneIn(pool, endpoint.id) })));
}

function show() {
  setText(byId('title'), pool.pool);
  setText(byId('names'), pool.names.map(nameText).join(', '));
  setText(byId('sentence'), sentence());
  setClass(byId('sentence'), `sentence ${mood()}`);
  const seen = pool.visitor.name && `seen by ${pool.visitor.name}${pool.visitor.mayAct ? '' : ', who may look'}`;
  setText(byId('who'), [pool.owner, pool.environment, seen].filter((text) => text).join(' \u00b7 '));
  const alarms = count(pool.open.filter(({ severity }) => severity === 'ALARM').length, 'alarm');
  const title = `${alarms.startsWith('0') ? '' : `(${alarms}) `}${pool.pool} - DNS failover`;
  if (document.title !== title) {
    document.title = title;
  }
  showActions();
  showTroubles(byId('troubles'), pool.open, false);
  showEndpoints();
  showWhy();
  said.show(pool.intents);
  servers.show(pool.servers);
  moves.show(pool.moves);
  records.show(pool.records.filter(({ values }) => values.length > 0));
  probes.show(pool.probes);
  events.show(numbered(pool.events));
  poolChanged(pool);
}

function take(told) {
  if (pool && JSON.stringify(pool.published) !== JSON.stringify(told.published)) {
    announce(`${capital(clientsGet(told))}.`);
  }
  const before = new Set((pool?.open ?? told.open).map(({ kind, subject }) => `${kind} ${subject}`));
  told.open.filter(({ kind, subject }) => !before.has(`${kind} ${subject}`)).forEach(({ text }) => announce(`New trouble: ${text}`));
  pool = told;
}

readyActions(() => pool);
setText(byId('title'), name);

follow({
  path: `api/v1/stream?pool=${encoded}`,
  plain: `api/v1/pools/${encoded}`,
  on: { detail: take },
  readPlain: take,
  settle: () => {
    if (pool) {
      show();
    }
  },
});
