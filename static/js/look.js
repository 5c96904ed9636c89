// Shows a draft as it stands after each save: what is marked data-look is taken from the page as it is now.
// A request for a document parses it without running anything, which trusted types allow.

const status = document.querySelector('form[data-autosave] [role="status"]');
let asked = null;

function takeOver({ response }) {
  for (const old of document.querySelectorAll('[data-look]')) {
    const fresh = response?.querySelector(`[data-look="${CSS.escape(old.dataset.look)}"]`);
    if (!fresh || fresh.isEqualNode(old)) continue;
    old.replaceChildren(...document.adoptNode(fresh).childNodes);
    if (!old.dataset.look.startsWith('needs.')) continue;
    for (const el of old.parentElement.querySelectorAll(':scope > :is(input, textarea, select)')) {
      if (old.childElementCount) el.setAttribute('aria-invalid', 'true');
      else el.removeAttribute('aria-invalid');
    }
  }
}

function refresh() {
  asked?.abort();
  asked = new XMLHttpRequest();
  asked.open('GET', location.href.split('#')[0]);
  asked.setRequestHeader('X-Poll', '1');
  asked.responseType = 'document';
  asked.addEventListener('load', (event) => event.target.status === 200 && takeOver(event.target));
  asked.send();
}

new MutationObserver(() => status.dataset.state === 'ok' && refresh()).observe(status, {
  attributeFilter: ['data-state'],
});
