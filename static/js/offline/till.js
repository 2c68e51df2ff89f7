// Taking cash without a signal: how many months, the last look, and what the trader is given.
(function () {
  "use strict";
  const { pages, piece, find, next, go, words, sum } = mitra.shell;
  const store = mitra.store, outbox = mitra.outbox;
  const AHEAD = [1, 3, 6, 12]; // the usual choices besides what is owed, as collectors/till.py has them
  const SIGNS = "23456789AFKMRTUY", BYTES = 8;

  function options({ owed, months }) {
    const counts = [...Array(owed).keys()].map((index) => index + 1);
    return [...counts, ...AHEAD.map((ahead) => owed + ahead)].filter((count) => count <= months.length);
  }

  function unable(state, found) {
    if (!state.round) return piece("unprepared", {});
    return found ? null : piece("unknown", {});
  }

  function choose(state, query) {
    const asked = query.getAll("anggota");
    if (!asked.length) return go("/bayar/", true);
    const found = find(state, asked[0]);
    if (!found) return unable(state, found);
    const { person, months, owed } = found;
    const usual = Math.min(Math.max(owed, 1), months.length);
    const page = piece("months", {
      name: person.name,
      back: `/peserta/${person.id}/`,
      problem: person.problem,
      canPay: months.length,
      several: asked.length > 1,
      credit: person.credit_idr && outbox.rupiah(person.credit_idr),
    });
    const form = page.querySelector("form");
    if (!form) return page;
    const pattern = form.querySelector("label.choice"), total = form.querySelector("[data-total]");
    options(found).forEach((count) => {
      const choice = pattern.cloneNode(true), input = choice.querySelector("input");
      input.id = choice.htmlFor = `id_count_${count}`;
      input.value = count;
      input.checked = count === usual;
      const chosen = months.slice(0, count).map(([month]) => month);
      const told = { count, months: words.months(chosen), amount: outbox.rupiah(sum(months.slice(0, count))) };
      choice.querySelector("span").replaceChildren(piece("option", told));
      pattern.before(choice);
    });
    pattern.remove();
    const chosen = () => Number(new FormData(form).get("count"));
    const add = () => {
      total.textContent = outbox.rupiah(sum(months.slice(0, chosen())));
    };
    form.addEventListener("change", add);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(`/bayar/periksa/?anggota=${person.id}&p${person.id}-count=${chosen()}`);
    });
    add();
    return page;
  }

  async function check(state, query) {
    const id = query.get("anggota"), count = Number(query.get(`p${id}-count`));
    const found = find(state, id);
    if (!found) return unable(state, found);
    // Chosen before something was taken, or where more was known: choose again.
    if (query.getAll("anggota").length > 1 || !options(found).includes(count)) {
      return choose(state, query);
    }
    const { person } = found, months = found.months.slice(0, count), until = coversUntil(found, months);
    const numbered = await store.nextNumber(state.user);
    const page = piece("check", {
      name: person.name,
      place: words.place(person),
      back: `/bayar/bulan/?anggota=${id}`,
      amount: outbox.rupiah(sum(months)),
      covers: until && words.day(until),
      numbered,
    });
    months.forEach(([month, amount]) => {
      page.querySelector(".months").append(piece("month", { month: words.month(month), amount: outbox.rupiah(amount) }));
    });
    page.querySelector("[data-speak]").dataset.speak = spoken(found, months);
    dengarkan.show(page);
    const entry = {
      id: newId(),
      user: state.user,
      kind: "payment",
      state: "waiting",
      shown: { name: person.name, addressed: words.addressed(person), place: words.place(person), contact: person.contact || "" },
      body: { member: person.id, months: months.map(([month]) => month), total_idr: sum(months) },
    };
    const button = page.querySelector("[data-take]"), trouble = page.querySelector("[data-trouble]");
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled")) return;
      button.setAttribute("aria-disabled", "true"); // one tap takes once
      try {
        const kept = await store.addNumbered({ ...entry, told_at: new Date().toISOString() }, !numbered, numberedEntry);
        // Another tab took the last number meanwhile: she agrees to an entry without one first.
        await go(kept ? `/luar-jaringan/?kuitansi=${kept.id}` : location.pathname + location.search, true);
        if (kept) outbox.flush();
      } catch (error) {
        trouble.hidden = false;
        trouble.focus();
        button.removeAttribute("aria-disabled");
      }
    });
    return page;
  }

  // The last day they cover once BPJS has the money, as collectors/till.py says it: none where months
  // ahead follow one that she does not pay herself.
  function coversUntil({ person, owed }, months) {
    if (person.is_after_gap && !owed) return "";
    const [year, month] = months[months.length - 1][0].split("-").map(Number);
    return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  }

  // As contributions/spoken.py says it: in words, in Indonesian, whatever the page speaks.
  function spoken(found, months) {
    const { name, sex } = found.person, title = { female: "Ibu ", male: "Bapak " }[sex] || "";
    const month = (text) => {
      const [year, number] = text.split("-").map(Number);
      const named = new Intl.DateTimeFormat("id-ID", { month: "long", timeZone: "UTC" });
      return `${named.format(Date.UTC(year, number - 1, 1))} ${dengarkan.number(year)}`;
    };
    const until = coversUntil(found, months);
    const covers = until && ` Sesudah disetor ke BPJS, terlindungi sampai ${dengarkan.number(Number(until.slice(8)))} ${month(until)}.`;
    const span = [...new Set([months[0][0], months[months.length - 1][0]])].map(month).join(" sampai ");
    return `${title}${name}. ${dengarkan.number(months.length)} bulan, ${span}. Bayar tunai ${dengarkan.number(sum(months))} rupiah.${covers}`;
  }

  function newId() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  // As docs/offline.md says under "Slip and code".
  async function numberedEntry(entry, taken) {
    const { member, months, total_idr } = entry.body;
    if (!taken) return { ...entry, phone: null, body: { ...entry.body, number: null, code: "" } };
    const receipt = `${taken.phone.series}-${String(taken.number).padStart(6, "0")}`;
    const facts = [receipt, member, months[0], months[months.length - 1], total_idr].join("|");
    const signed = await crypto.subtle.sign("HMAC", taken.phone.key, new TextEncoder().encode(facts));
    const code = [...new Uint8Array(signed, 0, BYTES)].map((byte) => SIGNS[byte % SIGNS.length]).join("");
    const shown = { ...entry.shown, receipt, code: `${code.slice(0, 4)}-${code.slice(4)}` };
    return { ...entry, shown, phone: taken.phone.phone, body: { ...entry.body, number: taken.number, code } };
  }

  function done(state, entry) {
    const { shown, body } = entry, following = next(state, body.member);
    const receipt = entry.receipt || shown.receipt;
    const told = {
      addressed: shown.addressed || shown.name,
      amount: outbox.rupiah(body.total_idr - (body.credit_idr || 0)),
      count: body.months.length,
      months: words.months(body.months),
      day: words.day(words.dayOf(entry.told_at)),
      receipt,
      code: shown.code,
      sentence: entry.sentence,
      waits: entry.state === "waiting",
      sent: entry.state === "sent",
      attention: entry.state === "attention",
      payment: entry.payment,
      next: following && `/peserta/${following.person.id}/`,
      nextName: following && following.person.name,
    };
    const page = piece("done", told);
    const undo = page.querySelector("[data-undo]");
    if (undo) undo.href = undo.dataset.undo.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, entry.payment);
    const share = page.querySelector("[data-slip]");
    const text = share.dataset.slip.replace(/\{(\w+)\}/g, (_, key) => told[key] || "—");
    share.href = share.dataset.chat.replace("?text=", `${(shown.contact || "").replace(/\D/g, "")}?text=${encodeURIComponent(text)}`);
    const other = page.querySelector("[data-share-slip]");
    other.hidden = !navigator.share;
    other.addEventListener("click", () => navigator.share({ text }).catch(() => {}));
    return page;
  }

  pages.push([/^\/bayar\/bulan\/$/, choose], [/^\/bayar\/periksa\/$/, check]);
  mitra.till = { done, newId };
})();
