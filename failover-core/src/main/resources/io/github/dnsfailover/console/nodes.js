/*
 * Elements that follow what is told: made once, changed only where their text differs, so that focus, selection and
 * scroll stay where they are. Text of others comes in here, by textContent and by setAttribute of plain values alone.
 */

/** An element with classes and children; a string child becomes text. */
export function el(tag, classes = '', ...children) {
  const node = document.createElement(tag);
  if (classes) {
    node.className = classes;
  }
  node.append(...children);
  return node;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Sets text where it differs: an equal text causes no mutation, and nothing is read out a second time. */
export function setText(node, text) {
  const wanted = String(text ?? '');
  if (node.textContent !== wanted) {
    node.textContent = wanted;
  }
  return node;
}

export function setClass(node, classes) {
  if (node.className !== classes) {
    node.className = classes;
  }
}

export function setHidden(node, hidden) {
  if (node.hidden !== hidden) {
    node.hidden = hidden;
  }
}

/**
 * Makes the children of a parent those of a list, in its order: each item has a key, keeps its element as long as the
 * key is there, and is told again only when it differs.
 */
export function setList(parent, items, { key, make, tell }) {
  const kept = parent.kept ?? new Map();
  const now = new Map();
  items.forEach((item, index) => {
    const name = String(key(item, index));
    const row = now.get(name) ?? kept.get(name) ?? { node: make(item), told: '' };
    const text = JSON.stringify(item);
    if (row.told !== text) {
      tell(row.node, item);
      row.told = text;
    }
    now.set(name, row);
  });
  for (const [name, row] of kept) {
    if (!now.has(name)) {
      row.node.remove();
    }
  }
  parent.kept = now;
  let place = parent.firstChild;
  for (const { node } of now.values()) {
    if (node === place) {
      place = place.nextSibling;
    } else {
      parent.insertBefore(node, place);
    }
  }
}

/** Texts as paragraphs or items. */
export function setTexts(parent, texts, tag) {
  setList(parent, texts, { key: (text, index) => index, make: () => el(tag), tell: setText });
}

/**
 * A table whose rows follow a list. A column has a label and a function that fills its cell, and is free if the text in
 * it is of any length; the first one heads its row. The roles are said because a narrow screen shows rows as cards, and styles may take roles away. Where there is
 * nothing to show stands a sentence, and another one as long as nothing is known.
 */
export function tableIn(parent, { caption, columns, key, nothing, rowClass }) {
  const role = (node, value) => {
    node.setAttribute('role', value);
    return node;
  };
  const head = role(el('tr'), 'row');
  for (const { label } of columns) {
    const cell = role(el('th', '', label), 'columnheader');
    cell.scope = 'col';
    head.append(cell);
  }
  const body = role(el('tbody'), 'rowgroup');
  const table = role(el('table', '', el('caption', 'heard', caption)), 'table');
  table.append(role(el('thead', '', head), 'rowgroup'), body);
  const sentence = el('p', 'quiet', 'Loading.');
  table.hidden = true;
  parent.append(table, sentence);

  const make = () => {
    const row = role(el('tr'), 'row');
    columns.forEach(({ label, free }, index) => {
      const classes = free ? 'free' : '';
      const cell = index === 0 ? role(el('th', classes), 'rowheader') : role(el('td', classes), 'cell');
      if (index === 0) {
        cell.scope = 'row';
      }
      cell.dataset.label = label;
      row.append(cell);
    });
    return row;
  };
  const tell = (row, item) => {
    columns.forEach(({ fill }, index) => fill(row.children[index], item));
    setClass(row, rowClass ? rowClass(item) : '');
  };
  return {
    body,
    show(items) {
      setList(body, items, { key, make, tell });
      setText(sentence, nothing);
      setHidden(table, items.length === 0);
      setHidden(sentence, items.length > 0);
    },
  };
}

/** What a cell holds one piece of, made once by its class. */
export function part(parent, tag, classes) {
  const name = classes.split(' ')[0];
  let node = parent.querySelector(`:scope > .${name}`);
  if (!node) {
    node = el(tag, classes);
    parent.append(node);
  }
  return node;
}
