// One part of a form that is saved alone: its fields, its draft, its send. autosave.js decides when.
//   base  the version that the words grew from; each part has its own, for two people may change two parts
//   key   names one send until its outcome is known, so that a repeat is never taken for a second change
//   sent  what was posted under that key and is not answered yet, or null
//   now   what stands in the fields
//   saved what the server is known to hold, or null

const page = document.documentElement.dataset;
export const QUIET = 800; // ms without typing
const LONGEST = 8000; // ms of typing without a pause
const TIMEOUT = 20000;
const KEEPALIVE_BYTES = 60000; // browsers refuse more than 64 KiB
const SKIPPED = new Set(['file', 'submit', 'button', 'image', 'reset']);
const OWN_FIELDS = new Set(['csrfmiddlewaretoken', 'version', 'key']);

const ARRIVED = performance.getEntriesByType('navigation')[0]?.type;

export const PREFIX = `draft:${page.user ?? ''}:`;
export const store = openStore();

// On a shared device drafts die with the tab. Strict settings may forbid both stores.
function openStore() {
  try {
    return page.device === 'own' ? localStorage : sessionStorage;
  } catch {
    return null;
  }
}

// A random UUID; crypto.randomUUID is missing where the page came over plain http.
export function newKey() {
  const random = (digit) => digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)));
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => random(Number(digit)).toString(16));
}

export class Section {
  constructor(saver, element, name) {
    Object.assign(this, { saver, element, name, base: saver.version, key: null, sent: null });
    Object.assign(this, { clash: null, blocked: false, touched: 0, since: 0 });
    this.slot = `${PREFIX}${saver.form.dataset.autosave ?? location.pathname}:${name}`;
    this.now = this.read();
    // Typed before this script had come. After Back or a reload it could be the browser's memory instead.
    this.saved = ARRIVED === 'navigate' ? this.read(true) : this.now;
  }

  controls() {
    return [...this.saver.form.elements].filter(
      (el) =>
        el.matches('input, textarea, select') &&
        el.name &&
        !el.disabled &&
        !SKIPPED.has(el.type) &&
        !OWN_FIELDS.has(el.name) &&
        (el.closest('[data-section]') ?? this.saver.form) === this.element,
    );
  }

  // What stands in the fields, or what stood there when the page was made.
  read(asMade = false) {
    const pairs = [];
    for (const el of this.controls()) {
      if (el.type === 'checkbox' || el.type === 'radio') {
        if (asMade ? el.defaultChecked : el.checked) pairs.push([el.name, el.value]);
      } else if (el.options) {
        const made = [...el.options].filter((option) => option.defaultSelected);
        const first = el.multiple || made.length ? made : [...el.options].slice(0, 1);
        for (const option of asMade ? first : el.selectedOptions) pairs.push([el.name, option.value]);
      } else {
        const value = asMade ? el.defaultValue : el.value;
        // folded away and empty: a hundred of these would fill a send with nothing
        if (value || el.type !== 'textarea' || el.getClientRects().length) pairs.push([el.name, value]);
      }
    }
    return JSON.stringify(pairs);
  }

  // Puts a draft back into the fields; lists grow to its number of rows first.
  fill(json) {
    const values = new Map();
    for (const [name, value] of JSON.parse(json)) values.set(name, [...(values.get(name) ?? []), value]);
    for (const box of this.element.querySelectorAll('[data-list]')) {
      const rows = Number(values.get(`${box.dataset.list}-count`)?.[0] ?? 0);
      box.dispatchEvent(new CustomEvent('list:rows', { detail: rows }));
    }
    for (const el of this.controls()) {
      const given = values.get(el.name) ?? [];
      if (el.type === 'checkbox' || el.type === 'radio') el.checked = given.includes(el.value);
      else if (el.type === 'select-multiple') for (const o of el.options) o.selected = given.includes(o.value);
      else if (given.length) el.value = given.shift();
    }
    this.element.dispatchEvent(new CustomEvent('draft:restored'));
  }

  get unsaved() {
    return this.now !== this.saved || this.sent !== null;
  }

  due(flushing) {
    if (!this.unsaved || this.clash || this.blocked) return false;
    const at = Date.now();
    return flushing || at - this.touched >= QUIET - 20 || at - this.since >= LONGEST;
  }

  capture() {
    const before = this.now;
    this.now = this.read();
    if (this.now === before) return;
    this.blocked = false;
    this.touched = Date.now();
    this.since ||= this.touched;
    this.keep();
  }

  keep() {
    if (page.leaving) return;
    try {
      if (!this.unsaved) return this.forget();
      this.kept = JSON.stringify({ base: this.base, key: this.key, sent: this.sent, now: this.now });
      store?.setItem(this.slot, this.kept);
    } catch {
      // full or closed: the words stay in the field
    }
  }

  // Another tab may have typed on since: its draft stays, unless it holds what was just confirmed.
  forget() {
    const draft = this.draft();
    const own = draft && store.getItem(this.slot) === this.kept;
    if (own || (draft && (draft.now === this.saved || draft.now === this.now))) store.removeItem(this.slot);
  }

  draft() {
    try {
      return JSON.parse(store?.getItem(this.slot) ?? 'null');
    } catch {
      return null;
    }
  }

  // What the server wrote beside the fields: then they show words that it did not keep.
  get told() {
    return this.element.querySelector('.errorlist:not([data-saving-error])');
  }

  restore() {
    const draft = this.draft();
    if (this.told) this.saved = null;
    if (!draft) return false;
    // a send may still arrive, and undo what the page shows
    if (draft.now === this.now && draft.sent === null && !this.told && !this.element.querySelector('.clash')) {
      store.removeItem(this.slot); // a whole form took it there
      return false;
    }
    Object.assign(this, { base: draft.base, key: draft.key, sent: draft.sent, saved: null });
    this.fill(draft.now);
    this.now = this.read();
    return true;
  }

  body() {
    const body = new FormData();
    body.set('csrfmiddlewaretoken', this.saver.input('csrfmiddlewaretoken')?.value ?? '');
    body.set('section', this.name);
    body.set('version', this.base);
    body.set('key', this.key);
    for (const [name, value] of JSON.parse(this.sent)) body.append(name, value);
    return body;
  }

  post() {
    if (this.sent === null) {
      Object.assign(this, { key: newKey(), sent: this.now, since: 0 });
      this.keep();
    }
    return fetch(this.saver.form.getAttribute('action') || location.href, {
      method: 'POST',
      body: this.body(),
      headers: { 'X-Autosave': '1', Accept: 'application/json' },
      redirect: 'manual',
      keepalive: new Blob([this.sent]).size < KEEPALIVE_BYTES,
      signal: AbortSignal.timeout?.(TIMEOUT),
    });
  }

  confirmed(version) {
    Object.assign(this, { base: version, saved: this.sent, sent: null, key: null });
    this.forgive();
    this.showErrors({});
    this.keep();
  }

  // Saved after all: what the server wrote about this part, here and at the top of the page, is settled.
  forgive() {
    if (!this.told) return;
    this.told.remove();
    for (const el of this.element.querySelectorAll('[aria-invalid]')) el.removeAttribute('aria-invalid');
    const link = document.querySelector(`.error-summary a[href="#part-${CSS.escape(this.name)}"]`);
    const summary = link?.closest('.error-summary');
    link?.closest('li').remove();
    if (summary && !summary.querySelector('li')) summary.remove();
  }

  // The server said no for certain, so that this key is spent.
  refused() {
    Object.assign(this, { sent: null, key: null, blocked: true });
    this.keep();
  }

  showClash({ version, theirs = '', yours = '' }, box = null) {
    this.clash?.remove();
    const made = box ?? document.getElementById('clash-template')?.content.firstElementChild.cloneNode(true);
    if (!made) return;
    this.clash = made;
    if (!box) {
      made.querySelector('[data-theirs]').textContent = theirs;
      made.querySelector('[data-yours]').textContent = yours;
      this.element.append(made);
    }
    made.scrollIntoView({ block: 'nearest' });
    made.querySelector('[data-keep="mine"]').addEventListener('click', (event) => {
      event.preventDefault();
      this.settle(version);
      this.saver.flush();
    });
    made.querySelector('[data-keep="theirs"]').addEventListener('click', (event) => {
      event.preventDefault();
      store?.removeItem(this.slot);
      this.saved = this.now;
      this.settle(version);
      location.reload();
    });
  }

  settle(version) {
    this.clash.remove();
    Object.assign(this, { clash: null, base: version, sent: null, key: null });
  }

  showErrors(errors) {
    for (const old of this.element.querySelectorAll('[data-saving-error]')) old.remove();
    for (const el of this.element.querySelectorAll('[data-saving-invalid]')) {
      el.removeAttribute('aria-invalid');
      delete el.dataset.savingInvalid;
    }
    if (this.told) return; // the server has already said it there
    for (const [field, messages] of Object.entries(errors)) {
      const list = document.createElement('ul');
      list.className = 'errorlist';
      list.dataset.savingError = field;
      for (const message of messages) list.append(Object.assign(document.createElement('li'), { textContent: message }));
      const control = this.controls().find((el) => el.name === field || el.name.startsWith(`${field}-`));
      if (control) {
        control.setAttribute('aria-invalid', 'true');
        control.dataset.savingInvalid = '';
        control.before(list);
      } else {
        this.element.append(list);
      }
    }
  }
}
