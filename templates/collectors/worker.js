// Keeps the program, never what it shows: the shell without anybody's data, the style, the scripts.
// A page that does not come is answered by the shell, which fills itself in from what the phone
// keeps (static/js/offline/). Entries are none of its business, so an update cannot lose one.
"use strict";
const KEPT = "mitra-{{ version }}";
const MINE = { cacheName: KEPT };
const SHELL = "{{ shell|escapejs }}";
const FILES = [{% for file in files %}"{{ file|escapejs }}", {% endfor %}];
const PATIENCE = 5000; // milliseconds
// What the shell shows in place of the page; any other page only has to fail before it is told so.
const SHOWN = /^\/($|kunjungan\/$|peserta\/\d+\/(kunjungan\/)?$|bayar\/((bulan|periksa)\/)?$|daftarkan\/$|luar-jaringan\/$)/;

self.addEventListener("install", (event) => {
  const fresh = [SHELL, ...FILES].map((url) => new Request(url, { cache: "reload", credentials: "same-origin" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  );
});

// A page that has just come from the server says when: nothing is being entered on it yet.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") {
    event.respondWith(page(event.request, SHOWN.test(url.pathname)));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname, MINE).then((kept) => kept || fetch(event.request)));
  }
});

async function page(request, isShown) {
  const answer = fetch(request);
  try {
    return await (isShown ? soon(answer).then(whole) : answer);
  } catch (error) {
    answer.catch(() => {});
    return (await caches.match(SHELL, MINE)) || answer;
  }
}

// Read to its end: a signal that breaks in the middle must not leave half a page, or none.
async function whole(answer) {
  if (answer.type !== "basic") return answer; // it leads elsewhere; the browser follows it
  const { status, statusText, headers } = answer;
  const reader = answer.body.getReader(), pieces = [];
  for (let piece = await soon(reader.read()); !piece.done; piece = await soon(reader.read())) pieces.push(piece.value);
  return new Response(new Blob(pieces), { status, statusText, headers });
}

function soon(promise) {
  return Promise.race([promise, new Promise((_, failed) => setTimeout(failed, PATIENCE))]);
}
