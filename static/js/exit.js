// Leave quickly: the page goes dark at once, its drafts are dropped, and Back does not return to it.
// The link itself works without scripts. Three times Shift does the same.

const link = document.querySelector('[data-exit]');
const WITHIN = 2000; // ms from the first to the third Shift
let presses = [];

function leave(event) {
  event?.preventDefault();
  document.documentElement.dataset.leaving = 'yes'; // autosave keeps and asks nothing from here on
  document.body.hidden = true;
  try {
    sessionStorage.clear();
  } catch {
    // no store, nothing to drop
  }
  location.replace(link.href);
}

if (link) {
  link.addEventListener('click', leave);
  window.addEventListener('keyup', (event) => {
    presses = event.key === 'Shift' ? [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp] : [];
    if (presses.length === 3) leave();
  });
}
