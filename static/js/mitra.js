// Comfort only: every page works without this file.
(function () {
  "use strict";
  var doc = document;

  function each(selector, act) {
    doc.querySelectorAll(selector).forEach(act);
  }

  function ready() {
    each("form[data-sent]", function (form) {
      delete form.dataset.sent;
    });
    each("[data-label][aria-disabled]", function (button) {
      button.textContent = button.dataset.label;
      button.removeAttribute("aria-disabled");
    });
  }

  // Without a signal the browser would put its own page in the place of what was typed.
  function unsent(form) {
    var told = form.querySelector("[data-unsent]");
    if (told) told.remove(); // said anew, it is heard anew
    told = doc.createElement("p");
    told.className = "notice notice-bad";
    told.dataset.unsent = "";
    told.setAttribute("role", "alert");
    told.textContent = doc.body.dataset.noSignal;
    form.append(told);
    told.scrollIntoView({ block: "nearest" });
  }

  // One tap sends once: the second tap of an impatient thumb is dropped. No answer after 15 s, or
  // the sending stopped by hand: it may be sent again (the server knows a repeat).
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (!navigator.onLine) {
      event.preventDefault();
      unsent(form);
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    each("p[data-unsent]", function (told) {
      told.remove();
    });
    setTimeout(ready, 15000);
    var button = event.submitter || form.querySelector("[type=submit]");
    if (!button) return;
    setTimeout(function () {
      button.dataset.label = button.textContent;
      button.textContent = doc.body.dataset.sending;
      button.setAttribute("aria-disabled", "true");
    });
  });

  // Back from the next page: the form is ready again.
  addEventListener("pageshow", function (event) {
    if (event.persisted) ready();
  });

  // <b data-sum> inside a form shows the sum of its ticked [data-amount] boxes, and of pieces of
  // money typed beside their [data-worth]. What is chosen in a [data-line] counts while its box is
  // ticked.
  each("form [data-sum]", function (output) {
    var form = output.closest("form");
    function add() {
      var sum = 0;
      form.querySelectorAll("[data-amount]:checked").forEach(function (box) {
        var line = box.closest("[data-line]");
        if (line && !line.querySelector("[type=checkbox]").checked) return;
        sum += Number(box.dataset.amount);
      });
      form.querySelectorAll("[data-worth]").forEach(function (field) {
        sum += Number(field.dataset.worth) * (parseInt(field.value, 10) || 0);
      });
      output.textContent = "Rp" + String(sum).replace(/\B(?=(\d{3})+$)/g, ".");
    }
    form.addEventListener("input", add);
    form.addEventListener("change", add);
    add();
  });

  // A password can be looked at while it is typed.
  each("input[type=password]", function (input) {
    var button = doc.createElement("button");
    button.type = "button";
    button.className = "btn btn-small reveal";
    button.textContent = doc.body.dataset.show;
    button.setAttribute("aria-controls", input.id);
    button.addEventListener("click", function () {
      var shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.textContent = shown ? doc.body.dataset.show : doc.body.dataset.hide;
    });
    input.after(button);
    if (input.form) {
      input.form.addEventListener("submit", function () {
        input.type = "password";
      });
    }
  });

  // A page that shows what goes on loads itself anew while it is looked at, until it is told not to.
  each("[data-refresh]", function (button) {
    var stopped = false;
    button.hidden = false;
    button.addEventListener("click", function () {
      stopped = !stopped;
      button.textContent = stopped ? button.dataset.go : button.dataset.stop;
    });
    setInterval(function () {
      if (!stopped && !doc.hidden) location.reload();
    }, button.dataset.refresh * 1000);
  });

  // Buttons that need a script are hidden in the page and shown here.
  each("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      print();
    });
  });
  each("[data-share]", function (button) {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.share({ text: button.dataset.text, url: button.dataset.share }).catch(function () {});
    });
  });
})();
