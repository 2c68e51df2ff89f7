// What else is entered without a signal: a visit, the draft of an enrolment; and the list of what
// waits, was sent, or needs somebody.
mitra.told = (function () {
  "use strict";
  const { pages, piece, find, go, words } = mitra.shell;
  const doc = document, store = mitra.store, outbox = mitra.outbox;

  // The fields of one form as the server would get them; what was left empty is left out.
  function typed(form) {
    const found = {};
    new FormData(form).forEach((value, name) => {
      if (String(value).trim()) found[name] = String(value).trim();
    });
    return found;
  }

  // Says what is wrong above the form, each with the way to its field, and takes the focus there.
  function refuse(form, wrong) {
    form.querySelectorAll(".error-summary").forEach((old) => old.remove());
    form.querySelectorAll("[aria-invalid]").forEach((old) => old.removeAttribute("aria-invalid"));
    const summary = piece("errors", {});
    wrong.forEach(([code, field, told]) => {
      const line = piece(`error-${code}`, { ...told, url: `#${field.id}` });
      summary.querySelector("ul").append(line);
      field.setAttribute("aria-invalid", "true");
    });
    form.prepend(summary);
    const { wrong: word } = doc.getElementById("luring").dataset;
    doc.title = `${word} ${doc.title.replace(`${word} `, "")}`;
    form.querySelector(".error-summary").focus();
  }

  function enter(form, check, keep) {
    let isKept = false; // one tap enters once
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isKept) return;
      const told = typed(form), wrong = check(told);
      if (wrong.length) return refuse(form, wrong);
      isKept = true;
      try {
        await keep(told);
        outbox.flush();
      } catch (error) {
        isKept = false;
        refuse(form, [["storage", form.querySelector("[type=submit]")]]);
      }
    });
  }

  async function blank(state, kind) {
    const phone = await store.read("phones", state.user);
    return {
      id: mitra.till.newId(),
      user: state.user,
      kind,
      state: "waiting",
      phone: phone ? phone.phone : null,
      told_at: new Date().toISOString(),
    };
  }

  function dayIn(days) {
    const [year, month, day] = words.today().split("-").map(Number);
    return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
  }

  // The first and the last day that may be named; a round of before this was told knows no last.
  function daysOf(asked) {
    if (!asked || !asked.needs_day) return ["", ""];
    return asked.last_in_days === undefined ? [dayIn(0), ""] : [dayIn(asked.first_in_days), dayIn(asked.last_in_days)];
  }

  // What is wrong with the day that was named, if anything; with both ends where they are known.
  function wrongDay(asked, field) {
    const [first, last] = daysOf(asked), named = field.value;
    if (!first || (named >= first && (!last || named <= last))) return [];
    return [last ? ["days", field, { first: words.day(first), last: words.day(last) }] : ["day", field]];
  }

  function visit(state, query, [, id]) {
    const found = find(state, id);
    if (!found) return piece(state.round ? "unknown" : "unprepared", {});
    const { person } = found;
    const page = piece("visit", { name: person.name, back: `/peserta/${id}/` });
    const form = page.querySelector("form");
    const outcomes = new Map(state.round.outcomes.map((outcome) => [outcome.value, outcome]));
    form.addEventListener("change", () => {
      const chosen = form.querySelector("[name=outcome]:checked");
      [form.elements.next_on.min, form.elements.next_on.max] = daysOf(chosen && outcomes.get(chosen.value));
    });
    enter(
      form,
      ({ outcome, note }) => {
        const asked = outcomes.get(outcome);
        if (!asked) return [["outcome", form.querySelector("[name=outcome]")]];
        const wrong = wrongDay(asked, form.elements.next_on);
        if ((note || "").length > Number(form.parentNode.dataset.noteLength)) wrong.push(["note", form.elements.note]);
        return wrong;
      },
      async ({ outcome, next_on, note }) => {
        const asked = outcomes.get(outcome);
        const body = { member: person.id, outcome, note: note || "", next_on: (asked.needs_day && next_on) || null };
        const shown = { name: person.name, place: words.place(person), outcome: asked.label };
        await store.add({ ...(await blank(state, "visit")), body, shown });
        await go("/kunjungan/");
      }
    );
    return page;
  }

  function draft(state) {
    const page = piece("draft", {}), form = page.querySelector("form"), places = form.elements.place;
    places.append(new Option("", ""));
    ((state.round && state.round.places) || []).forEach(({ value, label }) => places.append(new Option(label, value)));
    enter(
      form,
      ({ name }) => (name ? [] : [["name", form.elements.name]]),
      async (told) => {
        const entry = await blank(state, "enrolment_draft");
        await store.add({ ...entry, body: await store.seal(state.user, told), shown: {} });
        await go("/luar-jaringan/", true);
      }
    );
    return page;
  }

  // One entry, with its state in words; of a draft the name is opened by the owner's page only.
  function line(entry, name) {
    const { shown, body } = entry;
    const copy = piece("entry", {
      name: name || shown.name,
      isPayment: entry.kind === "payment",
      isDraft: entry.kind === "enrolment_draft",
      outcome: shown.outcome,
      count: body.months && body.months.length,
      months: body.months && words.months(body.months),
      amount: body.months && outbox.rupiah(body.total_idr),
      receipt: entry.receipt || shown.receipt,
      at: outbox.moment(new Date(entry.told_at)),
      waits: entry.state === "waiting",
      sent: entry.state === "sent",
      attention: entry.state === "attention" && !entry.is_settled,
      settled: entry.is_settled,
      sentence: entry.sentence,
      slip: entry.kind === "payment" && `/luar-jaringan/?kuitansi=${entry.id}`,
      go_on: entry.kind === "enrolment_draft" && entry.is_stored && `/daftarkan/${entry.id}/`,
      canSettle: entry.state === "attention" && !entry.is_settled,
    });
    const settle = copy.querySelector("[data-settle]");
    if (settle) settle.addEventListener("click", () => settled(entry));
    return copy;
  }

  // She has seen what the server said, and done what it asked for. Of what waits nothing is settled.
  async function settled(entry) {
    await store.change([entry.id], (kept) => (kept.state === "attention" ? { ...kept, is_settled: true, settled_at: Date.now() } : kept));
    doc.dispatchEvent(new CustomEvent("prepared"));
  }

  async function nameOf(entry) {
    if (entry.kind !== "enrolment_draft") return entry.shown.name;
    return store.unseal(entry.user, entry.body).then((told) => told.name, () => "—");
  }

  async function box(state, query) {
    const asked = state.entries.find((entry) => entry.id === query.get("kuitansi"));
    if (asked && asked.kind === "payment") return mitra.till.done(state, asked);
    const count = (is) => state.entries.filter(is).length;
    const page = piece("outbox", {
      waiting: count((entry) => entry.state === "waiting"),
      sent: count((entry) => entry.state === "sent" || (entry.is_settled && entry.is_stored)),
      attention: count((entry) => entry.state === "attention" && !entry.is_settled),
    });
    const rows = page.querySelector(".rows");
    const names = await Promise.all(state.entries.map(nameOf));
    state.entries.forEach((entry, index) => rows.prepend(line(entry, names[index])));
    rows.hidden = !state.entries.length;
    page.querySelector(".empty").hidden = Boolean(state.entries.length);
    return page;
  }

  pages.push([/^\/peserta\/(\d+)\/kunjungan\/$/, visit], [/^\/daftarkan\/$/, draft], [/^\/luar-jaringan\/$/, box]);
  return { line };
})();
