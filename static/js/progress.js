// Comfort only: what is under way moves on by itself; the page has a link for doing it by hand.
(function () {
  "use strict";
  var EVERY = 2000, LATER = 15000; // milliseconds; the second after an answer that did not come

  function next(shown, wait) {
    setTimeout(function () {
      if (document.hidden) return next(shown, EVERY);
      fetch(location.href, { credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok) throw new Error(answer.status);
          return answer.text();
        })
        .then(function (text) {
          var page = new DOMParser().parseFromString(text, "text/html");
          var now = page.querySelector("[data-under-way]");
          if (!now) return location.reload();
          shown.replaceWith(now);
          next(now, EVERY);
        })
        .catch(function () {
          next(shown, LATER);
        });
    }, wait);
  }

  var shown = document.querySelector("[data-under-way]");
  if (shown) next(shown, EVERY);
})();
