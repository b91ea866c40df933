// The items to label, the one in front first, and what was done with the last ones: that is kept in
// the browser's session, so that it can be taken back after a reload too.
import { recall, remember, session } from "./storage.js";

const UNDOABLE = 20;

export class Shelf {
  #past;

  constructor(annotator) {
    this.place = `labeller-past-${annotator}`;
    this.items = [];
    this.#past = recall(session, this.place, []);
    this.gone = new Map(); // of each item that was dealt with, at which revision
    this.choice = null;
  }

  get current() {
    return this.items[0] ?? null;
  }

  get past() {
    return this.#past;
  }

  set past(past) {
    this.#past = past.slice(-UNDOABLE);
    remember(session, this.place, this.#past);
  }

  // Takes in what the dashboard says is ours. Items keep their order; one that is ours no longer
  // leaves, unless the person has pressed something about it that is still under way.
  stock(items, choice, outbox) {
    if (choice !== this.choice) {
      this.choice = choice;
      this.items = [];
      this.gone.clear();
    }
    const ours = new Map(items.filter((item) => this.#isOpen(item, outbox)).map((i) => [i.id, i]));
    const kept = this.items
      .filter((item) => ours.has(item.id) || outbox.has(item.id, "undo") || item.stands)
      .map((item) => (outbox.has(item.id) || item.stands ? item : ours.get(item.id)));
    const known = new Set(kept.map((item) => item.id));
    this.items = [...kept, ...[...ours.values()].filter((item) => !known.has(item.id))];
  }

  #isOpen(item, outbox) {
    const handled = this.gone.get(item.id);
    if (handled !== undefined && handled >= item.revision) return false;
    return !outbox.presses.some((press) => press.item === item.id && press.action !== "undo");
  }

  // The item in front is dealt with.
  pass(press) {
    const item = this.items.shift();
    this.gone.set(item.id, item.revision);
    if (press) this.past = [...this.past, { item, press }];
  }

  // An item comes to the front, again.
  putInFront(item) {
    this.gone.delete(item.id);
    this.items = [item, ...this.items.filter((other) => other.id !== item.id)];
  }

  // Which item to have in front after a reload.
  prefer(id) {
    const found = this.items.find((item) => item.id === id);
    if (found) this.putInFront(found);
  }
}
