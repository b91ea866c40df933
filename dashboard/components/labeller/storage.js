// What the browser remembers. Where it may not, or holds something else, there is just nothing.
export function recall(storage, place, otherwise) {
  try {
    return JSON.parse(storage().getItem(place)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(storage, place, value) {
  try {
    storage().setItem(place, JSON.stringify(value));
  } catch {
    // Full, or forbidden: the page works on without.
  }
}

export const session = () => sessionStorage; // of this tab
export const browser = () => localStorage;
