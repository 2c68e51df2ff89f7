// What the phone keeps: rounds, numbers and keys, and what was entered (docs/offline.md). Every
// function answers a promise, which fails where the phone's storage does.
window.mitra = window.mitra || {};
mitra.store = (function () {
  "use strict";
  const NAME = "mitra", VERSION = 1, LEASE = 120000; // milliseconds
  let opened = null;

  function open() {
    if (!opened) {
      opened = new Promise((found, failed) => {
        const asked = indexedDB.open(NAME, VERSION);
        asked.onupgradeneeded = () => make(asked.result);
        asked.onerror = () => failed(asked.error);
        asked.onblocked = () => failed(new Error("blocked"));
        asked.onsuccess = () => {
          const database = asked.result;
          // A newer program in another tab must not wait for this one.
          database.onversionchange = () => {
            database.close();
            opened = null;
          };
          database.onclose = () => {
            opened = null;
          };
          found(database);
        };
      });
      opened.catch(() => {
        opened = null;
      });
    }
    return opened;
  }

  function make(database) {
    ["rounds", "phones", "keys"].forEach((name) => database.createObjectStore(name, { keyPath: "user" }));
    database.createObjectStore("about", { keyPath: "name" });
    const entries = database.createObjectStore("entries", { keyPath: "order", autoIncrement: true });
    entries.createIndex("id", "id", { unique: true });
    entries.createIndex("user", "user");
  }

  // What `work` asks for happens in one transaction, or nothing of it does. `answer` hands out what
  // the promise is to bring, once everything is on the disk.
  async function within(names, mode, work) {
    let transaction;
    try {
      transaction = (await open()).transaction(names, mode, { durability: "strict" });
    } catch (error) {
      if (error.name !== "InvalidStateError") throw error;
      opened = null; // the browser has closed it behind our back
      transaction = (await open()).transaction(names, mode, { durability: "strict" });
    }
    return new Promise((done, failed) => {
      let result;
      transaction.oncomplete = () => done(result);
      transaction.onabort = () => failed(transaction.error || new Error("aborted"));
      work(transaction, (value) => {
        result = value;
      });
    });
  }

  function read(name, key) {
    return within([name], "readonly", (transaction, answer) => {
      transaction.objectStore(name).get(key).onsuccess = (event) => answer(event.target.result);
    });
  }

  function put(name, row) {
    return within([name], "readwrite", (transaction) => transaction.objectStore(name).put(row));
  }

  function drop(name, key) {
    return within([name], "readwrite", (transaction) => transaction.objectStore(name).delete(key));
  }

  // Whose phone it is now: set by each page of a collector, with the token of her login. After
  // another login nobody is, until the next page of a collector; the round of another one is gone.
  function login() {
    return (document.cookie.match(/(?:^|; )csrftoken=([^;]*)/) || ["", ""])[1];
  }

  function setCurrent(user, letters) {
    return within(["about", "rounds"], "readwrite", (transaction) => {
      transaction.objectStore("about").put({ name: "current", user, letters, login: login() });
      const rounds = transaction.objectStore("rounds");
      rounds.getAllKeys().onsuccess = (event) => {
        event.target.result.filter((other) => other !== user).forEach((other) => rounds.delete(other));
      };
    });
  }

  async function current() {
    const found = await read("about", "current");
    return found && found.login === login() ? found : null;
  }

  function entries(user) {
    return within(["entries"], "readonly", (transaction, answer) => {
      const asked = transaction.objectStore("entries").index("user").getAll(user);
      asked.onsuccess = () => answer(asked.result);
    });
  }

  function add(entry) {
    return addAll([entry]);
  }

  function addAll(rows) {
    return within(["entries"], "readwrite", (transaction) => {
      rows.forEach((row) => transaction.objectStore("entries").add(row));
    });
  }

  // What may still be declared lost: whoever prepared a round on this phone has one of them.
  async function phones() {
    const all = await within(["phones"], "readonly", (transaction, answer) => {
      transaction.objectStore("phones").getAll().onsuccess = (event) => answer(event.target.result);
    });
    return all.filter((phone) => !phone.lost);
  }

  // Those of them that the server calls lost, which it says without a login: theirs ended with that.
  async function hearLost(patience) {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), patience);
    const asked = { credentials: "same-origin", cache: "no-store", redirect: "error", signal: giveUp.signal };
    const heard = (await phones()).map(async (row) => {
      const answer = await fetch(`/api/v1/round/?phone=${row.phone}`, asked).catch(() => null); // the next time
      if (!answer || answer.status !== 410) return null;
      await lose(row);
      return row;
    });
    return Promise.all(heard).then((found) => found.filter(Boolean)).finally(() => clearTimeout(timer));
  }

  // It was declared lost: no round stays on it, and it gives no more numbers. What was entered stays.
  function lose({ user, phone }) {
    return within(["rounds", "phones"], "readwrite", (transaction) => {
      transaction.objectStore("rounds").clear();
      const rows = transaction.objectStore("phones");
      rows.get(user).onsuccess = ({ target: { result: row } }) => {
        if (row && row.phone === phone) rows.put({ ...row, lost: true });
      };
    });
  }

  // Change, or with an answer of null drop, what is kept under these ids; what is gone stays gone.
  function change(ids, how) {
    return within(["entries"], "readwrite", (transaction) => {
      const store = transaction.objectStore("entries");
      ids.forEach((id) => {
        store.index("id").openCursor(id).onsuccess = (event) => {
          const cursor = event.target.result;
          if (!cursor) return;
          const changed = how(cursor.value);
          if (changed) cursor.update(changed);
          else cursor.delete();
        };
      });
    });
  }

  // The next number of the phone, or null where there is none left.
  async function nextNumber(user) {
    const phone = await read("phones", user);
    return phone && !phone.lost && phone.next <= phone.last ? { phone, number: phone.next } : null;
  }

  // Take a number and store its entry, both or neither. The code is worked out before, as a
  // transaction does not wait for it; where another tab took the number meanwhile, once more.
  // `finish(entry, taken)` writes number and code into it; without a number left it gets null, and
  // nothing is stored unless `without` was agreed to.
  async function addNumbered(entry, without, finish) {
    for (;;) {
      const taken = await nextNumber(entry.user);
      if (!taken && !without) return null;
      const finished = await finish(entry, taken);
      const isStored = await within(["phones", "entries"], "readwrite", (transaction, answer) => {
        const keep = () => {
          transaction.objectStore("entries").add(finished);
          answer(true);
        };
        if (!taken) return keep();
        const phones = transaction.objectStore("phones");
        phones.get(entry.user).onsuccess = (event) => {
          const phone = event.target.result;
          if (!phone || phone.phone !== taken.phone.phone || phone.next !== taken.number) return;
          phone.next += 1;
          phones.put(phone);
          keep();
        };
      });
      if (isStored) return finished;
    }
  }

  // `work` in one tab only; answers undefined where another tab is at it.
  async function alone(name, work) {
    if (navigator.locks) {
      return navigator.locks.request(`mitra-${name}`, { ifAvailable: true }, (lock) => lock && work());
    }
    const now = Date.now();
    const isFree = await within(["about"], "readwrite", (transaction, answer) => {
      const about = transaction.objectStore("about");
      about.get(name).onsuccess = (event) => {
        const lease = event.target.result;
        // A clock that was set back must not keep the lease for ever.
        if (lease && lease.until > now && lease.until <= now + LEASE) return;
        about.put({ name, until: now + LEASE });
        answer(true);
      };
    });
    if (!isFree) return undefined;
    try {
      return await work();
    } finally {
      await drop("about", name);
    }
  }

  // Personal data that nobody agreed to yet rests sealed, under a key no script can read out.
  async function sealingKey(user) {
    const found = await read("keys", user);
    if (found) return found.key;
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    return within(["keys"], "readwrite", (transaction, answer) => {
      const store = transaction.objectStore("keys");
      store.get(user).onsuccess = (event) => {
        if (event.target.result) return answer(event.target.result.key);
        store.put({ user, key });
        answer(key);
      };
    });
  }

  async function seal(user, what) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(what));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealingKey(user), plain) };
  }

  async function unseal(user, { iv, sealed }) {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await sealingKey(user), sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  return { read, put, drop, within, login, setCurrent, current, entries, add, addAll, change, hearLost, lose, nextNumber, addNumbered, alone, seal, unseal };
})();
