// Keys for buttons that name one: <button data-key="s">. Comfort only, on pages for a desk.
(function () {
  "use strict";
  var doc = document;
  var types = "input:not([type=radio]):not([type=checkbox]), select, textarea";

  var change = doc.querySelector("[data-keys-switch]");
  var off = false;

  // Who dictates or uses one hand can switch them off (WCAG 2.1.4); this browser remembers it.
  function remembered(value) {
    try {
      if (value !== undefined) localStorage.setItem("keys-off", value);
      return localStorage.getItem("keys-off") === "1";
    } catch (error) {
      return value === "1";
    }
  }

  function show(isOff) {
    off = isOff;
    change.hidden = false;
    change.textContent = off ? change.dataset.off : change.dataset.on;
    doc.querySelectorAll("[data-key] kbd").forEach(function (shown) {
      shown.hidden = off;
    });
  }

  change.addEventListener("click", function () {
    show(remembered(off ? "0" : "1"));
  });

  doc.addEventListener("keydown", function (event) {
    var typing = event.target.matches && event.target.matches(types);
    if (typing && event.key === "Escape") event.target.blur();
    // A key that is held down must not decide about the next case too.
    if (off || typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    var letter = event.key.toLowerCase();
    var button = /^[a-z]$/.test(letter) && doc.querySelector('[data-key="' + letter + '"]');
    if (!button) return;
    event.preventDefault();
    var needed = doc.getElementById(button.dataset.needs);
    if (needed && !needed.value.trim()) needed.focus();
    else button.click();
  });

  doc.querySelectorAll("[data-key]").forEach(function (button) {
    button.setAttribute("aria-keyshortcuts", button.dataset.key);
    var shown = doc.createElement("kbd");
    shown.setAttribute("aria-hidden", "true");
    shown.textContent = button.dataset.key.toUpperCase();
    button.append(shown);
  });
  show(remembered());
})();
