// Keys for buttons that name one: <button data-key="s">. Comfort only, on pages for a desk.
(function () {
  "use strict";
  var doc = document;
  var types = "input:not([type=radio]):not([type=checkbox]), select, textarea";

  doc.addEventListener("keydown", function (event) {
    var typing = event.target.matches && event.target.matches(types);
    if (typing && event.key === "Escape") event.target.blur();
    // A key that is held down must not decide about the next case too.
    if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
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
})();
