// The guidelines: what each emotion means, and what tells two apart that are often confused.
import { element } from "./dom.js";

export class Guide {
  constructor({ emotions, pairs }) {
    const list = element("dl", {});
    for (const { name, definition } of emotions)
      list.append(element("dt", {}, name), element("dd", {}, definition));
    this.dialog = element(
      "dialog",
      { "aria-label": "Guidelines" },
      element("h3", {}, "What each emotion means"),
      list,
      ...pairs.map((words) => element("p", {}, words)),
      element("button", { type: "button", onclick: () => this.dialog.close() }, "Close"),
    );
  }

  get isOpen() {
    return this.dialog.open;
  }

  open() {
    this.dialog.showModal();
  }
}
