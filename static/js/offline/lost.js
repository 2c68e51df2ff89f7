// On the login page: the phone may have been declared lost. Its login has ended, so nothing else on
// it would hear of that, and its round would stay. Only where the program is kept can there be one.
if (window.indexedDB && navigator.serviceWorker && navigator.serviceWorker.controller) {
  mitra.store.hearLost(30000).catch(() => {});
}
