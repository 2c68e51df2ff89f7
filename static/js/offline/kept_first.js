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
  let isSent = false, isPlain = false, pressed = null;
  // What nothing would ever send must not be kept.
  if (!form || !mitra.outbox.works || !window.AbortController) return;

  const entriesOf = {
    payment: (sent) =>
      sent.getAll("anggota").map((member) => {
        const asked = (name) => sent.get(`p${member}-${name}`);
        const card = form.querySelector(`[data-member="${member}"]`).dataset;
        const body = { member: Number(member), months: asked("months").split(","), total_idr: Number(asked("shown_total")), credit_idr: Number(asked("shown_credit")), number: null, code: "" };
        return { id: asked("id"), body, shown: { name: card.name, addressed: card.addressed, place: "", contact: card.contact } };
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

  function change(kept, how) {
    return store.change(kept.map((entry) => entry.id), how).catch(() => {});
  }

  // What a page says became of an entry: "stored", "refused", or nothing. Nothing say the login, an old
  // token, a member who is no longer hers, an error, and whatever else she was led to.
  function wordOf({ id, kind }, answer, shown) {
    if (!answer.ok || shown.body.dataset.user !== doc.body.dataset.user) return "";
    if (!answer.redirected) return "refused"; // the form again, with the reason
    const isStored = kind === "payment" ? receiptOf(id, shown) : new URL(answer.url).searchParams.get("kunjungan") === id;
    return isStored ? "stored" : "";
  }

  function receiptOf(id, shown) {
    const found = shown.querySelector(`[data-receipt="${id}"]`);
    return found ? found.textContent : "";
  }

  // What was stored goes on counting on this phone until the next round knows it. What was refused,
  // or what a phone without a round would never ask for again, is forgotten.
  async function settle(kept, answer, shown) {
    const round = await store.read("rounds", kept[0].user).catch(() => null);
    await change(kept, (entry) => {
      if (!round || wordOf(entry, answer, shown) === "refused") return null;
      const payment = entry.kind === "payment" ? entry.id : "", receipt = receiptOf(entry.id, shown);
      return { ...entry, state: "sent", is_stored: true, sentence: "", receipt, payment, held_until: 0, answered_at: Date.now() };
    });
  }

  async function send(kept) {
    let answer, page, shown;
    try {
      answer = await answerOf(PATIENCE);
      page = await answer.text();
      shown = new DOMParser().parseFromString(page, "text/html");
      if (!kept.every((entry) => wordOf(entry, answer, shown))) throw new Error("no word of what became of it");
    } catch (error) {
      await change(kept, (entry) => ({ ...entry, held_until: 0 }));
      const isSlip = kept.length === 1 && kept[0].kind === "payment";
      location.assign(`${about.dataset.outbox}${isSlip ? `?kuitansi=${kept[0].id}` : ""}`);
      return;
    }
    await settle(kept, answer, shown);
    // Shown as it came: asked for again, it would no longer say what was stored.
    history.replaceState(null, "", answer.url);
    scrollTo(0, 0); // what was stored is said at the top
    doc.open();
    doc.write(page);
    doc.close();
  }

  // Back at a form whose entry still waits: what it says now is to be sent. Not where it was answered.
  async function again(kept) {
    const now = new Map(kept.map((entry) => [entry.id, entry]));
    let waiting = 0;
    await store.change([...now.keys()], (entry) => {
      if (entry.state !== "waiting") return entry;
      waiting += 1;
      return { ...entry, ...now.get(entry.id) };
    });
    return waiting === kept.length;
  }

  // The phone does not keep it: sent as it is, and not at all without a signal (static/js/mitra.js).
  function sendPlainly() {
    isPlain = true;
    if (form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }))) form.submit();
    isPlain = isSent = false;
  }

  // Older browsers do not say by which button a form is sent: another way of paying is not for here.
  form.addEventListener("click", (event) => {
    pressed = event.target.closest("[type=submit]");
  });

  form.addEventListener("submit", async (event) => {
    const by = event.submitter || pressed;
    if (isPlain || (by && by.hasAttribute("formaction"))) return;
    const kept = entries();
    if (!kept.length) return;
    event.preventDefault();
    if (isSent) return;
    isSent = true;
    try {
      await store.addAll(kept);
    } catch (error) {
      const isKept = error && error.name === "ConstraintError" && (await again(kept).catch(() => false));
      if (!isKept) return sendPlainly();
    }
    const button = form.querySelector("[type=submit]:not([formaction])");
    button.dataset.label = button.textContent;
    button.textContent = doc.body.dataset.sending;
    button.setAttribute("aria-disabled", "true");
    send(kept);
  });

  // Back from the next page: what was sent stays sent, but the button answers again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) isSent = false;
  });
})();
