// Keys for lists: J and K move, Enter opens, X selects. The pages work without any of it.
(() => {
  let at = -1;
  const rows = () => [...document.querySelectorAll('table.list tbody tr')];
  const typing = (target) => target.closest('input:not([type=checkbox]), textarea, select');

  function go(step) {
    const all = rows();
    if (all.length === 0) return;
    all[at]?.classList.remove('at');
    at = Math.min(all.length - 1, Math.max(0, at + step));
    all[at].classList.add('at');
    all[at].querySelector('a.title')?.focus();
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (event.key === 'j') go(1);
    else if (event.key === 'k') go(-1);
    else if (event.key === 'x') rows()[at]?.querySelector('input[type=checkbox]')?.click();
    else return;
    event.preventDefault();
  });

  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-select-all]')) {
      for (const box of document.querySelectorAll('tbody input[type=checkbox]')) box.checked = event.target.checked;
    }
    // A file of text is put into the form's own field, where it can be read before it is sent.
    const into = event.target.dataset.into && document.getElementById(event.target.dataset.into);
    if (into) event.target.files[0]?.text().then((text) => (into.value = text));
    if (event.target.matches('[data-submit]')) event.target.form.requestSubmit();
    // A file that was chosen is sent at once, by the button beside it.
    if (event.target.matches('[data-press]')) document.querySelector(event.target.dataset.press).click();
  });

  // From what is searched the arrow goes to what was found, and Enter does not send the form.
  document.addEventListener('keydown', (event) => {
    const finder = event.target.closest('[data-finds]');
    if (!finder || !['ArrowDown', 'Enter'].includes(event.key)) return;
    event.preventDefault();
    document.querySelector(`${finder.dataset.finds} button`)?.focus();
  });
  // What was pressed is gone with the swap; who has gone on typing elsewhere meanwhile stays there.
  document.addEventListener('htmx:after:swap', () => {
    if (document.activeElement === document.body) document.querySelector('[data-focus]')?.focus();
  });

  // On a phone a list shows no head: what a cell is of stands beside it.
  function label() {
    for (const table of document.querySelectorAll('table.list:not(.book)')) {
      const heads = [...table.querySelectorAll('thead th')].map((head) => head.textContent.trim());
      for (const cell of table.querySelectorAll('tbody td')) {
        if (cell.colSpan === 1 && heads[cell.cellIndex]) cell.dataset.label = heads[cell.cellIndex];
      }
    }
  }
  label();
  document.addEventListener('htmx:after:swap', label);
  // There the tabs are wider than the screen: the one that one is at is in sight.
  const tab = document.querySelector('.tabs [aria-current]');
  if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - 48;

  // A day may be picked too: the browser's own calendar, beside the field that is typed in.
  for (const field of document.querySelectorAll('[data-day]')) {
    const calendar = document.createElement('input');
    Object.assign(calendar, { type: 'date', className: 'calendar', tabIndex: -1 });
    calendar.setAttribute('aria-hidden', 'true');
    calendar.addEventListener('pointerdown', () => {
      calendar.value = field.value.split('/').reverse().join('-');
    });
    calendar.addEventListener('change', (event) => {
      event.stopPropagation();
      field.value = calendar.value.split('-').reverse().join('/');
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
    field.after(calendar);
  }

  // A second click while the first is on its way changes nothing.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.busy) return event.preventDefault();
    form.dataset.busy = '1';
  });
  // What is done in parts goes on by itself; without scripts its button does.
  document.querySelector('form[data-continue]')?.requestSubmit();
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
  window.addEventListener('pageshow', () => {
    for (const form of document.forms) delete form.dataset.busy;
  });
})();
