// Lists the keys, and lets them be changed.
import { element, say } from "./dom.js";

const WORDS = {
  approve: "Approve the predicted emotion",
  skip: "Skip: somebody else may get it",
  flag: "Flag, with a reason",
  undo: "Take the last one back",
  evidence: "Underline the words that carried the prediction",
  guidelines: "Guidelines",
  help: "These keys",
};

export class Help {
  constructor(keys, emotions, changed) {
    this.keys = keys;
    this.changed = changed;
    this.rows = new Map();
    const names = new Map(emotions.map(({ value, name }) => [value, name]));
    const table = element("table", {}, element("caption", {}, "Keys"));
    for (const action of keys.defaults.keys())
      table.append(this.#row(action, names.get(action) ?? WORDS[action]));
    this.said = element("p", { role: "status" });
    this.dialog = element(
      "dialog",
      { class: "help", "aria-label": "Keys" },
      table,
      element(
        "footer",
        {},
        this.said,
        element(
          "div",
          { class: "own" },
          element(
            "button",
            { type: "button", autofocus: "", onclick: () => this.dialog.close() },
            "Close",
          ),
          element("button", { type: "button", onclick: () => this.#reset() }, "Reset all keys"),
        ),
      ),
    );
    this.dialog.addEventListener("keydown", (event) => this.#pressed(event));
    this.dialog.addEventListener("close", () => this.#await(null));
  }

  get isOpen() {
    return this.dialog.open;
  }

  open() {
    this.#fill();
    this.dialog.showModal();
  }

  #row(action, words) {
    const shown = element("td", {});
    const change = element(
      "button",
      {
        type: "button",
        "aria-label": `Change the key of: ${words}`,
        onclick: () => this.#await(action),
      },
      "Change",
    );
    this.rows.set(action, { shown, words });
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, words),
      shown,
      element("td", {}, change),
    );
  }

  #await(action) {
    this.awaited = action;
    say(
      this.said,
      action ? `Press the new key for: ${this.rows.get(action).words}. Esc leaves it.` : "",
    );
  }

  #pressed(event) {
    if (event.repeat || event.key === "Shift" || event.key === "Tab") return;
    const closes = !this.awaited && this.keys.actionOf(event) === "help";
    if (!this.awaited && !closes) return;
    event.preventDefault();
    event.stopPropagation();
    if (closes) return void this.dialog.close();
    if (event.key === "Escape") return void this.#await(null);
    const problem = this.keys.change(this.awaited, event.key);
    if (problem) return void say(this.said, problem);
    this.#await(null);
    this.#fill();
    this.changed();
  }

  #reset() {
    this.keys.reset();
    this.#fill();
    this.changed();
  }

  #fill() {
    for (const [action, { shown }] of this.rows) say(shown, this.keys.list(action));
  }
}
