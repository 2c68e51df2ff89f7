// What axe does not ask: targets of 48 px, contrast of 7:1, text of 18 px, focus that is seen.
// Evaluated in a page with {target, inTables, small, focus}; answers a list of sentences.
(asked) => {
  const found = [];
  const say = (what, element, more) =>
    found.push(`${what}: ${name(element)}${more ? ` (${more})` : ""}`);
  const style = (element, pseudo) => getComputedStyle(element, pseudo);
  const name = (e) => {
    const words = (e.textContent || e.value || e.name || "").trim().replace(/\s+/g, " ");
    const kind = e.className && e.className.baseVal === undefined ? "." + e.className : "";
    return `<${e.localName}${kind}> ${words.slice(0, 40)}`;
  };
  const hidden = (e) =>
    !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
    e.closest(".only-read, .skip, svg") ||
    Math.max(e.offsetWidth, e.offsetHeight) <= 1;

  // ---- targets ----
  const inText = (e) => {
    if (e.localName !== "a" || style(e).display !== "inline") return false;
    const around = e.parentElement.cloneNode(true);
    around.querySelectorAll("a").forEach((link) => link.remove());
    return around.textContent.trim().length > 3;
  };
  const box = (e) => {
    const label = e.closest("label") || (e.id && document.querySelector(`label.btn[for="${e.id}"]`));
    const whole = /checkbox|radio|file/.test(e.type) && label ? label : e;
    const over = style(e, "::after");
    const reached = over.position === "absolute" && over.content !== "none" ? e.offsetParent : whole;
    return reached.getBoundingClientRect();
  };
  const targets = [
    ...document.querySelectorAll(
      "a[href], button, input:not([type=hidden]), select, textarea, summary, label.btn, canvas"),
  ].filter((e) => !hidden(e));
  for (const e of targets) {
    if (inText(e)) continue;
    const { width, height } = box(e);
    const least = e.closest("table") ? asked.inTables : asked.target;
    if (width < least - 0.5 || height < least - 0.5)
      say("small target", e, `${Math.round(width)}x${Math.round(height)}`);
  }

  // ---- contrast and size of text ----
  const colour = (text) => {
    const parts = text.match(/[\d.]+/g).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 };
  };
  const over = (top, below) =>
    top.rgb.map((value, index) => value * top.alpha + below[index] * (1 - top.alpha));
  const ground = (e) => {
    if (!e) return [255, 255, 255];
    const own = colour(style(e).backgroundColor);
    return own.alpha === 1 ? own.rgb : over(own, ground(e.parentElement));
  };
  const light = (rgb) => {
    const [red, green, blue] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [more, less] = [light(one), light(other)].sort((a, b) => b - a);
    return (more + 0.05) / (less + 0.05);
  };
  const readable = (e, pseudo) => {
    const of = style(e, pseudo);
    const size = parseFloat(of.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(of.fontWeight) >= 700);
    const below = ground(e);
    const ratio = contrast(over(colour(of.color), below), below);
    if (ratio < (large ? 4.5 : 7) && !e.closest(":disabled"))
      say("faint text", e, `${ratio.toFixed(1)}:1`);
    if (size < asked.small - 0.1) say("small text", e, `${size}px`);
    if (size < 17.9 && e.matches("p:not(.small), li, dd, dt, label, input, select, textarea")
      && !e.closest(".small, small, .foot, .nav, .row-head, td, th, .cash-bar, .notice-small, .pill"))
      say("body text below 18 px", e, `${size}px`);
  };
  const seen = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || seen.has(e) || e.localName === "option") continue;
    seen.add(e);
    if (!hidden(e)) readable(e);
  }
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (hidden(e) || /checkbox|radio|file/.test(e.type)) continue;
    readable(e);
    if (e.placeholder) readable(e, "::placeholder");
  }
  for (const e of document.querySelectorAll("[data-label]"))
    if (!hidden(e) && style(e, "::before").content !== "none") readable(e, "::before");

  // ---- colour is not alone ----
  for (const e of document.querySelectorAll(".pill, .stamp, .notice, .error"))
    if (!e.textContent.trim()) say("colour without a word", e);
  for (const link of document.querySelectorAll("p a[href], li a[href]"))
    if (inText(link) && !hidden(link) && style(link).textDecorationLine === "none"
      && Number(style(link).fontWeight) < 600)
      say("link told by its colour alone", link);

  // ---- structure ----
  const one = (selector, what) => {
    const count = document.querySelectorAll(selector).length;
    if (count !== 1) found.push(`${count} ${what}`);
  };
  one("h1", "h1"); one("main", "main"); one("header.topbar", "header");
  let level = 0;
  for (const e of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const own = Number(e.localName[1]);
    if (!hidden(e) && level && own > level + 1) say(`heading jumps from h${level}`, e);
    level = own;
  }
  const main = document.querySelector("main");
  for (const e of main ? document.body.children : [])
    if (!e.matches("main, header, footer, nav, script, .skip, a.cash-bar, .cash-bar"))
      say("outside of the landmarks", e);
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  ids.filter((id, at) => ids.indexOf(id) !== at).forEach((id) => found.push(`id twice: ${id}`));
  for (const e of document.querySelectorAll("[aria-describedby], [aria-labelledby], [aria-controls]"))
    for (const kind of ["aria-describedby", "aria-labelledby", "aria-controls"])
      for (const id of (e.getAttribute(kind) || "").split(/\s+/).filter(Boolean))
        if (!document.getElementById(id)) say(`${kind} points nowhere`, e, id);
  if (document.querySelector("[tabindex]:not([tabindex='0'], [tabindex='-1'])"))
    found.push("a positive tabindex");

  // ---- errors ----
  const summary = document.querySelector(".error-summary");
  const errors = [...document.querySelectorAll(".error")].filter((e) => e.textContent.trim());
  if (errors.length && !summary) found.push("errors without a summary");
  if (summary && document.activeElement !== summary) found.push("the summary has no focus");
  for (const e of errors) {
    const tied = e.id && document.querySelector(`[aria-describedby~="${e.id}"]`);
    if (!tied) say("error of no field", e);
  }
  for (const link of summary ? summary.querySelectorAll("a") : []) {
    const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field || !field.matches("input, select, textarea, button"))
      say("summary leads to no field", link, link.hash);
  }
  if (summary && !/^(Kesalahan|Error)/.test(document.title)) found.push("title names no error");
  return found;
}
