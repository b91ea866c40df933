// The presses that the dashboard has not acknowledged yet. They are sent until they are, and are
// kept in the browser's session, so that a reload loses none.
//
// Of one item only the first press is under way: so whichever of them comes twice, after a lost
// answer or in another process, finds what it did itself, and not what a later one did.
import { recall, remember, session } from "./storage.js";

const PATIENCE = 2000; // milliseconds to wait for an answer
const LONGEST = 15000;
const RENEW_WITHIN = 30000;

// How many presses of each person are unsaved. Who closes the tab is warned of them also where
// the loop was left before: they are sent when it is there again.
const unsaved = new Map();
window.addEventListener("beforeunload", (event) => {
  if ([...unsaved.values()].some(Boolean)) event.preventDefault();
});

export class Outbox {
  constructor(annotator, changed) {
    this.place = `labeller-unsaved-${annotator}`;
    this.changed = changed;
    this.presses = recall(session, this.place, []);
    this.serial = Date.now();
    this.tries = 0;
    this.asked = { explain: [], renew: false };
    this.trouble = "";
  }

  connect(send) {
    this.send = send;
  }

  has(item, action) {
    return this.presses.some(
      (press) => press.item === item && (!action || press.action === action),
    );
  }

  add(press) {
    this.presses.push(press);
    this.#keep();
    setTimeout(() => this.flush()); // the next text comes first
  }

  // Takes a press back that was never sent; false if it was.
  withdraw(name) {
    const found = this.presses.find((press) => press.name === name);
    if (!found || found.sent) return false;
    this.presses = this.presses.filter((press) => press !== found);
    this.#keep();
    return true;
  }

  // Asks for the items to stay ours: with the next press, or by itself when none comes for a while.
  renew() {
    this.asked.renew = true;
    clearTimeout(this.renewing);
    this.renewing = setTimeout(() => this.flush(), RENEW_WITHIN);
  }

  // Asks at once for the words that carried some texts, or for the items to stay ours.
  ask({ explain = [], renew = false }) {
    this.asked.explain = explain;
    this.asked.renew ||= renew;
    this.flush();
  }

  flush() {
    if (this.timer || !this.send) return;
    const presses = this.#due();
    const { explain, renew } = this.asked;
    if (!presses.length && !explain.length && !renew) return;
    for (const press of presses) press.sent = true;
    this.#keep();
    this.serial += 1;
    this.underWay = { renew, explain };
    this.asked = { explain: [], renew: false };
    this.#wait(PATIENCE * 2 ** this.tries, () => this.#again());
    this.send({ serial: this.serial, presses, explain, renew });
  }

  // What is settled needs not be sent again; what remains is, at once or a while after trouble.
  receive({ heard, settled, trouble, name }) {
    this.presses = this.presses.filter((press) => !settled.includes(press.name));
    this.#keep();
    const answered = heard === this.serial;
    const anew = name !== this.speaker;
    this.speaker = name;
    if (!answered && !anew) return;
    this.#stop();
    this.trouble = trouble;
    if (trouble && answered) {
      this.asked.renew ||= this.underWay?.renew;
      this.#wait(1000 * 2 ** this.tries, () => this.flush());
      this.tries = Math.min(this.tries + 1, 3);
    } else {
      this.tries = 0;
      this.flush();
    }
  }

  leave() {
    this.#stop();
    clearTimeout(this.renewing);
    this.send = null;
  }

  #due() {
    const first = new Map();
    for (const press of this.presses) if (!first.has(press.item)) first.set(press.item, press);
    return [...first.values()];
  }

  #again() {
    this.tries = Math.min(this.tries + 1, 3);
    this.asked.renew ||= this.underWay.renew;
    if (!this.asked.explain.length) this.asked.explain = this.underWay.explain;
    this.trouble ||= "The dashboard does not answer. Keep this page open: it tries again.";
    this.changed();
    this.flush();
  }

  #wait(milliseconds, then) {
    this.#stop();
    this.timer = setTimeout(
      () => {
        this.timer = null;
        then();
      },
      Math.min(milliseconds, LONGEST),
    );
  }

  #stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  #keep() {
    remember(session, this.place, this.presses);
    unsaved.set(this.place, this.presses.length);
    this.changed();
  }
}
