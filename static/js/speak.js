// Reads aloud: <button data-speak="what is said" data-stop="Hentikan" hidden>Dengarkan</button>. Such
// a button is shown only where the phone itself has an Indonesian voice: others would send the
// person's name and money to whoever lends the voice, and be silent without a signal.
// For pages made on the phone: `dengarkan.show(element)` shows the buttons in it.
(function () {
  "use strict";
  var speech = window.speechSynthesis;
  var INDONESIAN = /^(id|in)([-_]|$)/i; // Android's older name for it is "in"
  var SLOWLY = 0.9;
  var spoken = null;

  function voice() {
    return speech.getVoices().find(function (one) {
      return one.localService && INDONESIAN.test(one.lang);
    });
  }

  function show(root) {
    if (!speech || !voice()) return;
    root.querySelectorAll("[data-speak][hidden]").forEach(function (button) {
      button.hidden = false;
    });
  }

  function still() {
    if (!spoken) return;
    spoken.textContent = spoken.dataset.label;
    spoken = null;
  }

  function say(button) {
    var words = new SpeechSynthesisUtterance(button.dataset.speak);
    words.voice = voice();
    words.lang = "id-ID";
    words.rate = SLOWLY;
    words.onend = words.onerror = function () {
      if (spoken === button) still();
    };
    spoken = button;
    button.dataset.label = button.textContent;
    button.textContent = button.dataset.stop;
    speech.speak(words);
  }

  window.dengarkan = { show: show };
  if (!speech) return;

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-speak]");
    if (!button) return;
    var again = spoken === button;
    still();
    speech.cancel();
    if (!again) say(button);
  });
  // Nobody's sums are read to whoever stands at the next page.
  addEventListener("pagehide", function () {
    still();
    speech.cancel();
  });
  // The list of voices is often empty at first.
  if (speech.addEventListener) {
    speech.addEventListener("voiceschanged", function () {
      show(document);
    });
  }
  show(document);
})();
