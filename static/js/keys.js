// Keys for the people who work here: "/" search, "g t" today, "n" note, "q" quotes, "." blur, "?" the list.
// Ignored while typing and with Ctrl, Alt or Meta. A link or field names its key in data-shortcut.

const page = document.documentElement.dataset;
const BLURRED = 'blurred';
const CHORD = 1500; // ms for the second key of "g t"
let first = { key: '', at: 0 };

function typing(target) {
  return target.closest?.('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]');
}

function follow(keys) {
  const target = document.querySelector(`[data-shortcut="${keys}"]`);
  if (target?.matches('input, textarea, select')) target.focus();
  else if (target?.matches('summary')) {
    target.parentElement.open = true;
    target.focus();
  } else target?.click();
  return Boolean(target);
}

function showBlur(on) {
  document.documentElement.classList.toggle(BLURRED, on);
  document.querySelector('[data-blur]')?.setAttribute('aria-pressed', on);
}

// Stays on from page to page in this tab: a shared screen goes on being shared.
function toggleBlur() {
  const on = !document.documentElement.classList.contains(BLURRED);
  showBlur(on);
  const live = document.querySelector('[data-announce]');
  if (live) live.textContent = on ? page.tBlurOn : page.tBlurOff;
  try {
    sessionStorage.setItem(BLURRED, on ? 'yes' : '');
  } catch {
    // not remembered, then
  }
}

function openList() {
  document.getElementById('shortcuts')?.showModal();
}

const ACTIONS = {
  '/': () => follow('/'),
  n: () => follow('n'),
  q: () => follow('q'),
  'g t': () => follow('g t') || location.assign('/'), // today, or where this person works
  '.': toggleBlur,
  '?': openList,
};

window.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector('dialog[open]')) return;
  const chord = event.timeStamp - first.at < CHORD ? `${first.key} ${event.key}` : '';
  first = { key: event.key, at: event.timeStamp };
  const digit = /^[1-9]$/.test(event.key) && (() => follow(event.key)); // rows of Today
  const act = ACTIONS[chord] ?? ACTIONS[event.key] ?? digit;
  if (!act) return;
  event.preventDefault();
  act();
});
document.querySelector('[data-blur]')?.addEventListener('click', toggleBlur);
document.querySelector('[data-open-shortcuts]')?.addEventListener('click', (event) => {
  event.preventDefault(); // without scripts the link leads to a page with the same list
  openList();
});
try {
  if (sessionStorage.getItem(BLURRED)) showBlur(true);
} catch {
  // not remembered, then
}
