/*
 * What an operator may say here, each in a dialog that tells what will happen, asks why, and carries the version of
 * the pool that was looked at when it was opened. The console decides; this only asks.
 */

import { byId, el, setClass, setHidden, setList, setText } from './nodes.js';
import { below } from './stream.js';
import { nameText } from './text.js';

const HOURS = { '15 minutes': 'PT15M', '1 hour': 'PT1H', '4 hours': 'PT4H', '1 day': 'PT24H', 'no end, until it is cleared': '' };

/**
 * Each kind: its title, what will happen, and whether it takes an endpoint and an end. The usual end comes first to
 * hand: what somebody forgets to lift is over by itself.
 */
const KINDS = {
  PIN: {
    title: 'Fail over', send: 'Fail over', takesEndpoint: true, asksProof: true, usual: '',
    effect: (pool, id) => `Clients of ${names(pool)} will get ${id} and nothing else, whatever the checks say, until somebody`
        + ' fails back or clears it, or the time is over. Resolvers follow as their TTLs run out.',
  },
  FAILBACK: {
    title: 'Fail back', send: 'Fail back',
    effect: (pool) => `A pin is lifted, and clients of ${names(pool)} will get the best healthy endpoint now, without the wait`
        + ' that usually comes before.',
  },
  DOWN: {
    title: 'Say that it is down', send: 'Say down', takesEndpoint: true, usual: 'PT4H',
    effect: (pool, id) => `${id} counts as unhealthy, whatever its checks say. If clients get it now, they are moved as soon as`
        + ' another endpoint can serve.',
  },
  UP: {
    title: 'Say that it is up', send: 'Say up', takesEndpoint: true, asksProof: true, usual: 'PT1H',
    effect: (pool, id) => `${id} counts as healthy, whatever its checks say. Clients may be moved to it, and are not moved away`
        + ' from it when it fails.',
  },
  FREEZE: {
    title: 'Freeze', send: 'Freeze', usual: 'PT1H',
    effect: (pool) => `Nothing is written for ${names(pool)}: no failover and no failback, even if what clients get dies.`,
  },
  CLEAR: {
    title: 'Clear', send: 'Clear', showsLifts: true,
    effect: (pool) => `The engine forgets what operators said about ${pool.pool} and decides by its checks alone. That may move`
        + ' clients at once.',
  },
};

const WAIT = 15_000;

function names(pool) {
  const all = pool.names.map(nameText);
  return all.length > 2 ? `${all[0]} and ${all.length - 1} more` : all.join(' and ');
}

/** What a clear of this pool would lift, word by word, as the console wants it named. */
export function liftsOf(pool) {
  return [...pool.intents.map((intent) => intent.text), ...(pool.frozenAfterEdit ? ['frozenAfterEdit'] : [])];
}

/** Whether clients get an endpoint, and nothing else: then there is no failover to it. */
export const isAloneIn = (pool, id) => pool.published?.length === 1 && pool.published[0] === id;

const liftText = (lift) => (lift === 'frozenAfterEdit' ? 'the freeze that followed a second foreign edit' : lift);

let current = () => null;
let opened = null;

/** Opens the dialog of a kind, about the pool as it is now. */
export function ask(kind, endpoint = '') {
  const pool = current();
  if (!pool) {
    return;
  }
  opened = { kind, pool, endpoint, over: false };
  const { title, send, takesEndpoint, usual, showsLifts } = KINDS[kind];
  setText(byId('action-title'), `${title}: ${endpoint || pool.pool}`);
  setText(byId('action-send'), send);
  setHidden(byId('action-endpoint-row'), !takesEndpoint || endpoint !== '');
  setHidden(byId('action-lasting-row'), usual === undefined);
  setHidden(byId('action-lifts-row'), !showsLifts);
  const others = pool.endpoints.filter(({ id }) => kind !== 'PIN' || !isAloneIn(pool, id));
  choose(byId('action-endpoint'), (others.length ? others : pool.endpoints).map(({ id }) => [id, id]),
      pool.endpoints.find(({ id, proven }) => proven && !pool.published?.includes(id))?.id ?? (others[0] ?? pool.endpoints[0]).id);
  choose(byId('action-lasting'), Object.entries(HOURS), usual ?? '');
  setList(byId('action-lifts'), liftsOf(pool), {
    key: (lift, index) => `${index} ${lift}`, make: () => el('li'), tell: (node, lift) => setText(node, liftText(lift)),
  });
  setText(byId('action-who'), `For ${pool.owner}, ${pool.environment}. This is kept with your name, ${pool.visitor.name}.`);
  byId('action-reason').value = '';
  byId('action-reason').removeAttribute('aria-invalid');
  setText(byId('action-answer'), '');
  setText(byId('action-changed'), '');
  byId('action-send').disabled = false;
  tellEffect();
  byId('action').showModal();
  byId('action-reason').focus();
}

function choose(select, choices, chosen) {
  select.replaceChildren(...choices.map(([text, value]) => {
    const option = el('option', '', text);
    option.value = value;
    option.selected = value === chosen;
    return option;
  }));
}

const endpointNow = () => opened.endpoint || byId('action-endpoint').value;

function tellEffect() {
  const { effect, takesEndpoint, asksProof } = KINDS[opened.kind];
  const id = takesEndpoint ? endpointNow() : '';
  setText(byId('action-effect'), effect(opened.pool, id));
  const chosen = opened.pool.endpoints.find((endpoint) => endpoint.id === id);
  const unproven = Boolean(asksProof && chosen && !chosen.proven);
  byId('action-unproven').checked = false;
  setHidden(byId('action-unproven-row'), !unproven);
  setText(byId('action-unproven-text'), unproven
    ? `${id} is not proven healthy at this moment. Clients that are sent there may get nothing.` : '');
}

function order() {
  const { kind, pool } = opened;
  const { takesEndpoint, usual, showsLifts } = KINDS[kind];
  const lasting = usual === undefined ? '' : byId('action-lasting').value;
  return {
    kind,
    endpoint: takesEndpoint ? endpointNow() : null,
    because: byId('action-reason').value.trim(),
    lasting: lasting || null,
    version: pool.version,
    evenIfUnproven: !byId('action-unproven-row').hidden && byId('action-unproven').checked,
    lifts: showsLifts ? liftsOf(pool) : [],
  };
}

async function send() {
  const { pool } = opened;
  const answer = await fetch(below(`api/v1/pools/${encodeURIComponent(pool.pool)}/intents`), {
    method: 'POST',
    credentials: 'same-origin',
    redirect: 'error',
    headers: { 'Content-Type': 'application/json', 'X-Failover-Token': pool.visitor.token },
    body: JSON.stringify(order()),
    signal: AbortSignal.timeout(WAIT),
  });
  return { status: answer.status, ...await answer.json() };
}

const OUTCOMES = {
  DONE: 'Done',
  WAITING: 'Heard, and waiting',
  PENDING: 'Sent; nothing is known of the outcome yet',
  REFUSED: 'Refused',
};

function tell(answer) {
  const good = ['DONE', 'WAITING', 'PENDING'].includes(answer.outcome);
  const text = answer.outcome ? `${OUTCOMES[answer.outcome] ?? answer.outcome}: ${answer.text}`
    : `Refused (${answer.status}): ${answer.error}`;
  if (good) {
    byId('action').close();
    setText(byId('answer'), `${KINDS[opened.kind].title} ${endpointOf()}. ${text}`);
    setClass(byId('answer'), 'answer');
    return;
  }
  setText(byId('action-answer'), answer.status === 409 ? `${text} Close this, look again, and say it anew if it still holds.` : text);
  setClass(byId('action-answer'), 'answer bad');
  byId('action-send').disabled = answer.status === 409;
}

const endpointOf = () => (KINDS[opened.kind].takesEndpoint ? endpointNow() : opened.pool.pool);

async function submit(event) {
  event.preventDefault();
  const reason = byId('action-reason');
  if (!reason.value.trim()) {
    reason.setAttribute('aria-invalid', 'true');
    setText(byId('action-answer'), 'A reason is needed.');
    reason.focus();
    return;
  }
  byId('action-send').disabled = true;
  setText(byId('action-answer'), '');
  try {
    tell(await send());
  } catch {
    setText(byId('action-answer'), 'The console did not answer. It is not known whether it heard you: look before you say it again.');
    setClass(byId('action-answer'), 'answer bad');
    byId('action-send').disabled = false;
  }
  if (byId('action').open && !byId('action-send').disabled) {
    byId('action-send').disabled = false;
  }
}

/** Says in an open dialog that the pool is another one by now; the console would refuse. */
export function poolChanged(pool) {
  if (opened && byId('action').open && pool.version !== opened.pool.version) {
    setText(byId('action-changed'), 'The pool has changed since you opened this. It will be refused; close this and look again.');
  }
}

/** Readies the dialog; the function gives the pool as it is shown. */
export function readyActions(shown) {
  current = shown;
  byId('action-form').addEventListener('submit', submit);
  byId('action-cancel').addEventListener('click', () => byId('action').close());
  byId('action-endpoint').addEventListener('change', tellEffect);
}
