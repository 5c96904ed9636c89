// Listening timer [data-timer="<field>"]: turns by the clock on the wall, so that a tab in the background stays right.
// Nothing is recorded; a turn that ends writes its minutes into <field>-<n>-minutes, the last one ticks <field>-held.
// "End my turn" is for the one who speaks; "Stop here" is for either, and leaves what is done as it is.

const MINUTE = 60000;
const BUZZ = [300, 150, 300];

class Timer {
  constructor(box) {
    Object.assign(this, { box, ends: 0, waiting: 0, lock: null });
    this.length = Number(box.dataset.minutes) * MINUTE;
    this.field = box.closest('fieldset');
    this.turns = [...this.field.querySelectorAll('input[name$="-minutes"]')];
    this.held = this.field.querySelector('input[name$="-held"]');
    for (const name of ['start', 'early', 'stop']) {
      box.querySelector(`[data-${name}]`).addEventListener('click', () => this[name]());
    }
    for (const name of ['visibilitychange', 'focus']) window.addEventListener(name, () => this.back(), true);
    this.field.closest('[data-section]')?.addEventListener('draft:restored', () => this.show());
    box.hidden = false;
    this.show();
  }

  // Whose turn it is: the first one that has no minutes yet; past the last one when all are done.
  get turn() {
    const next = this.turns.findIndex((input) => input.value === '');
    return next < 0 ? this.turns.length : next;
  }

  start() {
    this.ends = Date.now() + this.length;
    this.stayAwake();
    this.say(this.box.dataset.tStart);
    this.tick();
    this.box.querySelector('[data-early]').focus();
  }

  tick() {
    clearTimeout(this.waiting);
    if (!this.ends) return;
    const left = this.ends - Date.now();
    if (left <= 0) {
      navigator.vibrate?.(BUZZ);
      this.finish(this.length);
    } else {
      this.waiting = setTimeout(() => this.tick(), left % 1000 || 1000);
      this.show(left);
    }
  }

  early() {
    if (this.ends) this.finish(this.length - (this.ends - Date.now()));
  }

  finish(spent) {
    this.turns[this.turn].value = Math.round(spent / MINUTE);
    this.rest();
    const over = this.turn === this.turns.length;
    if (over) this.held.checked = true;
    this.say(over ? this.box.dataset.tDone : this.box.dataset.tSwap);
    this.held.dispatchEvent(new Event('input', { bubbles: true }));
    (over ? this.held : this.box.querySelector('[data-start]')).focus();
  }

  stop() {
    this.rest();
    this.say(this.box.dataset.tStopped);
    this.box.querySelector('[data-start]').focus();
  }

  rest() {
    clearTimeout(this.waiting);
    this.ends = 0;
    this.lock?.release().catch(() => {});
    this.lock = null;
    this.show();
  }

  // A tab that was away: what the wall clock says now, and the lock that the browser took back.
  back() {
    if (!this.ends || document.visibilityState !== 'visible') return;
    this.stayAwake();
    this.tick();
  }

  async stayAwake() {
    try {
      this.lock = await navigator.wakeLock?.request('screen');
    } catch {
      // low battery, or not allowed here: the screen may go dark, the clock goes on
    }
  }

  show(left = this.length) {
    const { turn, box } = this;
    const seconds = Math.ceil(left / 1000);
    const clock = box.querySelector('[data-clock]');
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const goes = this.ends > 0;
    const over = turn === this.turns.length;
    clock.hidden = over;
    box.classList.toggle('ending', goes && left <= MINUTE); // seen by whoever looks, said to nobody
    box.querySelector('[data-start]').hidden = goes || over;
    for (const name of ['early', 'stop']) box.querySelector(`[data-${name}]`).hidden = !goes;
    box.querySelector('[data-turn]').textContent = over ? '' : this.words(box.dataset.tTurn);
  }

  words(text) {
    return text.replace('{0}', Math.min(this.turn + 1, this.turns.length)).replace('{1}', this.turns.length);
  }

  say(text) {
    this.box.querySelector('[data-live]').textContent = this.words(text);
  }
}

for (const box of document.querySelectorAll('[data-timer]')) new Timer(box);
