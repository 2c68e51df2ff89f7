// Reads aloud: <button data-speak="what is said" data-stop="Hentikan" hidden>Dengarkan</button>. Such
// a button is shown only where the phone itself has an Indonesian voice: others would send the
// person's name and money to whoever lends the voice, and be silent without a signal.
// For pages made on the phone: `dengarkan.show(element)` shows the buttons in it, `number` has words.
(function () {
  "use strict";
  var speech = window.speechSynthesis;
  var INDONESIAN = /^(id|in)([-_]|$)/i; // Android's older name for it is "in"
  var SLOWLY = 0.9;
  var spoken = null;

  var UNITS = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split(" ");
  var STEPS = [[1e9, "miliar"], [1e6, "juta"], [1e3, "ribu", "seribu"], [100, "ratus", "seratus"], [10, "puluh"]];

  // 16800 becomes "enam belas ribu delapan ratus", as contributions/spoken.py says it.
  function number(count) {
    if (count < 12) return UNITS[count];
    if (count < 20) return UNITS[count - 10] + " belas";
    var step = STEPS.find(function (one) {
      return one[0] <= count;
    });
    var many = Math.floor(count / step[0]), rest = count % step[0];
    var head = step[2] && many === 1 ? step[2] : number(many) + " " + step[1];
    return rest ? head + " " + number(rest) : head;
  }

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

  window.dengarkan = { show: show, number: number };
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
