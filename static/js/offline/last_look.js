// The last look while there is a signal: what is confirmed is kept on the phone before it is sent, so
// that it is not lost where no answer comes. Its id was made with the form: sent again, it is the
// same payment. Without this file, or where the phone keeps nothing, the form is sent as it is.
(function () {
  "use strict";
  const doc = document, store = mitra.store;
  const form = doc.querySelector("form[data-last-look]");
  const PATIENCE = 15000; // milliseconds
  let isSent = false;
  if (!form || !window.indexedDB || !window.AbortController) return;

  function entries() {
    const sent = new FormData(form), told_at = new Date().toISOString(), user = Number(doc.body.dataset.user);
    return sent.getAll("anggota").map((member) => {
      const asked = (name) => sent.get(`p${member}-${name}`);
      const card = form.querySelector(`[data-member="${member}"]`).dataset;
      const body = { member: Number(member), months: asked("months").split(","), total_idr: Number(asked("shown_total")), credit_idr: Number(asked("shown_credit")), number: null, code: "" };
      const shown = { name: card.name, place: "", contact: card.contact };
      const held_until = Date.now() + 2 * PATIENCE; // the outbox leaves it to this page so long
      return { id: asked("id"), user, kind: "payment", state: "waiting", phone: null, told_at, held_until, shown, body };
    });
  }

  function answerOf(patience) {
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), patience);
    return fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", signal: giveUp.signal });
  }

  function drop(kept) {
    return store.change(kept.map((entry) => entry.id), () => null).catch(() => {});
  }

  function release(kept) {
    return store.change(kept.map((entry) => entry.id), (entry) => ({ ...entry, held_until: 0 })).catch(() => {});
  }

  async function send(kept) {
    let answer, page;
    try {
      answer = await answerOf(PATIENCE);
      if (answer.status >= 500) throw new Error("no word of what became of it");
      page = answer.redirected ? "" : await answer.text();
    } catch (error) {
      await release(kept);
      location.assign(`${form.dataset.lastLook}${kept.length === 1 ? `?kuitansi=${kept[0].id}` : ""}`);
      return;
    }
    await drop(kept);
    if (answer.redirected) return location.assign(answer.url);
    history.replaceState(null, "", answer.url);
    doc.open();
    doc.write(page);
    doc.close();
  }

  form.addEventListener("submit", async (event) => {
    if (event.submitter && event.submitter.hasAttribute("formaction")) return;
    event.preventDefault();
    if (isSent) return;
    isSent = true;
    const button = form.querySelector("[type=submit]:not([formaction])");
    button.dataset.label = button.textContent;
    button.textContent = doc.body.dataset.sending;
    button.setAttribute("aria-disabled", "true");
    const kept = entries();
    try {
      await store.addAll(kept);
    } catch (error) {
      form.submit(); // a second submit does not come here: the page goes
      return;
    }
    send(kept);
  });

  // Back from the next page: what was sent stays sent, but the button answers again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) isSent = false;
  });
})();
