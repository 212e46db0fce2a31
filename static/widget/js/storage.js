/* What this browser keeps. Where storage is blocked for frames of other sites, it lasts as long as the page. */

const memory = new Map();

function find() {
  try {
    localStorage.setItem("conversations:probe", "1");
    localStorage.removeItem("conversations:probe");
    return localStorage;
  } catch {
    return null;
  }
}

const kept = find();

export const storage = {
  get: (name) => (kept ? kept.getItem(name) : null) ?? memory.get(name) ?? null,

  set(name, value) {
    memory.set(name, value);
    try {
      kept?.setItem(name, value);
    } catch (error) {
      console.warn("Conversations: storage is full, kept for this page only.", error);
    }
  },

  remove(name) {
    memory.delete(name);
    kept?.removeItem(name);
  },

  names(prefix) {
    const names = new Set([...memory.keys(), ...(kept ? Object.keys(kept) : [])]);
    return [...names].filter((name) => name.startsWith(prefix));
  },
};
