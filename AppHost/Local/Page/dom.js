// Elements, times and words: what the parts of the page share.
export const element = (id) => document.getElementById(id);

/** Makes an element; texts are texts and never markup. */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class') made.className = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export const clock = (time) => new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** Marks the one of several that is shown. */
export function markCurrent(link, is, as = 'true') {
  if (is) link.setAttribute('aria-current', as);
  else link.removeAttribute('aria-current');
}

/** Says something to those who listen to the page. */
export const say = (text) => { element('said').textContent = text; };

export function complain(text) {
  element('notice').textContent = text;
  element('notice').hidden = !text;
}
