// On the login page: the phone may have been declared lost. Its login has ended, so nothing else on
// it would hear of that, and its round would stay. Only where the program is kept can there be one.
(async function () {
  "use strict";
  const store = mitra.store;
  if (!window.indexedDB || !navigator.serviceWorker || !navigator.serviceWorker.controller) return;
  for (const row of await store.phones()) {
    const answer = await fetch(`/api/v1/round/?phone=${row.phone}`, { credentials: "same-origin", cache: "no-store" });
    if (answer.status === 410) await store.lose(row);
  }
})().catch(() => {}); // without a signal: the next time
