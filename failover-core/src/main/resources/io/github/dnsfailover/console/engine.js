/* The page of an engine: whether all is well, what is wrong, and its pools at a glance. */

import { announce } from './announce.js';
import { byId, el, part, setClass, setList, setText, tableIn } from './nodes.js';
import { below, follow } from './stream.js';
import {
  HANGS, clientsGet, count, healthMark, nameText, plainMark, publishedText, rank, setTime, severityMark,
} from './text.js';
import { showTroubles } from './troubles.js';

let engine = null;
const pools = new Map();
const order = [];

function needsAttention(pool) {
  return rank(pool.worst) > 0 || pool.frozen !== '' || pool.published === null
      || pool.endpoints.some((endpoint) => endpoint.health !== 'HEALTHY');
}

function fillName(cell, pool) {
  const link = part(cell, 'a', 'pool');
  link.href = below(`pools/${encodeURIComponent(pool.pool)}`);
  setText(link, pool.pool);
  const names = pool.names.slice(0, 3).map(nameText).join(', ') + (pool.names.length > 3 ? ` and ${pool.names.length - 3} more` : '');
  setText(part(cell, 'span', 'names quiet'), names);
}

function howSure(pool) {
  if (pool.published === null || pool.confirmed) {
    return '';
  }
  return pool.frozen ? 'as last read' : 'not confirmed';
}

function fillPublished(cell, pool) {
  const gets = setText(part(cell, 'span', 'gets'), publishedText(pool));
  setClass(gets, pool.published === null ? 'gets quiet' : 'gets');
  setText(part(cell, 'span', 'note quiet'), howSure(pool));
}

function makeEndpoint() {
  return el('li', '', el('span', 'id'), ' ', el('span', 'state'));
}

function tellEndpoint(node, endpoint) {
  setText(node.firstChild, endpoint.id);
  const overruled = endpoint.checks !== endpoint.health ? ', as said' : '';
  healthMark(node.lastChild, endpoint.health, overruled);
  setClass(node, endpoint.published ? 'endpoint published' : 'endpoint');
  node.title = [endpoint.site, endpoint.detail].filter((text) => text).join(': ');
}

function fillEndpoints(cell, pool) {
  setList(part(cell, 'ul', 'endpoints'), pool.endpoints, {
    key: (endpoint) => endpoint.id,
    make: makeEndpoint,
    tell: tellEndpoint,
  });
}

function fillNext(cell, pool) {
  setText(part(cell, 'span', 'next'), pool.next || pool.waitsFor || 'Nothing is due.');
}

function fillState(cell, pool) {
  const worst = part(cell, 'span', 'worst');
  if (pool.worst) {
    severityMark(worst, pool.worst);
  } else {
    plainMark(worst, '\u25cf', 'well', 'good');
  }
  setText(part(cell, 'span', 'frozen'), pool.frozen ? '\u2744 frozen' : '');
  setText(part(cell, 'span', 'follows quiet'), pool.leading ? '' : 'another instance leads');
}

const poolTable = tableIn(byId('pools'), {
  caption: 'Pools',
  nothing: 'No pool is shown.',
  key: (pool) => pool.pool,
  rowClass: (pool) => (rank(pool.worst) === 3 ? 'alarm' : ''),
  columns: [
    { label: 'Pool', fill: fillName },
    { label: 'Clients get', fill: fillPublished },
    { label: 'Endpoints', fill: fillEndpoints },
    { label: 'Next', fill: fillNext, free: true },
    { label: 'State', fill: fillState },
  ],
});

const leadTable = tableIn(byId('leads'), {
  caption: 'Who leads each scope',
  nothing: 'Nothing is known of a lead yet.',
  key: (lead) => lead.scope,
  columns: [
    { label: 'Scope', fill: (cell, lead) => setText(cell, lead.scope) },
    { label: 'Leader', fill: (cell, lead) => setText(cell, leaderText(lead)) },
    { label: 'Since', fill: (cell, lead) => setTime(cell, lead.since, 'not known') },
    { label: 'Term', fill: (cell, lead) => setText(cell, lead.term ?? 'none') },
  ],
});

function leaderText(lead) {
  if (lead.own) {
    return lead.name ? `${lead.name} (this one)` : 'this one';
  }
  if (lead.term === null) {
    return 'nobody, as far as is known';
  }
  return lead.name || 'another one';
}

function whoLeads() {
  const own = engine.leads.filter((lead) => lead.own).length;
  if (engine.leads.length === 0) {
    return 'Who leads is not known yet.';
  }
  if (own === engine.leads.length) {
    return 'This instance leads.';
  }
  if (own > 0) {
    return `This instance leads ${own} of ${engine.leads.length} scopes.`;
  }
  const nobody = engine.leads.filter((lead) => lead.term === null).length;
  if (nobody > 0) {
    return nobody === engine.leads.length ? 'Nobody leads.' : `Nobody leads ${count(nobody, 'scope')}.`;
  }
  const names = [...new Set(engine.leads.map((lead) => lead.name || 'another instance'))];
  return `This instance follows; ${names.slice(0, 3).join(', ')} ${names.length > 1 ? 'lead' : 'leads'}.`;
}

function whatIsWrong() {
  const of = (severity) => engine.troubles.filter((trouble) => trouble.severity === severity).length;
  const [alarms, warnings, notices] = [of('ALARM'), of('WARNING'), of('NOTICE')];
  if (alarms > 0) {
    return `${count(alarms, 'alarm')}: somebody must act.`;
  }
  if (warnings > 0) {
    return `${count(warnings, 'warning')}: somebody should look.`;
  }
  return notices > 0 ? `All is well, with ${count(notices, 'notice')}.` : 'All is well.';
}

function sentence() {
  const silent = engine.hangs || engine.running === false;
  const parts = silent && engine.troubles.length === 0 ? [] : [whatIsWrong()];
  if (engine.blind) {
    parts.unshift('This engine is blind: it does not trust its own view, and moves nothing.');
  }
  if (engine.running === false) {
    parts.unshift('This engine does not run.');
  }
  if (engine.hangs) {
    parts.unshift(HANGS);
  }
  if (engine.stopAll) {
    parts.unshift(`All is stopped: ${engine.stopAll}.`);
  }
  return [...parts, whoLeads()].join(' ');
}

function mood() {
  const worst = Math.max(0, ...engine.troubles.map((trouble) => rank(trouble.severity)));
  return engine.blind || engine.hangs || engine.stopAll || engine.running === false || worst === 3 ? 'bad' : worst === 2 ? 'unsure' : 'good';
}

function showEngine() {
  setText(byId('title'), engine.instance ? `Engine ${engine.instance}` : 'Engine');
  setText(byId('sentence'), sentence());
  setClass(byId('sentence'), `sentence ${mood()}`);
  setText(byId('who'), [engine.owner, engine.environment, engine.visitor.name && `seen by ${engine.visitor.name}`]
      .filter((text) => text).join(' \u00b7 '));
  showTroubles(byId('troubles'), engine.troubles, true);
  leadTable.show(engine.leads);
  const alarms = engine.troubles.filter((trouble) => trouble.severity === 'ALARM').length;
  const title = `${alarms > 0 ? `(${alarms}) ` : ''}${engine.instance || engine.owner || 'Engine'} - DNS failover`;
  if (document.title !== title) {
    document.title = title;
  }
}

function showPools() {
  const wanted = byId('find').value.trim().toLowerCase();
  const attention = byId('attention').checked;
  const shown = order.map((name) => pools.get(name))
      .filter((pool) => !attention || needsAttention(pool))
      .filter((pool) => !wanted || [pool.pool, ...pool.names, ...pool.endpoints.map((endpoint) => endpoint.id)]
          .some((text) => text.toLowerCase().includes(wanted)));
  poolTable.show(shown);
  setText(byId('count'), shown.length === order.length ? count(order.length, 'pool')
      : `${shown.length} of ${count(order.length, 'pool')}`);
}

function tellOfChange(before, pool) {
  if (before && JSON.stringify(before.published) !== JSON.stringify(pool.published)) {
    announce(`${pool.pool}: ${clientsGet(pool)}.`);
  }
}

function takePool(pool) {
  tellOfChange(pools.get(pool.pool), pool);
  if (!pools.has(pool.pool)) {
    order.push(pool.pool);
  }
  pools.set(pool.pool, pool);
}

function takeEngine(told) {
  const before = engine && mood();
  engine = told;
  if (before !== null && before !== mood()) {
    announce(sentence());
  }
}

for (const id of ['find', 'attention']) {
  byId(id).addEventListener('input', showPools);
}
document.querySelector('.filter').addEventListener('submit', (event) => event.preventDefault());

follow({
  path: 'api/v1/stream',
  plain: 'api/v1/engine',
  on: { engine: takeEngine, pool: takePool },
  readPlain: (told) => {
    takeEngine(told);
    told.pools.forEach(takePool);
  },
  settle: () => {
    if (engine) {
      showEngine();
    }
    if (order.length > 0) {
      showPools();
    }
  },
});
