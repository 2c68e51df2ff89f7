// Goes from one control to the next as the keyboard does; answers a list of sentences.
() => {
  const found = [];
  const name = (e) => `<${e.localName}.${e.className}> ${(e.textContent || e.name || "").trim().slice(0, 40)}`;
  const looks = (e) => {
    const s = getComputedStyle(e);
    const line = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
    return [line, s.boxShadow, s.borderColor, s.backgroundColor].join();
  };
  const shown = (e) => [e, e.closest(".choice"), e.closest(".field") && e.closest(".field").querySelector("label.btn")]
    .filter(Boolean);
  const controls = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }));
  const bars = [...document.querySelectorAll(".nav, .actions")];
  for (const e of controls) {
    if (document.activeElement) document.activeElement.blur();
    const before = shown(e).map(looks);
    e.focus({ focusVisible: true });
    if (document.activeElement !== e) { found.push(`takes no focus: ${name(e)}`); continue; }
    if (shown(e).map(looks).every((look, at) => look === before[at]))
      found.push(`focus is not seen: ${name(e)}`);
    const seen = e.closest(".choice") || shown(e).at(-1);
    const box = (seen.offsetWidth > 1 ? seen : e).getBoundingClientRect();
    if (box.width <= 1) continue;
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
      found.push(`focus outside of the screen: ${name(e)}`);
    for (const bar of bars) {
      if (bar.contains(e) || !/fixed|sticky/.test(getComputedStyle(bar).position)) continue;
      const over = bar.getBoundingClientRect();
      if (box.top >= over.top && box.bottom <= over.bottom)
        found.push(`focus behind ${bar.className}: ${name(e)}`);
    }
  }
  scrollTo(0, 0);
  return found;
}
