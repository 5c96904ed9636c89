// Adds and removes rows of a [data-list="<field>"]: <field>-<n>-text, <field>-<n>-id; <field>-count says how many.
// A removed row is only marked and folded away, so that it can be put back.

import { newKey } from './section.js';

const page = document.documentElement.dataset;
const WORDS = 'textarea, select, input:not([type="hidden"])';
const ROWS = '[data-rows], .entries, ol[data-rank]';

class ListBuilder {
  constructor(box) {
    this.box = box;
    this.field = box.dataset.list;
    this.rows = box.querySelector(ROWS) ?? box;
    this.template = box.querySelector('template');
    this.live = box.querySelector('[data-live]');
    this.count = box.querySelector(`[name="${this.field}-count"]`);
    for (const row of this.rows.children) this.prepare(row);
    box.addEventListener('click', (event) => this.clicked(event));
    box.addEventListener('keydown', (event) => this.typed(event));
    box.addEventListener('list:rows', (event) => {
      while (Number(this.count.value) < event.detail) this.append();
    });
    box.closest('[data-section]')?.addEventListener('draft:restored', () => {
      for (const row of this.rows.children) this.fold(row);
    });
  }

  // Every row has a mark for "removed", also where the server did not write one.
  prepare(row) {
    const input = row.querySelector(`[name^="${CSS.escape(this.field)}-"]`);
    if (!input || this.mark(row)) return;
    const mark = document.createElement('input');
    mark.type = 'hidden';
    mark.name = `${input.name.slice(0, input.name.lastIndexOf('-'))}-delete`;
    row.append(mark);
  }

  mark(row) {
    return row.querySelector('input[name$="-delete"]');
  }

  append() {
    const number = this.count.value;
    const copy = this.template.content.cloneNode(true);
    for (const el of copy.querySelectorAll('*')) {
      for (const { name, value } of [...el.attributes]) {
        if (/__(prefix|n)__/.test(value)) el.setAttribute(name, value.replaceAll(/__(prefix|n)__/g, number));
      }
    }
    const row = copy.firstElementChild;
    this.rows.append(row);
    this.count.value = Number(number) + 1;
    // the row keeps one name for life, from the first save on
    const id = row.querySelector(`input[name="${CSS.escape(`${this.field}-${number}-id`)}"]`);
    if (id && !id.value) id.value = newKey();
    this.prepare(row);
    return row;
  }

  clicked(event) {
    const button = event.target.closest('button');
    if (!button || button.closest('[data-list]') !== this.box) return;
    if (button.matches('[data-add]')) this.add(event, button);
    if (button.matches('[data-remove]')) this.remove(event, button);
    if (button.matches('[data-put-back]')) this.putBack(button);
  }

  // Enter in a one-line field goes on to the next row instead of sending the whole form.
  typed(event) {
    if (event.key !== 'Enter' || event.isComposing || !event.target.matches('input[type="text"]')) return;
    const add = this.box.querySelector('[data-add]:not([data-text])');
    if (add) this.add(event, add);
  }

  add(event, button) {
    event.preventDefault();
    const { text } = button.dataset; // a suggestion brings its words, into an empty row if there is one
    const row = (text && this.emptyRow()) || this.append();
    const first = row.querySelector(WORDS);
    if (text && first) first.value = text;
    first?.focus();
    this.changed(this.box.dataset.tAdded);
  }

  emptyRow() {
    return [...this.rows.children].find((row) => !row.classList.contains('gone') && row.querySelector(WORDS)?.value === '');
  }

  remove(event, button) {
    event.preventDefault();
    const row = [...this.rows.children].find((one) => one.contains(button));
    const mark = row && this.mark(row);
    if (!mark) return;
    mark.value = '1';
    this.fold(row)?.focus();
    this.changed(this.box.dataset.tRemoved);
  }

  putBack(button) {
    const row = [...this.rows.children].find((one) => one.contains(button));
    this.mark(row).value = '';
    this.fold(row);
    row.querySelector(WORDS)?.focus();
    this.changed(page.tPutBackDone);
  }

  // Shows a row as it is marked; answers with the "put it back" button of a removed one.
  fold(row) {
    const gone = Boolean(this.mark(row)?.value);
    row.querySelector(':scope > [data-put-back]')?.remove();
    row.classList.toggle('gone', gone);
    for (const part of row.children) part.hidden = gone;
    if (!gone) return null;
    const back = document.createElement('button');
    Object.assign(back, { type: 'button', className: 'btn btn-link', textContent: page.tPutBack });
    back.dataset.putBack = '';
    row.append(back);
    return back;
  }

  changed(words) {
    if (this.live) this.live.textContent = words ?? '';
    this.rows.dispatchEvent(new CustomEvent('list:changed'));
    this.rows.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

for (const box of document.querySelectorAll('[data-list]')) new ListBuilder(box);
