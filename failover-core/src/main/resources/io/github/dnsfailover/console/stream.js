/*
 * One stream of events for a page, and what the page says while it has none: since when it is stale. While it waits
 * for a new stream it reads the same as plain JSON, so that a page lives on where a proxy keeps streams back.
 * A hidden page has no stream: browsers allow few connections to one host, and the console few streams.
 */

import { byId, setClass, setText } from './nodes.js';
import { setTime, timeText } from './text.js';

/** Where the console is mounted, as the browser sees it: this file is one folder below. */
const mount = new URL('../', import.meta.url);

/** An address below the mount. */
export const below = (path) => new URL(path, mount);

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

/** The console says something each 15 s, if only that it lives; a stream that does not is renewed. */
const LONGEST_SILENCE = 45_000;

/** A new stream begins with all that there is; one that does not is none. */
const LONGEST_BEGINNING = 10_000;

/** Changes that come together are shown together. */
const TOGETHER = 30;

/**
 * Follows a stream.
 *
 * @param path of the stream below the mount
 * @param plain path of what is read in its place while it is broken
 * @param on functions by the name of an event, for its JSON
 * @param settle called once after what came together
 */
export function follow({ path, plain, on, readPlain, settle }) {
  let source = null;
  let heard = Date.now();
  let opened = heard;
  let began = false;
  let staleSince = null;
  let wait = FIRST_WAIT;
  let timer = 0;
  let settling = 0;

  const settleSoon = () => {
    settling ||= setTimeout(() => {
      settling = 0;
      settle();
      if (began && source !== null) {
        showFresh();
      }
    }, TOGETHER);
  };

  /* Not before what came is shown. */
  const showFresh = () => {
    if (!document.body.classList.contains('fresh')) {
      showLive('Live.', 'live fresh');
      setClass(document.body, 'fresh');
    }
  };

  const hear = () => {
    heard = Date.now();
    began = true;
    wait = FIRST_WAIT;
    staleSince = null;
    settleSoon();
  };

  const showLive = (text, classes, since) => {
    const live = byId('live');
    setText(live, text);
    setClass(live, classes);
    if (since) {
      setTime(live, since.toISOString());
    }
  };

  const lost = async (why) => {
    source?.close();
    source = null;
    clearTimeout(timer);
    if (document.hidden) {
      return;
    }
    staleSince ??= new Date(heard);
    setClass(document.body, 'stale');
    showLive(`${why} What you see is stale. The last news came at `, 'live lost', staleSince);
    timer = setTimeout(open, wait + Math.random() * 500);
    wait = Math.min(wait * 2, LONGEST_WAIT);
    await read();
  };

  const read = async () => {
    try {
      const answer = await fetch(below(plain), { cache: 'no-store', credentials: 'same-origin' });
      const told = await answer.json();
      if (source !== null && document.body.classList.contains('fresh')) {
        return;
      }
      if (answer.ok) {
        readPlain(told);
        settleSoon();
        showLive(`There is no live stream. What you see is as of ${timeText(told.at)}; it is read again soon.`, 'live lost');
      } else {
        showLive(`${told.error ?? answer.status} The last news came at `, 'live lost', staleSince);
      }
    } catch {
      // Neither is there; what was said stands.
    }
  };

  const open = () => {
    clearTimeout(timer);
    source?.close();
    const made = new EventSource(below(path));
    source = made;
    opened = Date.now();
    began = false;
    if (staleSince === null) {
      showLive('Connecting.', 'live');
      setClass(document.body, '');
    }
    made.addEventListener('alive', () => {
      heard = Date.now();
    });
    for (const [name, act] of Object.entries(on)) {
      made.addEventListener(name, (event) => {
        act(JSON.parse(event.data));
        hear();
      });
    }
    made.onerror = () => {
      if (source === made) {
        lost('The connection to the console is lost.');
      }
    };
  };

  setInterval(() => {
    const now = Date.now();
    if (source !== null && !began && now - opened > LONGEST_BEGINNING) {
      lost('The console says nothing.');
    } else if (source !== null && began && now - heard > LONGEST_SILENCE) {
      open();
    }
  }, 1_000);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      source?.close();
      source = null;
      clearTimeout(timer);
    } else if (source === null) {
      open();
    }
  });
  window.addEventListener('pagehide', () => source?.close());
  open();
}
