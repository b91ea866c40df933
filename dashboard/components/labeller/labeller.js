// One person labelling: brings the keys, the items, the unsaved presses and what is seen together.
import { Flag } from "./flag.js";
import { Guide } from "./guide.js";
import { Help } from "./help.js";
import { Keyboard } from "./keyboard.js";
import { Keys } from "./keys.js";
import { Outbox } from "./outbox.js";
import { Pace } from "./pace.js";
import { Shelf } from "./shelf.js";
import { browser, recall, remember, session } from "./storage.js";
import { View } from "./view.js";

const RENEW_EVERY = 60_000; // milliseconds; a lease lasts five minutes
const ASK_EVERY = 10_000; // when there is nothing to label
const SETTLE = 600; // milliseconds for which an item that came by itself takes no press
const TYPED_ON = 3000; // milliseconds in which who typed a reason sees that its form is gone

export class Labeller {
  constructor(root, data) {
    this.keys = new Keys(data.emotions);
    this.shelf = new Shelf(data.annotator);
    this.pace = new Pace();
    this.evidence = recall(browser, "labeller-evidence", false);
    this.view = new View(root, data, this.keys, (action) => this.perform(action));
    this.flag = new Flag(this.view.flagPlace, data.reasons, (reason) =>
      this.#putAside("flag", reason),
    );
    this.guide = new Guide(data);
    this.help = new Help(this.keys, data.emotions, () => this.view.showKeys());
    root.querySelector(".labeller").append(this.guide.dialog, this.help.dialog);
    this.keyboard = new Keyboard(
      this.keys,
      () => this.isOpen,
      (action) => this.perform(action),
    );
    this.outbox = new Outbox(data.annotator, () => this.view.showSaving(this.outbox));
    this.#listen();
  }

  get isOpen() {
    return !(this.flag.isOpen || this.guide.isOpen || this.help.isOpen);
  }

  receive(data, send) {
    if (data.name !== this.data?.name) this.wondered = new Set();
    this.data = data;
    this.outbox.connect(send);
    const before = this.shelf.current;
    const waiting = new Set(this.outbox.presses.map((press) => press.name));
    this.offset = Math.max(this.offset ?? -Infinity, data.now - Date.now());
    this.outbox.receive(data);
    this.shelf.stock(data.items, data.choice, this.outbox);
    if (!this.greeted) this.shelf.prefer(recall(session, "labeller-current", ""));
    for (const refusal of data.refused) if (waiting.has(refusal.press)) this.#reopen(refusal);
    this.#show(before);
    this.#explain();
    this.greeted ??= this.view.focus() ?? true;
    if (!this.shelf.current) this.#ask(ASK_EVERY);
  }

  // Does what a key or button stands for.
  perform(action) {
    const item = this.shelf.current;
    if (action === "undo") return this.#undo();
    if (action === "help") return this.help.open();
    if (action === "guidelines") return this.guide.open();
    if (action === "evidence") return this.#toggleEvidence();
    if (!item || performance.now() < this.openFrom) return undefined;
    if (item.closed || (item.stands && action === "skip")) return this.#leaveIt();
    if (action === "skip") return this.#putAside("skip");
    if (action === "flag") return this.flag.open(item.reason);
    return this.#decide(action === "approve" ? item.predicted : action);
  }

  leave() {
    clearInterval(this.renewing);
    clearTimeout(this.asking);
    this.keyboard.leave();
    this.outbox.leave();
    this.stop.abort();
  }

  #listen() {
    this.stop = new AbortController();
    const { signal } = this.stop;
    const renew = () => document.hidden || this.outbox.ask({ renew: true });
    document.addEventListener("visibilitychange", renew, { signal });
    this.renewing = setInterval(() => this.outbox.renew(), RENEW_EVERY);
  }

  #ask(milliseconds) {
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.outbox.ask({ renew: true }), milliseconds);
  }

  #decide(emotion) {
    const { item, press } = this.#press("decide", { emotion });
    this.pace.count();
    const words =
      emotion === item.predicted
        ? `${emotion}, approved`
        : `${emotion} instead of ${item.predicted}`;
    this.#advance(press, words);
  }

  #putAside(action, reason = "") {
    const { press } = this.#press(action, { reason });
    this.#advance(press, action === "skip" ? "skipped" : `flagged: ${reason}`);
  }

  #press(action, more) {
    const item = this.shelf.current;
    const press = {
      name: `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`,
      action,
      item: item.id,
      revision: action === "decide" ? item.revision : item.revision - 1,
      seconds: (performance.now() - this.shownAt) / 1000,
      at: Date.now() + this.offset,
      ...more,
    };
    return { item, press };
  }

  #advance(press, words) {
    const before = this.shelf.current;
    this.shelf.pass(press);
    this.openFrom = 0;
    this.view.showLast(words, before.text);
    this.#show(before, words);
    this.outbox.add(press);
    this.#explain();
  }

  // An item of which nothing can be saved, or that stands as it is: on to the next.
  #leaveIt() {
    const before = this.shelf.current;
    this.shelf.pass(null);
    this.#show(before);
    this.openFrom = 0;
  }

  #undo() {
    const { item, press } = this.shelf.past.at(-1) ?? {};
    if (!item) return;
    this.shelf.past = this.shelf.past.slice(0, -1);
    const before = this.shelf.current;
    const decided = press.action === "decide";
    if (decided) this.pace.uncount();
    const withdrawn = this.outbox.withdraw(press.name);
    const revision = decided && !withdrawn ? item.revision + 1 : item.revision;
    this.shelf.putInFront({ ...item, revision });
    this.openFrom = 0;
    this.view.showLast("taken back", item.text);
    this.#show(before, "taken back");
    if (withdrawn) return;
    const name = `${press.name}-undo`;
    this.outbox.add({
      ...press,
      name,
      action: "undo",
      revision: press.revision,
      at: Date.now() + this.offset,
    });
  }

  // A decision that was refused comes back, with what stands instead of it.
  #reopen({ item, why, closed }) {
    if (!item) return this.view.showNotice(why);
    this.view.showNotice("");
    this.shelf.putInFront({ ...item, stands: why, closed });
    this.shelf.past = this.shelf.past.filter((past) => past.item.id !== item.id);
    return undefined;
  }

  #show(before, words = "") {
    const item = this.shelf.current;
    const isNew = item?.id !== before?.id || item?.stands !== before?.stands;
    if (isNew) {
      this.shownAt = performance.now();
      if (before && !words) this.openFrom = performance.now() + SETTLE;
      remember(session, "labeller-current", item?.id);
      this.view.announce(item, words || this.#closeFlag());
    }
    if (isNew || !item) this.view.show(item, this.data, this.outbox);
    this.view.showExplained(item, this.evidence, this.data.explained);
    this.view.showFigures(this.data.figures, this.pace.words);
    this.view.showUndo(this.shelf.past.length > 0);
  }

  // A reason begun for one text is never given for another.
  #closeFlag() {
    if (!this.flag.isOpen) return "";
    this.flag.close();
    this.openFrom = performance.now() + TYPED_ON;
    const words = "Another text came to the front: nothing was flagged";
    this.view.showNotice(`${words}.`);
    return words;
  }

  #toggleEvidence() {
    this.evidence = !this.evidence;
    remember(browser, "labeller-evidence", this.evidence);
    this.view.showExplained(this.shelf.current, this.evidence, this.data.explained);
    this.#explain();
  }

  // Asks for the words that carried this text and the next one.
  #explain() {
    if (!this.evidence) return;
    const next = this.shelf.items.slice(0, 2).map((item) => item.id);
    const unknown = next.filter((id) => !(id in this.data.explained) && !this.wondered.has(id));
    if (!unknown.length) return;
    for (const id of unknown) this.wondered.add(id);
    this.outbox.ask({ explain: unknown });
  }
}
