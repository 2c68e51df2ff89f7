// Sends what was entered and prepares the round, one tab at a time, as docs/offline.md says; and
// shows on the pages of a collector how many entries wait and when the round was prepared. Comfort
// only while there is a signal. The shell hears how it went by the event "outbox".
mitra.outbox = (function () {
  "use strict";
  const doc = document, store = mitra.store;
  const user = Number(doc.body.dataset.user) || null; // none on the shell: it asks the store
  const API = "/api/v1/", SHELL = "/luar-jaringan/";
  const AT_ONCE = 50;
  const EVERY = 60000, SESSION = 10000, SENDING = 30000; // milliseconds
  const KEPT_FOR = 7 * 86400000, SETTLED_FOR = 90 * 86400000, FRESH_FOR = 15 * 60000, HELD = 120000;
  // sent: everything was stored; nothing: nothing waited; some: not all was answered; attention:
  // something was not stored, or not as it was entered.
  // login, other, lost, offline, broken, storage, program: why not.
  const SAID = ["sending", "sent", "nothing", "some", "attention", "login", "other", "lost", "offline", "broken", "storage", "program"];
  const TO_BE_SETTLED = ["login", "other", "storage"];
  const works = Boolean(window.indexedDB && navigator.serviceWorker && window.crypto && crypto.subtle);

  class Told extends Error {} // its message is one of SAID; "unread" is settled here

  function tell(word) {
    doc.dispatchEvent(new CustomEvent("outbox", { detail: word }));
    return word;
  }

  // Ask the API; a word of SAID instead of an answer that can be used.
  async function ask(path, patience, body, csrf) {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), patience);
    let answer, told;
    try {
      answer = await fetch(API + path, {
        method: body ? "POST" : "GET",
        headers: body ? { "Content-Type": "application/json", "X-CSRFToken": csrf } : {},
        body: body && JSON.stringify(body),
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: giveUp.signal,
      });
      told = answer.ok && (await answer.json());
    } catch (error) {
      throw new Told("offline");
    } finally {
      clearTimeout(timer);
    }
    if (answer.status === 401) throw new Told("login");
    if (answer.status === 410) throw new Told("lost");
    if (answer.status === 400 || answer.status === 413) throw new Told("unread");
    if (!answer.ok) throw new Told("broken");
    return told;
  }

  async function asSent(entry) {
    const { id, kind, told_at } = entry;
    if (kind !== "enrolment_draft") return { id, kind, told_at, ...entry.body };
    try {
      return { id, kind, told_at, typed: await store.unseal(entry.user, entry.body) };
    } catch (error) {
      return null; // it waits, and holds up nothing else
    }
  }

  // As the server said of it. Whatever it did not say, the entry goes on waiting.
  function answered(entry, result) {
    const isStored = result.status === 201 || result.status === 200;
    if (!isStored && result.status !== 409 && result.status !== 422) return entry;
    return {
      ...entry,
      state: isStored && result.state === "stored" ? "sent" : "attention",
      is_stored: isStored,
      sentence: result.sentence || "",
      receipt: result.receipt || "",
      payment: result.payment || "",
      answered_at: Date.now(),
    };
  }

  // In the order in which they were entered; those of one phone together, as its series is named
  // once for all of them.
  function batches(entries) {
    return entries.reduce((found, entry) => {
      const last = found[found.length - 1];
      if (last && last.length < AT_ONCE && last[0].phone === entry.phone) last.push(entry);
      else found.push([entry]);
      return found;
    }, []);
  }

  function isDue(entry) {
    // One that a page is just sending itself waits for that page's answer, or its silence.
    const held = entry.held_until || 0;
    return entry.state === "waiting" && !(held > Date.now() && held < Date.now() + HELD);
  }

  // Who works with this phone now; nobody after a login of which no page has told yet.
  async function atWork() {
    const mine = await store.current();
    if (!mine) throw new Told("login");
    return mine.user;
  }

  // Who is logged in, with a fresh token: only that one, whatever was opened before.
  async function session(whose) {
    const found = await ask("session/", SESSION).catch(async (error) => {
      const lost = error.message === "login" ? await store.hearLost(SESSION) : [];
      throw lost.some((phone) => phone.user === whose) ? new Told("lost") : error;
    });
    if (found.user !== whose || whose !== (await atWork())) throw new Told("other");
    return found;
  }

  // What is entered meanwhile, on this page or another, goes along.
  async function send() {
    const whose = await atWork(), due = async () => (await store.entries(whose)).filter(isDue);
    const tried = new Set();
    for (let now = await due(); now.some((entry) => !tried.has(entry.id)); now = await due()) {
      if (!tried.size) tell("sending");
      now.forEach((entry) => tried.add(entry.id));
      await sendAll(now, whose);
    }
    const kept = await store.entries(whose);
    if (kept.some((entry) => entry.state === "waiting")) return "some";
    if (kept.some((entry) => entry.state === "attention" && !entry.is_settled)) return "attention";
    return tried.size ? "sent" : "nothing";
  }

  async function sendAll(due, whose) {
    const { csrf } = await session(whose);
    for (const batch of batches(due)) await sendBatch(batch, csrf);
  }

  async function sendBatch(batch, csrf) {
    const entries = (await Promise.all(batch.map(asSent))).filter(Boolean);
    const sent_at = new Date().toISOString();
    let told = {};
    try {
      if (entries.length) told = await ask("sync/", SENDING, { phone: batch[0].phone, sent_at, entries }, csrf);
    } catch (error) {
      if (error.message !== "unread") throw error;
      // One that cannot be read must not hold up the others.
      if (batch.length > 1) for (const entry of batch) await sendBatch([entry], csrf);
    }
    const by = new Map((told.results || []).map((result) => [result.id, result]));
    // Entered anew meanwhile, it is not what was answered.
    const asTold = new Map(batch.map(({ id, told_at }) => [id, told_at]));
    const isMeant = ({ id, state, told_at }) => state === "waiting" && told_at === asTold.get(id);
    await store.change([...by.keys()], (entry) => (isMeant(entry) ? answered(entry, by.get(entry.id)) : entry));
  }

  // What the server keeps need not be kept here for ever.
  async function forget(owner) {
    const old = (await store.entries(owner)).filter(
      (entry) =>
        (entry.state !== "waiting" && entry.is_stored && Date.now() - entry.answered_at > KEPT_FOR) ||
        (entry.is_settled && Date.now() - (entry.settled_at || entry.answered_at) > SETTLED_FOR)
    );
    if (old.length) await store.change(old.map((entry) => entry.id), () => null);
  }

  // Do it, and say in a word how it went.
  async function saying(work) {
    try {
      return await work(((await store.current()) || {}).user);
    } catch (error) {
      if (!(error instanceof Told)) return "storage";
      return SAID.includes(error.message) ? error.message : "broken";
    }
  }

  async function flush() {
    const word = await saying(() => store.alone("flush", send));
    if (!word) return undefined; // another tab is at it, and tells its page
    await saying((owner) => owner && forget(owner));
    return tell(word);
  }

  // Registers the phone, once, and brings the round. `isAsked`: by a tap, so that a lost phone is
  // registered anew, and the browser is asked not to clear this storage.
  async function bring(isAsked) {
    const found = await session(await atWork());
    let phone = await store.read("phones", found.user);
    if (!phone || (phone.lost && isAsked)) phone = await register(found);
    if (phone.lost) throw new Told("lost");
    const fetched_at = Date.now(); // what is stored from here on, the round may not know
    const login = store.login(); // and by which login
    const round = await ask(`round/?phone=${phone.phone}`, SENDING).catch(async (error) => {
      if (error.message === "lost") await store.lose(phone);
      throw error;
    });
    if (round.user !== found.user) throw new Told("other");
    if (!(await keep({ user: round.user, round, fetched_at, login }, phone))) throw new Told("login");
    if (!isAsked) return "prepared";
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    return (await opensWithoutSignal()) ? "prepared" : "program";
  }

  // False where she left, or the phone was declared lost, while it was on its way: nothing is kept.
  function keep(row, { phone }) {
    return store.within(["about", "rounds", "phones"], "readwrite", (transaction, answer) => {
      const phones = transaction.objectStore("phones");
      transaction.objectStore("about").get("current").onsuccess = ({ target: { result: current } }) => {
        if (!current || current.user !== row.user || current.login !== row.login) return;
        phones.get(row.user).onsuccess = ({ target: { result: kept } }) => {
          if (!kept || kept.phone !== phone || kept.lost) return;
          transaction.objectStore("rounds").put(row);
          phones.put({ ...kept, last: Math.max(kept.last, row.round.numbers.last) });
          answer(true);
        };
      };
    });
  }

  // The worker may still be at keeping the shell: without it nothing opens, whatever the round is.
  async function opensWithoutSignal() {
    const late = new Promise((done) => setTimeout(done, SESSION));
    await Promise.race([navigator.serviceWorker.ready, late]);
    return Boolean(await caches.match(SHELL));
  }

  async function register(found) {
    const given = await ask("phones/", SENDING, {}, found.csrf);
    const bytes = Uint8Array.from(atob(given.key), (sign) => sign.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const { phone, series, first, last } = given;
    const row = { user: found.user, phone, series, key, next: first, last };
    await store.put("phones", row);
    return row;
  }

  function prepare(isAsked) {
    return saying(() => store.alone("prepare", () => bring(isAsked)));
  }

  // By itself only where the phone was prepared before, and what it has is no longer fresh.
  async function refresh() {
    const word = await saying(async (owner) => {
      const phone = owner && (await store.read("phones", owner));
      if (!phone || phone.lost) return "nothing";
      const kept = await store.read("rounds", owner);
      // A new login, too: declared lost, that is the one to be ended.
      const age = kept && kept.login === store.login() ? Date.now() - kept.fetched_at : Infinity;
      return age >= 0 && age < FRESH_FOR ? "nothing" : prepare(false);
    });
    if (word === "prepared" || word === "lost") doc.dispatchEvent(new CustomEvent("prepared"));
  }

  function whenever() {
    if (doc.hidden) return;
    flush();
    refresh();
  }

  function each(selector, act) {
    doc.querySelectorAll(selector).forEach(act);
  }

  function write(selector, text) {
    each(selector, (element) => {
      element.textContent = text;
    });
  }

  function rupiah(amount) {
    return "Rp" + String(amount).replace(/\B(?=(\d{3})+$)/g, ".");
  }

  function moment(at) {
    const language = doc.documentElement.lang === "en" ? "en-GB" : "id-ID";
    return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(at);
  }

  async function whose() {
    return user || ((await store.current()) || {}).user;
  }

  async function count() {
    const owner = await whose();
    const entries = owner ? await store.entries(owner) : [];
    const waiting = entries.filter((entry) => entry.state === "waiting");
    const paid = waiting.filter((entry) => entry.kind === "payment");
    const attention = entries.filter((entry) => entry.state === "attention" && !entry.is_settled).length;
    const sent = entries.filter((entry) => entry.state === "sent" || (entry.is_settled && entry.is_stored)).length;
    write("[data-waiting]", waiting.length);
    write("[data-sent]", sent);
    write("[data-attention]", attention);
    write("[data-waiting-payments]", paid.length);
    write("[data-waiting-sum]", rupiah(paid.reduce((sum, entry) => sum + entry.body.total_idr - (entry.body.credit_idr || 0), 0)));
    each("[data-if-waiting]", (element) => (element.hidden = !waiting.length));
    each("[data-if-attention]", (element) => (element.hidden = !attention));
    each("[data-if-sent]", (element) => (element.hidden = !sent));
    each("[data-outbox-bar]", (bar) => {
      bar.hidden = !waiting.length && !attention && !sent;
      bar.classList.toggle("is-late", Boolean(waiting.length || attention));
    });
    // For the next page, so that the bar stands there before this script runs (outbox_bar.py).
    if (owner) doc.cookie = `outbox=${owner}.${waiting.length}.${attention}.${sent}; path=/; max-age=${KEPT_FOR / 1000}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    each("[data-if-waiting-payments]", (element) => (element.hidden = !paid.length));
  }

  async function prepared() {
    const owner = await whose();
    const kept = owner && (await store.read("rounds", owner));
    each("[data-if-prepared]", (element) => (element.hidden = !kept));
    each("[data-unless-prepared]", (element) => (element.hidden = Boolean(kept)));
    const phone = owner && (await store.read("phones", owner));
    each("[data-if-lost]", (element) => (element.hidden = !phone || !phone.lost));
    if (!kept) return;
    write("[data-prepared-at]", moment(kept.fetched_at));
    write("[data-prepared-for]", kept.round.people.length);
  }

  let said = "";

  function say(word) {
    said = word;
    each("[data-say]", (element) => (element.hidden = !element.dataset.say.split(" ").includes(word)));
  }

  function show() {
    return Promise.all([count(), prepared()]).catch(() => say("storage"));
  }

  let isAsked = false;

  async function tapped(button) {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.prepare === undefined) {
      isAsked = true;
      if (!(await flush()) && isAsked) say("sending"); // it is being sent already: soon told
    } else {
      say("preparing");
      say((await prepare(true)) || "preparing");
      doc.dispatchEvent(new CustomEvent("prepared"));
    }
    button.removeAttribute("aria-disabled");
  }

  doc.addEventListener("click", (event) => {
    const button = event.target.closest("[data-prepare], [data-flush]");
    if (button) tapped(button);
  });
  // By itself it says only what she has to do something about; the count of what waits is there. What
  // she was told stays until something else became of it.
  doc.addEventListener("outbox", ({ detail: word }) => {
    const isNews = word !== "nothing" && word !== "sending";
    if (isAsked || TO_BE_SETTLED.includes(word)) say(word === "nothing" ? "sent" : word);
    else if (TO_BE_SETTLED.includes(said)) say("");
    else if (isNews && SAID.includes(said) && said !== "program") say(word);
    if (word !== "sending") isAsked = false;
    show();
  });
  doc.addEventListener("prepared", show);

  // The round goes with who prepared it; what she entered stays, for her to send.
  each("form[data-logout]", (form) => {
    form.addEventListener("submit", async (event) => {
      if (!navigator.onLine) return; // she stays logged in, and her round here
      event.preventDefault();
      doc.cookie = "outbox=; path=/; max-age=0";
      await Promise.all([store.drop("rounds", user), store.drop("about", "current")]).catch(() => {});
      form.submit();
    });
  });

  function keepTheProgram() {
    navigator.serviceWorker.register("/sw.js").then((registration) => {
      // This page has just come from the server: the moment for a newer program to take over.
      const take = (worker) => worker && worker.postMessage("take over");
      if (user && navigator.serviceWorker.controller) take(registration.waiting);
    }, () => {});
  }

  async function begin() {
    if (user) await store.setCurrent(user, doc.documentElement.className).catch(() => {});
    show();
    addEventListener("online", whenever);
    addEventListener("pageshow", whenever);
    doc.addEventListener("visibilitychange", whenever);
    setInterval(whenever, EVERY);
    if (doc.readyState === "complete") whenever();
    keepTheProgram();
  }

  if (works) begin();

  return { works, flush, prepare, whose, rupiah, moment };
})();
