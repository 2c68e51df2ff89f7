// A form of which nothing may be lost where the signal goes: the last look before cash is taken, and
// a visit. What is confirmed is kept on the phone before it is sent. Its id was made with the form:
// sent again, it is the same. Without this file, or where the phone keeps nothing, the form is sent
// as it is.
(function () {
  "use strict";
  const doc = document, store = mitra.store;
  const about = doc.querySelector("[data-kept-first]");
  const form = about && (about.closest("form") || about.querySelector("form"));
  const PATIENCE = 15000; // milliseconds
  let isSent = false;
  if (!form || !window.indexedDB || !window.AbortController) return;

  const entriesOf = {
    payment: (sent) =>
      sent.getAll("anggota").map((member) => {
        const asked = (name) => sent.get(`p${member}-${name}`);
        const card = form.querySelector(`[data-member="${member}"]`).dataset;
        const body = { member: Number(member), months: asked("months").split(","), total_idr: Number(asked("shown_total")), credit_idr: Number(asked("shown_credit")), number: null, code: "" };
        return { id: asked("id"), body, shown: { name: card.name, place: "", contact: card.contact } };
      }),
    visit: (sent) => {
      const { member, name } = about.dataset, chosen = form.querySelector("[name=outcome]:checked");
      if (!chosen) return []; // the server says what is missing
      const body = { member: Number(member), outcome: chosen.value, note: sent.get("note").trim(), next_on: sent.get("next_on") || null };
      return [{ id: sent.get("id"), body, shown: { name, place: "", outcome: chosen.closest("label").textContent.trim() } }];
    },
  };

  function entries() {
    const kind = about.dataset.keptFirst, user = Number(doc.body.dataset.user), told_at = new Date().toISOString();
    const held_until = Date.now() + 2 * PATIENCE; // the outbox leaves it to this page so long
    return entriesOf[kind](new FormData(form)).map((entry) => ({ ...entry, user, kind, state: "waiting", phone: null, told_at, held_until }));
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
      page = await answer.text();
    } catch (error) {
      await release(kept);
      const isSlip = kept.length === 1 && kept[0].kind === "payment";
      location.assign(`${about.dataset.outbox}${isSlip ? `?kuitansi=${kept[0].id}` : ""}`);
      return;
    }
    await drop(kept);
    // Shown as it came: asked for again, it would no longer say what was stored.
    history.replaceState(null, "", answer.url);
    doc.open();
    doc.write(page);
    doc.close();
  }

  form.addEventListener("submit", async (event) => {
    if (event.submitter && event.submitter.hasAttribute("formaction")) return;
    const kept = entries();
    if (!kept.length) return;
    event.preventDefault();
    if (isSent) return;
    isSent = true;
    const button = form.querySelector("[type=submit]:not([formaction])");
    button.dataset.label = button.textContent;
    button.textContent = doc.body.dataset.sending;
    button.setAttribute("aria-disabled", "true");
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
