// Signing in the page: passes one request to the signing service on this machine, and says in words what comes of it.
// The service fetches the file and brings it back signed by itself; the page only waits.
(() => {
  const place = document.querySelector('[data-sign]');
  if (!place) return;
  const words = place.dataset;

  function tell(text, busy) {
    place.textContent = text;
    place.hidden = false;
    for (const button of document.querySelectorAll('[data-operation]')) button.disabled = busy;
  }

  /** Why there is no signature: only Status 0 has a published meaning, so the service's own words always follow. */
  function reason({ Message: message = '', Error: error = '' }) {
    const said = String(message || error).slice(0, 300);
    const plain = said
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase();
    const known = /huy|cancel/.test(plain)
      ? words.cancelled
      : /token|chung thu|certificate/.test(plain)
        ? words.token
        : '';
    return [known || words.refused, said && `“${said}”`].filter(Boolean).join(' ');
  }

  function wait(address, message) {
    let open = false;
    let answered = false;
    const socket = new WebSocket(address);
    socket.onopen = () => {
      open = true;
      tell(words.waiting, true);
      socket.send(JSON.stringify(message));
    };
    socket.onmessage = ({ data }) => {
      answered = true;
      socket.close();
      let answer = {};
      try {
        answer = JSON.parse(data);
      } catch {
        answer = { Message: String(data) };
      }
      if (Number(answer.Status) === 0) {
        location.hash = 'files';
        location.reload();
      } else tell(reason(answer), false);
    };
    socket.onclose = () => {
      if (!answered) tell(open ? words.closed : words.absent, false);
    };
  }

  async function sign(button) {
    tell(words.starting, true);
    const form = button.form;
    const body = new URLSearchParams({ _csrf: form.elements._csrf.value, operation: button.dataset.operation });
    const answer = await fetch(button.dataset.at, { method: 'POST', body });
    if (!answer.ok) return tell(words.failed, false);
    const { operation, message } = await answer.json();
    for (const name of ['FileName', 'FileUploadHandler']) message[name] = location.origin + message[name];
    wait(`${words.sign}/${operation}`, message);
  }

  for (const button of document.querySelectorAll('[data-operation]')) {
    button.hidden = false;
    button.addEventListener('click', () => sign(button).catch(() => tell(words.failed, false)));
  }
})();
