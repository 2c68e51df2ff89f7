// Holds an open case for who works on it: <form data-hold="/its/address/">. Comfort only: without
// it the case is held for its ten minutes, and opening it again renews that.
(function () {
  "use strict";
  var doc = document;
  var form = doc.querySelector("form[data-hold]");
  var lost = doc.querySelector("[data-lost]");
  var EVERY = 3 * 60 * 1000;
  var worked = false;

  // A page left open by someone who went to lunch is not work.
  ["keydown", "pointerdown", "pointermove", "scroll"].forEach(function (kind) {
    addEventListener(kind, function () { worked = true; }, { passive: true, capture: true });
  });

  setInterval(function () {
    if (!worked || doc.hidden) return;
    worked = false;
    var data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fetch(form.dataset.hold, { method: "POST", body: data }).then(function (answer) {
      lost.hidden = answer.status !== 409;
    }).catch(function () {});
  }, EVERY);
})();
