// A picture beside the data can be made larger and turned. Without this file it opens on its own.
(function () {
  "use strict";
  var LARGEST = 4;

  document.querySelectorAll("[data-viewer]").forEach(function (viewer) {
    var frame = viewer.querySelector(".frame");
    var link = frame.querySelector("a");
    var image = frame.querySelector("img");
    var scale = 1;
    var turns = 0;
    var ratio = 1;

    function show() {
      // While the whole picture is fetched it has no size: it keeps the shape of the small one.
      if (image.naturalWidth) ratio = image.naturalHeight / image.naturalWidth;
      var onItsSide = turns % 2 === 1;
      var width = frame.clientWidth * scale;
      var height = width * (onItsSide ? 1 / ratio : ratio);
      link.style.width = width + "px";
      link.style.height = height + "px";
      image.style.width = (onItsSide ? height : width) + "px";
      image.style.height = (onItsSide ? width : height) + "px";
      image.style.transform = "translate(-50%, -50%) rotate(" + turns * 90 + "deg)";
      viewer.querySelector("[data-shrink]").disabled = scale === 1;
      viewer.querySelector("[data-zoom]").disabled = scale === LARGEST;
    }

    function zoom(factor) {
      var before = scale;
      scale = Math.min(LARGEST, Math.max(1, scale * factor));
      // The whole picture is fetched once it is needed.
      if (scale > 1 && image.dataset.whole) {
        image.src = image.dataset.whole;
        delete image.dataset.whole;
      }
      var middle = { x: frame.scrollLeft + frame.clientWidth / 2, y: frame.scrollTop + frame.clientHeight / 2 };
      show();
      frame.scrollLeft = (middle.x * scale) / before - frame.clientWidth / 2;
      frame.scrollTop = (middle.y * scale) / before - frame.clientHeight / 2;
    }

    viewer.querySelector("[data-zoom]").addEventListener("click", function () {
      zoom(2);
    });
    viewer.querySelector("[data-shrink]").addEventListener("click", function () {
      zoom(0.5);
    });
    viewer.querySelector("[data-turn]").addEventListener("click", function () {
      turns = (turns + 1) % 4;
      show();
    });
    image.addEventListener("load", show);
    addEventListener("resize", show);
    frame.classList.add("is-live");
    viewer.querySelector("[data-tools]").hidden = false;
    if (image.complete) show();
  });
})();
