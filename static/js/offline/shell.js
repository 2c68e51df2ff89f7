// The pages of a round without a signal: by the address, from what the phone keeps. The words come
// from the templates of the page (templates/collectors/offline.html), never from here.
mitra.shell = (function () {
  "use strict";
  const doc = document, store = mitra.store, outbox = mitra.outbox;
  const place = doc.getElementById("luring");
  const pages = []; // [pattern of the address, what shows it]
  const A_PAGE = 200;
  const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" });
  const language = doc.documentElement.lang === "en" ? "en-GB" : "id-ID";

  function date(text, how) {
    const [year, month, day] = text.split("-").map(Number);
    return new Intl.DateTimeFormat(language, { timeZone: "UTC", ...how }).format(Date.UTC(year, month - 1, day || 1));
  }

  const words = {
    day: (text) => date(text, { day: "numeric", month: "long", year: "numeric" }),
    month: (text) => date(text, { month: "long", year: "numeric" }),
    months: (list) => [...new Set([list[0], list[list.length - 1]])].map(words.month).join(" – "),
    addressed: ({ name, sex }) => (place.dataset[sex] || "{name}").replace("{name}", name),
    place: (person) => [person.block, person.stall].filter(Boolean).join(" · ") || person.market,
    dayOf: (moment) => DAY.format(new Date(moment)), // the business day
    today: () => words.dayOf(Date.now()),
  };

  // A copy of the template, its [data-text] filled in with `told`, a pattern's {names} too.
  function piece(name, told) {
    const copy = doc.getElementById(`t-${name}`).content.cloneNode(true);
    const has = (key) => Boolean(told[key]) && told[key] !== "0";
    copy.querySelectorAll("[data-if]").forEach((part) => has(part.dataset.if) || part.remove());
    copy.querySelectorAll("[data-unless]").forEach((part) => has(part.dataset.unless) && part.remove());
    copy.querySelectorAll("[data-text]").forEach((part) => {
      part.textContent = told[part.dataset.text];
    });
    copy.querySelectorAll("[data-pattern]").forEach((part) => {
      part.textContent = part.dataset.pattern.replace(/\{(\w+)\}/g, (_, key) => told[key]);
    });
    copy.querySelectorAll("[data-href]").forEach((part) => {
      part.href = told[part.dataset.href];
    });
    return copy;
  }

  // Which months are asked of her. A round of before this was told has a stage only where one is.
  function billedOf({ billed, months, owed, stage }) {
    return billed || (stage ? months.slice(0, owed).map(([month]) => month) : []);
  }

  // Whether the worklist would have her; that her market is closed counts on the round's own day.
  function isWanted({ owes, postponed, market_closed }, billed, { day }) {
    if (postponed || (market_closed && day === words.today())) return false;
    return owes === undefined ? billed.length > 0 : owes;
  }

  // What she still can pay, and what of it she owes, after what this phone knows was taken: what
  // waits, and what the server stored since the round was prepared. `owed` counts offered months too.
  function standing(person, state) {
    const hers = state.entries.filter((entry) => entry.body.member === person.id);
    const counts = hers.filter((entry) => entry.state === "waiting" || (entry.is_stored && entry.answered_at >= state.fetched_at));
    const payments = counts.filter((entry) => entry.kind === "payment");
    const taken = new Set(payments.flatMap((entry) => entry.body.months));
    const months = person.months.filter(([month]) => !taken.has(month));
    const asked = billedOf(person), billed = months.filter(([month]) => asked.includes(month));
    const owed = person.months.slice(0, person.owed).filter(([month]) => !taken.has(month)).length;
    const visit = counts.filter((entry) => entry.kind === "visit").pop();
    const isToday = (entry) => words.dayOf(entry.told_at) === words.today();
    return {
      person,
      hers,
      months,
      owed,
      billed,
      billed_idr: sum(billed),
      paid: payments.length > 0,
      visit,
      isWanted: isWanted(person, billed, state.round),
      isDone: payments.length > 0 || Boolean(visit),
      isOfToday: hers.some((entry) => (entry.state === "waiting" || entry.is_stored) && isToday(entry)),
    };
  }

  function sum(months) {
    return months.reduce((total, [, amount]) => total + amount, 0);
  }

  async function load() {
    const mine = await store.current();
    if (!mine) return null;
    const kept = await store.read("rounds", mine.user);
    const entries = await store.entries(mine.user);
    return { user: mine.user, letters: mine.letters, round: kept && kept.round, fetched_at: kept ? kept.fetched_at : 0, entries };
  }

  function row(found) {
    const { person } = found;
    return piece("row", {
      name: person.name,
      stall: person.stall || "",
      url: `/peserta/${person.id}/`,
      amount: outbox.rupiah(found.billed_idr),
      owed: found.billed.length,
      count: found.billed.length,
      paid: found.paid,
      visited: found.visit && found.visit.shown.outcome,
      told: !found.isDone && person.visit,
      stage: found.billed.length && person.stage,
    });
  }

  function matches(found, text) {
    const { name, block, stall, market } = found.person;
    const hay = [name, block, stall, market].join(" ").toLowerCase();
    return text.toLowerCase().split(/\s+/).every((word) => hay.includes(word));
  }

  const SHOWN = {
    visit: (found) => found.isWanted && !found.isDone,
    done: (found) => found.isDone || found.isOfToday,
    all: () => true,
  };

  function list(state, query, match, path) {
    if (!state.round) return piece("unprepared", {});
    const everybody = state.round.people.map((person) => standing(person, state));
    const toVisit = everybody.filter(SHOWN.visit), isOld = state.round.day !== words.today();
    const closed = isOld ? [] : state.round.people.filter((person) => person.market_closed).map((person) => person.market);
    const asked = query.get("tampil");
    const which = asked in SHOWN ? asked : path === "/bayar/" ? "all" : "visit";
    const page = piece("list", {
      visit: toVisit.length,
      done: everybody.filter(SHOWN.done).length,
      all: everybody.length,
      amount: outbox.rupiah(toVisit.reduce((total, found) => total + found.billed_idr, 0)),
      isOld,
      closed: [...new Set(closed)].join(", "),
    });
    page.querySelector(`[data-which=${which}]`).setAttribute("aria-current", "true");
    const box = page.querySelector("[name=q]"), rows = page.querySelector(".rows"), more = page.querySelector("[data-more]");
    const none = page.querySelector(".empty");
    let shown = A_PAGE;

    function fill() {
      const text = box.value.trim();
      const found = everybody.filter((one) => (text ? matches(one, text) : SHOWN[which](one)));
      let heading = "";
      rows.replaceChildren();
      found.slice(0, shown).forEach((one) => {
        const now = [one.person.market, one.person.block].filter(Boolean).join(" · ");
        if (now !== heading) rows.append(piece("heading", { heading: now }));
        heading = now;
        rows.append(row(one));
      });
      rows.hidden = !found.length;
      none.hidden = Boolean(found.length);
      more.hidden = found.length <= shown;
    }

    box.value = query.get("q") || "";
    box.addEventListener("input", fill);
    page.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    more.addEventListener("click", () => {
      more.dataset.tapped = "";
      shown += A_PAGE;
      fill();
    });
    fill();
    return page;
  }

  function find(state, id) {
    const person = state.round && state.round.people.find((one) => one.id === Number(id));
    return person && standing(person, state);
  }

  // The next one to visit after that person on the walk; after the last the first.
  function next(state, id) {
    const people = state.round ? state.round.people : [];
    const at = people.findIndex((one) => one.id === Number(id));
    const walk = [...people.slice(at + 1), ...people.slice(0, at + 1)];
    return walk.map((person) => standing(person, state)).find((found) => SHOWN.visit(found) && found.person.id !== Number(id));
  }

  function member(state, query, [, id]) {
    const found = find(state, id);
    if (!found) return piece(state.round ? "unknown" : "unprepared", {});
    const { person, months, billed } = found, following = next(state, id);
    const digits = (person.contact || "").replace(/\D/g, "");
    const page = piece("member", {
      name: person.name,
      market: person.market,
      place: words.place(person),
      amount: outbox.rupiah(found.billed_idr),
      owed: billed.length,
      count: billed.length,
      problem: person.problem,
      credit: person.credit_idr && outbox.rupiah(person.credit_idr),
      covered: person.covered_until && words.day(person.covered_until),
      lapses: found.owed && person.lapses_after && words.day(person.lapses_after),
      told: person.visit,
      canPay: months.length,
      contact: digits,
      tel: `tel:+${digits}`,
      pay: `/bayar/bulan/?anggota=${id}`,
      visit: `/peserta/${id}/kunjungan/`,
      next: following && `/peserta/${following.person.id}/`,
      nextName: following && following.person.name,
    });
    const chat = page.querySelector("[data-chat]");
    if (chat) chat.href = chat.dataset.chat.replace("?text=", digits);
    billed.forEach(([month, amount]) => {
      page.querySelector(".months").append(piece("month", { month: words.month(month), amount: outbox.rupiah(amount) }));
    });
    const lines = page.querySelector("[data-entries]");
    found.hers.forEach((entry) => lines.append(mitra.told.line(entry)));
    lines.hidden = !found.hers.length;
    return page;
  }

  // Everything of the walk stays here until a page that needs the server is opened.
  function go(address, isReplaced) {
    history[isReplaced ? "replaceState" : "pushState"](null, "", address);
    return render();
  }

  async function render(isQuiet) {
    let content, state;
    try {
      state = await load();
      const path = location.pathname;
      const [pattern, show] = pages.find(([one]) => one.test(path)) || [/^/, () => piece("elsewhere", {})];
      content = state ? await show(state, new URLSearchParams(location.search), path.match(pattern), path) : piece("nobody", {});
      if (state) doc.documentElement.className = state.letters || "";
    } catch (error) {
      content = piece("trouble", {});
    }
    if (isQuiet) redraw(content);
    else place.replaceChildren(content);
    place.setAttribute("aria-busy", "false");
    const heading = place.querySelector("h1");
    if (heading) doc.title = `${heading.textContent} · Mitra Pasar`;
    doc.querySelectorAll(".nav a").forEach((link) => {
      if (location.pathname.startsWith(link.pathname)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    if (isQuiet) return;
    scrollTo(0, 0);
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }

  // What is the same stays, and so does the focus: on the same control, or else at the heading.
  function redraw(content) {
    const drawn = doc.createElement("div");
    drawn.append(content);
    if (drawn.innerHTML === place.innerHTML) return;
    const held = place.contains(doc.activeElement) && doc.activeElement;
    place.replaceChildren(...drawn.childNodes);
    if (!held) return;
    const same = [...place.querySelectorAll(held.localName)].find((one) => one.textContent === held.textContent);
    const next = same || place.querySelector("h1");
    if (next.localName === "h1") next.tabIndex = -1;
    next.focus({ preventScroll: true });
  }

  function begin() {
    doc.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || link.origin !== location.origin) return;
      if (link.hash || link.dataset.server !== undefined || !pages.some(([one]) => one.test(link.pathname))) return;
      event.preventDefault();
      go(link.pathname + link.search);
    });
    addEventListener("popstate", () => render());
    doc.addEventListener("prepared", () => isTyping() || render(true));
    doc.addEventListener("outbox", ({ detail }) => ["sending", "nothing"].includes(detail) || isTyping() || render(true));
    render(true);
  }

  // Where something is being entered, looked at for the last time or searched, nothing is drawn anew
  // under her hands.
  function isTyping() {
    const box = place.querySelector("[name=q]");
    if (box) return Boolean(box.value || box === doc.activeElement || place.querySelector("[data-tapped]"));
    return Boolean(place.querySelector("form, [data-take]"));
  }

  pages.push([/^\/(kunjungan\/|bayar\/)?$/, list], [/^\/peserta\/(\d+)\/$/, member]);
  addEventListener("DOMContentLoaded", begin);

  return { pages, piece, standing, find, next, go, words, sum };
})();
