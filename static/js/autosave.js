// Decides when the parts of a form[data-autosave] are sent, one at a time, and says what became of them.
// Answers: 200 saved, 401 sign in, 403/404 closed, 409 two versions, 413 too long, 422 look at the field.

import { newKey, PREFIX, QUIET, Section, store } from './section.js';

const page = document.documentElement.dataset;
const FIRST_WAIT = 2000; // ms before the first retry; doubles up to LAST_WAIT
const LAST_WAIT = 60000;
const DOUBLE_PRESS = 3000;
const STEPS = new Set([1, 1000000]);
const savers = [];

// Reads the token afresh after a sign-in elsewhere. False when it is nobody, or somebody else.
async function refreshToken() {
  try {
    const answer = await fetch(page.tokenUrl, { headers: { 'X-Poll': '1' }, redirect: 'manual' });
    if (!answer.ok) return false;
    const { csrf, user } = await answer.json();
    if (user !== page.user) return false;
    for (const input of document.getElementsByName('csrfmiddlewaretoken')) input.value = csrf;
    return true;
  } catch {
    return false;
  }
}

class Saver {
  constructor(form) {
    Object.assign(this, { form, wait: FIRST_WAIT, timer: 0, running: null, flushing: false, stuck: '' });
    Object.assign(this, { renewed: false, passing: false, pressed: 0, submitting: false, going: false });
    this.version = Number(this.input('version')?.value ?? 0);
    this.status = form.querySelector('[role="status"]') ?? form.appendChild(document.createElement('p'));
    const parts = [...form.querySelectorAll('[data-section]')];
    this.sections = parts.length
      ? parts.map((part) => new Section(this, part, part.dataset.section))
      : [new Section(this, form, form.dataset.section ?? '')];
    form.setAttribute('autocomplete', 'off'); // nothing the browser remembers may pose as our draft
    form.addEventListener('input', () => this.typed());
    form.addEventListener('change', () => this.typed());
    form.addEventListener('submit', (event) => this.submitted(event));
    this.takeUp();
  }

  input(name) {
    return this.form.elements.namedItem(name);
  }

  // Drafts of an earlier visit, and versions that the server itself has laid side by side.
  takeUp() {
    let found = false;
    for (const section of this.sections) {
      found = section.restore() || found;
      const box = section.element.querySelector('.clash');
      if (!box) continue;
      Object.assign(section, { base: this.version, sent: null, key: null, saved: null });
      section.showClash({ version: this.version }, box);
    }
    if (found) {
      this.say('busy', page.tRestored);
      this.run();
    } else if (this.sections.some((section) => section.saved !== null && section.unsaved)) this.typed();
  }

  get allSaved() {
    return this.sections.every((section) => !section.unsaved);
  }

  get clean() {
    return !this.running && this.allSaved;
  }

  typed() {
    this.going = false;
    for (const section of this.sections) section.capture();
    if (this.clean || this.stuck === 'signin') return;
    const goes = this.sections.some((section) => section.unsaved && !section.clash && !section.blocked);
    if (!this.stuck && goes) this.say('busy', page.tSaving);
    clearTimeout(this.timer);
    const waiting = this.sections.some((section) => section.due(false));
    if (waiting && !this.stuck) this.run();
    this.timer = setTimeout(() => this.run(), QUIET);
  }

  run() {
    this.running ??= this.drain().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  async drain() {
    clearTimeout(this.timer);
    this.stuck = '';
    let section;
    while (!this.stuck && (section = this.sections.find((one) => one.due(this.flushing)))) {
      await this.send(section);
    }
    if (!this.stuck) this.conclude();
  }

  // Sends all that is left, and answers whether the server has it all.
  async flush() {
    this.flushing = true;
    for (const section of this.sections) section.capture();
    await this.running;
    await this.run();
    this.flushing = false;
    return this.allSaved;
  }

  async send(section) {
    let answer;
    try {
      answer = await section.post();
    } catch {
      return this.retryLater();
    }
    const body = await answer.json().catch(() => ({}));
    const status = answer.type === 'opaqueredirect' ? 401 : answer.status;
    if (status === 200 && 'version' in body) return this.accept(section, body);
    if ((status === 401 || status === 403) && !this.renewed) {
      this.renewed = true; // a sign-in in another tab changes the token: try once with the new one
      if (await refreshToken()) return;
    }
    if (status === 401) return this.askSignIn();
    return this.refuse(section, status, body);
  }

  refuse(section, status, body) {
    if (status >= 500 || status === 429 || status === 200) return this.retryLater();
    if (status === 409) {
      section.refused();
      section.blocked = false;
      return section.showClash(body);
    }
    if (status === 403 || status === 404) return this.close(section);
    section.refused();
    section.problem = status === 413 && !section.told ? page.tToolong : page.tCheck;
    section.showErrors(body.errors ?? {});
  }

  accept(section, { version, saved_at: savedAt }) {
    // A save moves the number by one step, of the own part or of the joint part. Then nobody else wrote in
    // between, and parts that grew from the same base move along; otherwise they keep theirs.
    const before = section.base;
    section.confirmed(version);
    if (STEPS.has(version - before)) {
      for (const one of this.sections) if (one.base === before && !one.clash) one.base = version;
    }
    for (const one of this.sections) if (one.unsaved) one.keep();
    this.version = Math.min(...this.sections.map((one) => one.base));
    if (this.input('version')) this.input('version').value = this.version;
    if (this.input('key')) this.input('key').value = newKey();
    Object.assign(this, { wait: FIRST_WAIT, renewed: false, savedAt });
  }

  retryLater() {
    this.stuck = 'offline';
    this.say('kept', page.tOffline);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), this.wait);
    this.wait = Math.min(this.wait * 2, LAST_WAIT);
  }

  askSignIn() {
    this.stuck = 'signin';
    this.say('kept', page.tSignin);
    const link = document.createElement('a');
    Object.assign(link, { href: page.loginUrl, target: '_blank', textContent: page.tSigninLink });
    this.status.append(' ', link);
  }

  close(section) {
    section.refused();
    section.problem = page.tClosed;
  }

  conclude() {
    const clash = this.sections.find((section) => section.clash);
    const blocked = this.sections.find((section) => section.blocked);
    if (clash) this.say('kept', page.tClash);
    else if (blocked) this.say('kept', blocked.problem);
    else if (this.savedAt && this.allSaved) this.say('ok', page.tSaved.replace('%s', this.savedAt));
  }

  say(state, text) {
    this.status.dataset.state = state;
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  // A real button was pressed: all parts are sent first, so that nothing is on its way when the page goes.
  submitted(event) {
    if (event.defaultPrevented) return;
    for (const section of this.sections) section.capture();
    if (this.passing || this.clean) {
      this.passing = false;
      if (Date.now() - this.pressed < DOUBLE_PRESS) event.preventDefault();
      this.pressed = Date.now();
      this.going = !event.defaultPrevented;
      return;
    }
    event.preventDefault();
    if (!this.submitting) this.saveThenSubmit(event.submitter);
  }

  async saveThenSubmit(button) {
    this.submitting = true;
    const saved = await this.flush();
    await new Promise((later) => setTimeout(later)); // a form sends nothing from within its own submit event
    this.submitting = false;
    // words that are too long for one send, or that the server wants changed, go along with the whole form
    const toldByServer = this.sections.every((one) => !one.unsaved || (one.blocked && one.problem !== page.tClosed));
    if (!this.stuck && (saved || toldByServer)) {
      this.passing = true;
      this.form.requestSubmit(button?.isConnected ? button : undefined);
    }
  }

  leave() {
    if (this.running) return; // what came after it stays in the draft
    for (const section of this.sections) {
      section.capture();
      if (section.unsaved && !section.clash && !section.blocked) section.post().catch(() => {});
    }
  }
}

function hasDrafts() {
  try {
    return Object.keys(store ?? {}).some((slot) => slot.startsWith(PREFIX));
  } catch {
    return false;
  }
}

async function mayLeave() {
  const all = await Promise.all(savers.map((saver) => saver.flush()));
  return (all.every(Boolean) && !hasDrafts()) || window.confirm(page.tLeave);
}

function guardSignOut(event, go) {
  if (page.leaving || (savers.every((saver) => saver.clean) && !hasDrafts())) return;
  event.preventDefault();
  mayLeave().then((yes) => {
    if (!yes) return;
    page.leaving = 'yes';
    go();
  });
}

document.addEventListener('submit', (event) => {
  if (event.target.matches('[data-signout]')) guardSignOut(event, () => event.target.submit());
});
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-signout]');
  if (link) guardSignOut(event, () => location.assign(link.href));
});
window.addEventListener('beforeunload', (event) => {
  // asked only where closing the tab would lose words
  const held = (saver) => saver.stuck || saver.sections.some((one) => one.clash || one.blocked);
  const lost = savers.some((saver) => !saver.clean && !saver.going && held(saver));
  if (lost && page.device !== 'own' && !page.leaving) event.preventDefault();
});
window.addEventListener('pagehide', () => page.leaving || savers.forEach((saver) => saver.leave()));

async function resume() {
  const waiting = savers.filter((saver) => saver.stuck === 'signin');
  if (!waiting.length || !(await refreshToken())) return;
  for (const saver of waiting) {
    saver.renewed = false;
    saver.run();
  }
}

window.addEventListener('online', () => savers.forEach((saver) => saver.clean || saver.stuck === 'signin' || saver.run()));
window.addEventListener('focus', resume);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') resume();
  else savers.forEach((saver) => saver.clean || saver.stuck || saver.flush());
});

for (const form of document.querySelectorAll('form[data-autosave]')) savers.push(new Saver(form));
