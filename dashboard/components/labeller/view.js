// What is seen: the text, the prediction, the buttons, and how far one is.
import { element, say } from "./dom.js";
import { piecesOf } from "./evidence.js";
import { layOut } from "./layout.js";

const START = /^.{0,60}/su; // of a text that was dealt with: whole characters, as "u" counts them
const NAMED = 3; // of those who label at the same time
const DOUBLE = 500; // milliseconds from the first click of a double click to its second, at most
const SOON = 600; // milliseconds within which a press is saved as a rule, and nothing need be said

export class View {
  constructor(root, { emotions }, keys, perform) {
    this.keys = keys;
    this.perform = perform;
    this.emotions = emotions;
    this.buttons = new Map();
    this.root = root.querySelector(".labeller");
    const button = (action, name, more) => this.#button(action, name, more);
    Object.assign(this, layOut(this.root, emotions, button));
    for (const { value, hue } of emotions) this.buttons.get(value).style.setProperty("--hue", hue);
    this.showKeys();
  }

  show(item, data, outbox) {
    this.root.dataset.state = item ? "item" : "nothing";
    this.text.dataset.itemId = item?.id ?? "";
    this.text.replaceChildren(item?.text ?? "");
    requestAnimationFrame(() => this.#measure());
    say(this.origin, item?.origin ?? "");
    this.origin.title = item?.origin ?? ""; // it may be cut
    say(this.summary, item?.summary ?? "");
    say(this.rest, item?.rest ?? "");
    say(this.note, noteOf(item));
    this.note.classList.toggle("stands", Boolean(item?.stands));
    this.emotions.forEach((emotion, place) => this.#fill(emotion, place, item));
    this.#approve(item);
    if (!item) this.#showNothing(data, outbox);
  }

  // Only a text that does not fit is a stop for the Tab key, so that the arrow keys can scroll it.
  #measure() {
    this.text.scrollTop = 0;
    this.text.tabIndex = this.text.scrollHeight > this.text.clientHeight ? 0 : -1;
  }

  #approve(item) {
    const button = this.buttons.get("approve");
    say(button.firstChild, item?.closed ? "Go on" : item ? `Approve ${item.predicted}` : "Approve");
    button.disabled = !item;
    for (const name of ["skip", "flag"]) this.buttons.get(name).disabled = !item;
  }

  #fill({ value, hue }, place, item) {
    const button = this.buttons.get(value);
    button.disabled = !item || Boolean(item.closed);
    button.classList.toggle("predicted", item?.predicted === value);
    button.style.setProperty("--share", item ? `${item.shares[place] * 100}%` : "0%");
    say(button.querySelector(".share"), item?.shown[place] ?? " ");
    if (item?.predicted !== value) return;
    for (const part of [this.text, this.summary]) part.style.setProperty("--answer", hue);
  }

  #showNothing({ nothing: [title, words, section], trouble }, outbox) {
    const unsent = outbox.presses.length;
    const [heading, explanation] = trouble
      ? ["The store cannot be reached", trouble]
      : unsent
        ? ["Saving", "The next texts come when your decisions are saved."]
        : [title, words];
    say(this.nothingTitle, heading);
    say(this.nothingWords, explanation);
    this.nothingStep.hidden = Boolean(trouble || unsent || !section);
    say(this.nothingStep, section);
    const address = new URL(location.href);
    address.searchParams.set("section", section);
    this.nothingStep.href = address.href;
  }

  // Marks the words that carried the prediction, where they stand; nothing moves.
  showExplained(item, wanted, explained) {
    this.buttons.get("evidence").setAttribute("aria-pressed", wanted);
    const known = wanted && item ? explained[item.id] : null;
    if (item) this.text.replaceChildren(...piecesOf(item.text, known?.pieces ?? []));
    say(this.legend, known?.legend ?? (wanted && item ? "Looking for the words…" : ""));
    say(this.words, known?.words ?? "");
  }

  showFigures({ total, done, today, others }, pace) {
    const share = total ? done / total : 0;
    this.bar.style.setProperty("--done", `${share * 100}%`);
    say(this.progress, `${done.toLocaleString("en")} of ${total.toLocaleString("en")} done`);
    say(this.today, `${today.toLocaleString("en")} by you today`);
    say(this.pace, pace);
    this.others.title = others.join(", ");
    say(this.names, others.length ? `also here: ${others.slice(0, NAMED).join(", ")}` : "");
    say(this.beyond, others.length > NAMED ? `and ${others.length - NAMED} more` : "");
  }

  showSaving({ presses, trouble }) {
    say(this.unsaved, String(presses.length));
    if (presses.length) this.worrying ??= setTimeout(() => this.#showUnsaved(true), SOON);
    else this.#showUnsaved(false);
    say(this.trouble, presses.length ? trouble : "");
  }

  // By a timer: a transition would make the frame of every press half as long again.
  #showUnsaved(some) {
    clearTimeout(this.worrying);
    if (!some) this.worrying = null;
    this.saving.dataset.unsaved = some;
    this.saving.firstChild.ariaHidden = some;
    this.saving.lastChild.ariaHidden = !some;
  }

  showLast(words, text) {
    const [start] = text.match(START);
    const cut = start.length < text.length ? "…" : "";
    say(this.last, `${words[0].toUpperCase()}${words.slice(1)}. “${start}${cut}”`);
  }

  showUndo(possible) {
    this.buttons.get("undo").disabled = !possible;
  }

  showNotice(words) {
    say(this.last, words);
    say(this.live, words);
  }

  // For who does not see the page: what was done, the next text, and its prediction.
  announce(item, words) {
    const done = words ? `${words}. ` : "";
    const stands = item?.stands ? `${item.stands} ` : "";
    say(this.live, item ? `${done}${stands}${item.text} Predicted: ${item.summary}.` : done);
  }

  // Who came by a link or a tab goes on with the keyboard, unless they are typing.
  focus() {
    const isTyping = document.activeElement?.matches("input, textarea");
    if (!isTyping) this.text.focus({ preventScroll: true });
    return true;
  }

  showKeys() {
    for (const [action, button] of this.buttons) {
      say(button.querySelector("kbd"), this.keys.shown(action));
      const keys = this.keys.of(action).map((key) => (key === " " ? "Space" : key));
      button.setAttribute("aria-keyshortcuts", keys.join(" "));
    }
  }

  #button(action, name, attributes = {}) {
    const onclick = (event) => this.#clicked(event, action);
    const button = element(
      "button",
      { type: "button", class: action, onclick, ...attributes },
      element("span", { class: "name" }, name),
      element("kbd", { "aria-hidden": "true" }),
      element("span", { class: "share" }),
    );
    this.buttons.set(action, button);
    return button;
  }

  // After a click the keys go on; who pressed the button by a key stays on it.
  #clicked(event, action) {
    if (event.detail > 0) event.currentTarget.blur();
    if (event.detail > 1 && event.timeStamp - this.clickedAt < DOUBLE) return;
    this.clickedAt = event.timeStamp;
    this.perform(action);
    if (event.detail > 0) this.focus();
  }
}

function noteOf(item) {
  if (!item) return "";
  return item.stands || (item.reason ? `Flagged: ${item.reason}` : item.note);
}
