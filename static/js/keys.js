// Keys for buttons and boxes that name one: <button data-key="s">, <input data-key="1">. Comfort
// only, on pages for a desk. data-needs names the fields by their ids that a button cannot do without.
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
    doc.querySelectorAll("kbd[aria-hidden]").forEach(function (shown) {
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
    var button = /^[a-z0-9]$/.test(letter) && doc.querySelector('[data-key="' + letter + '"]');
    if (!button) return;
    event.preventDefault();
    var details = button.closest("details");
    if (details) details.open = true;
    var missing = needs(button);
    if (missing) {
      missing.focus();
    } else {
      button.focus();
      button.click();
    }
  });

  // The first field that a button needs and that is empty; of a group, its first box.
  function needs(button) {
    return (button.dataset.needs || "").split(" ").filter(Boolean).map(function (id) {
      var field = doc.getElementById(id);
      if (!field) return null;
      if (field.value !== undefined) return field.value.trim() ? null : field;
      return field.querySelector(":checked") ? null : field.querySelector("input");
    }).find(Boolean);
  }

  doc.querySelectorAll("[data-key]").forEach(function (button) {
    button.setAttribute("aria-keyshortcuts", button.dataset.key);
    var shown = doc.createElement("kbd");
    shown.setAttribute("aria-hidden", "true");
    shown.textContent = button.dataset.key.toUpperCase();
    (button.labels && button.labels.length && button.tagName === "INPUT" ? button.labels[0] : button).append(shown);
  });
  show(remembered());
})();
