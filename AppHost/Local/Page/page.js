// What is where: the address behind '#' says it, so that back, forward and a bookmark work.
import { clock, complain, element, make, markCurrent, say } from './dom.js';
import { showLog, takeLines, forgetLines } from './logs.js';
import { showReplies, showReply, refreshReply } from './traces.js';

const GOOD = ['running'], BAD = ['unhealthy', 'failed'], IDLE = ['stopped', 'not run here', 'waiting'];
const tone = (state) => GOOD.includes(state) ? 'good' : BAD.includes(state) ? 'bad' : IDLE.includes(state) ? 'idle' : 'busy';
const WORDS = { restart: 'Restart', stop: 'Stop', start: 'Start' };
const rows = new Map();
let resources = [];
let selected = null;
let panel = 'log';
let stream = null;
let seen = 0;

function route() {
  const [view, first, second] = location.hash.slice(1).split('/').map(decodeURIComponent);
  const traces = view === 'traces';
  element('resources').hidden = traces;
  element('traces').hidden = !traces;
  markCurrent(element('to-resources'), !traces, 'page');
  markCurrent(element('to-traces'), traces, 'page');
  document.title = `${traces ? 'Traces' : first || 'Resources'} · AspireCoach`;
  if (traces) {
    showReply(first || null);
  } else {
    panel = second === 'environment' ? 'environment' : 'log';
    select(first || selected);
  }
}

function select(name) {
  const changed = name !== selected;
  selected = name;
  if (changed) {
    seen = 0;
    forgetLines();
    listen();
  }
  showResources();
}

/** One stream for all: a browser has few connections to one address. */
function listen() {
  stream?.close();
  const query = selected ? `?log=${encodeURIComponent(selected)}&after=${seen}` : '';
  const opened = stream = new EventSource(`/api/stream${query}`);
  const on = (name, take) => opened.addEventListener(name, (event) => opened === stream && take(event.data));
  on('open', () => connected(true));
  on('resources', (data) => { resources = JSON.parse(data); chooseFirst(); showResources(); });
  on('replies', (data) => { showReplies(JSON.parse(data)); refreshReply(); });
  on('lines', (data) => {
    const lines = JSON.parse(data).filter((line) => line.number > seen);
    if (lines.length) {
      takeLines(lines, seen);
      seen = lines[lines.length - 1].number;
    }
  });
  // The browser's own retry would ask for lines that are here already.
  on('error', () => {
    opened.close();
    connected(false);
    setTimeout(() => opened === stream && listen(), 1500);
  });
}

function connected(is) {
  const status = element('connection');
  status.textContent = is ? 'live' : 'The AppHost does not answer. Trying again …';
  status.classList.toggle('lost', !is);
}

function chooseFirst() {
  if (!selected && resources.length) {
    const first = resources.find((resource) => resource.urls.length && resource.hasLog) ?? resources.find((resource) => resource.hasLog);
    if (first) select(first.name);
  }
}

function showResources() {
  const body = element('rows');
  const ordered = resources.filter((resource) => !resource.frontedBy)
    .flatMap((resource) => [resource, ...resources.filter((other) => other.frontedBy === resource.name)]);
  for (const [name, row] of rows) {
    if (!ordered.some((resource) => resource.name === name)) {
      row.remove();
      rows.delete(name);
    }
  }
  ordered.forEach((resource, at) => {
    const row = rows.get(resource.name) ?? newRow(resource.name);
    if (body.children[at] !== row) body.insertBefore(row, body.children[at] ?? null);
    fill(row, resource);
  });
  const chosen = resources.find((resource) => resource.name === selected);
  element('about').hidden = !chosen;
  if (chosen) showAbout(chosen);
}

/** Rows stay while what is in them changes: the focus is not lost, and only what is new is announced. */
function newRow(name) {
  const row = make('tr', {},
    make('th', { scope: 'row' }, make('button', { type: 'button', class: 'name', onclick: () => { location.hash = `resources/${encodeURIComponent(name)}`; } }, name), make('span', { class: 'kind' })),
    make('td', {}, make('span', { class: 'state' }), ' ', make('span', { class: 'health' }), make('span', { class: 'detail' })),
    make('td', { class: 'started' }), make('td', { class: 'addresses' }), make('td', { class: 'commands' }));
  rows.set(name, row);
  return row;
}

function fill(row, resource) {
  const state = row.querySelector('.state');
  if (state.textContent && state.textContent !== resource.state) say(`${resource.name}: ${resource.state} ${resource.detail.split('\n')[0]}`);
  row.classList.toggle('replica', !!resource.frontedBy);
  row.classList.toggle('selected', resource.name === selected);
  markCurrent(row.querySelector('.name'), resource.name === selected);
  row.querySelector('.kind').textContent = resource.replicas.length ? `${resource.replicas.length} replicas` : resource.type;
  state.textContent = resource.state;
  state.className = `state ${tone(resource.state)}`;
  row.querySelector('.health').textContent = resource.health && resource.health !== resource.state ? resource.health : '';
  row.querySelector('.detail').textContent = resource.detail;
  row.querySelector('.started').textContent = resource.startedAt ? clock(resource.startedAt) : '';
  refill(row.querySelector('.addresses'), resource.urls.join(), () => resource.urls.map((url) => make('a', { href: url, rel: 'noreferrer', target: '_blank' }, url.replace(/^https?:\/\/|\/$/g, ''))));
  refill(row.querySelector('.commands'), resource.commands.join(), () => resource.commands.map((command) =>
    make('button', { type: 'button', 'aria-label': `${WORDS[command]} ${resource.name}`, onclick: (event) => ask(event.currentTarget, resource.name, command) }, WORDS[command])));
}

function refill(cell, key, content) {
  if (cell.dataset.key !== key) {
    const had = cell.contains(document.activeElement);
    cell.dataset.key = key;
    cell.replaceChildren(...content());
    if (had) (cell.querySelector('button') ?? cell.closest('tr').querySelector('.name')).focus();
  }
}

async function ask(button, name, command) {
  // Not 'disabled', which would take the focus away.
  if (button.getAttribute('aria-disabled')) return;
  button.setAttribute('aria-disabled', 'true');
  complain('');
  say(`${WORDS[command]} ${name} …`);
  try {
    const answer = await fetch(`/api/resources/${encodeURIComponent(name)}/${command}`, { method: 'POST', headers: { 'X-Coach-Page': '1' } });
    if (!answer.ok) complain((await answer.json()).problem);
  } catch {
    complain(`${name} could not be reached: the AppHost does not answer.`);
  }
  button.removeAttribute('aria-disabled');
}

function showAbout(resource) {
  element('about-title').textContent = resource.name;
  const environment = panel === 'environment';
  for (const [tab, is] of [['log', !environment], ['environment', environment]]) {
    element(`tab-${tab}`).setAttribute('aria-selected', is);
    element(`tab-${tab}`).tabIndex = is ? 0 : -1;
    element(`${tab}-panel`).hidden = !is;
  }
  showLog(resource);
  if (environment) showEnvironment(resource);
}

function showEnvironment(resource) {
  const facts = [
    ['Type', resource.type],
    ['Arguments', resource.arguments.join(' ')],
    ['Replicas', resource.replicas.join(', ')],
  ].filter(([, text]) => text);
  element('facts').replaceChildren(...facts.flatMap(([name, text]) => [make('dt', {}, name), make('dd', {}, text)]));
  element('variables').closest('table').hidden = !resource.environment.length;
  element('variables').replaceChildren(...resource.environment.map((variable) => make('tr', {},
    make('th', { scope: 'row' }, variable.name),
    make('td', {}, variable.value, variable.hidden ? make('span', { class: 'unseen' }, ' (secrets hidden)') : null))));
}

for (const [tab, other] of [['log', 'environment'], ['environment', 'log']]) {
  const go = (to) => { location.hash = `resources/${encodeURIComponent(selected)}${to === 'log' ? '' : '/environment'}`; };
  element(`tab-${tab}`).addEventListener('click', () => go(tab));
  element(`tab-${tab}`).addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      go(other);
      element(`tab-${other}`).focus();
    }
  });
}

addEventListener('hashchange', () => {
  route();
  element('about').scrollIntoView({ block: 'nearest' });
});
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  element('main').focus();
});
resources = JSON.parse(element('first-resources').textContent);
showReplies(JSON.parse(element('first-replies').textContent));
route();
chooseFirst();
if (!stream) listen();
