// Pages that ask for a picture. Comfort only: without this file the picture goes as it was taken.
(function () {
  "use strict";
  var doc = document;
  var LONGEST = 1600;
  var upload = doc.querySelector("[data-upload]");
  var box = doc.querySelector("[data-signature]");
  if (!window.FileReader || !(upload || box)) return;
  var form = (upload || box).closest("form");

  // ---- photos: made smaller here, and sent as soon as they are taken ----

  function opened(file) {
    // The camera's way of holding is in the file: it must be followed before that is lost.
    return createImageBitmap(file, { imageOrientation: "from-image" }).catch(function () {
      return createImageBitmap(file);
    });
  }

  function shrunk(file) {
    return opened(file).then(function (image) {
      var scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
      var canvas = doc.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      if (image.close) image.close();
      return new Promise(function (done) {
        canvas.toBlob(done, "image/jpeg", 0.85);
      });
    });
  }

  function put(input, blob, file) {
    if (!blob || blob.size >= file.size) return;
    var chosen = new DataTransfer();
    chosen.items.add(new File([blob], "foto.jpg", { type: "image/jpeg" }));
    input.files = chosen.files;
  }

  function send() {
    if (form.requestSubmit) form.requestSubmit(upload);
    else upload.click();
  }

  // Where nothing takes a picture by itself, it goes with the form as it was chosen.
  if (upload) doc.querySelectorAll("input[data-picture]").forEach(function (input) {
    var label = doc.querySelector('label[for="' + input.id + '"]');
    // Two large buttons instead of two small ones with the browser's own words.
    input.classList.add("only-read");
    label.classList.add("btn");
    input.addEventListener("change", function () {
      var file = input.files[0];
      if (!file) return;
      label.textContent = upload.dataset.busy;
      var work = window.createImageBitmap ? shrunk(file) : Promise.resolve();
      work
        .then(function (blob) {
          put(input, blob, file);
        })
        .catch(function () {})
        .then(send);
    });
  });
  if (upload) upload.hidden = true;

  // ---- a signature, drawn with a finger ----

  if (!box) return;
  var pad = box.querySelector("canvas");
  var kept = doc.getElementById(box.dataset.signature);
  var pen = pad.getContext("2d");
  var drawing = false;

  function wipe() {
    var shape = pad.getBoundingClientRect();
    pad.width = Math.round(shape.width * 2);
    pad.height = Math.round(shape.height * 2);
    pen.scale(2, 2);
    pen.lineWidth = 2.5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#111";
    kept.value = "";
  }

  function move(event) {
    var shape = pad.getBoundingClientRect();
    pen.lineTo(event.clientX - shape.left, event.clientY - shape.top);
    pen.stroke();
  }

  pad.addEventListener("pointerdown", function (event) {
    event.preventDefault();
    drawing = true;
    try {
      pad.setPointerCapture(event.pointerId);
    } catch (error) {
      // It then ends at the edge of the box.
    }
    pen.beginPath();
    move(event);
  });
  pad.addEventListener("pointermove", function (event) {
    if (drawing) move(event);
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    pad.addEventListener(name, function () {
      if (!drawing) return;
      drawing = false;
      kept.value = pad.toDataURL("image/png");
    });
  });
  box.querySelector("[data-wipe]").addEventListener("click", wipe);

  // Only what belongs to the way that was chosen is shown.
  function choose() {
    var chosen = form.querySelector("[name=consent_how]:checked");
    var drawn = Boolean(chosen) && chosen.value === box.dataset.when;
    box.hidden = !drawn;
    doc.querySelectorAll("input[data-picture]").forEach(function (input) {
      input.closest(".field").hidden = !chosen || drawn;
    });
    if (drawn && !kept.value) wipe();
  }
  form.addEventListener("change", choose);
  choose();
})();
