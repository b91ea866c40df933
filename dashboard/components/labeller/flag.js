// Asks why a text is flagged: a suggested reason, or one's own words.
import { element } from "./dom.js";

export class Flag {
  constructor(place, reasons, flagged) {
    this.place = place;
    this.flagged = flagged;
    this.field = element("input", {
      type: "text",
      id: "flag-reason",
      maxlength: "500",
      autocomplete: "off",
    });
    const suggestions = reasons.map((reason) =>
      element("button", { type: "button", onclick: () => this.#send(reason) }, reason),
    );
    this.form = element(
      "form",
      { "aria-label": "Flag this text" },
      element("label", { for: "flag-reason" }, "Why is it flagged?"),
      element("div", { class: "reasons" }, ...suggestions),
      element(
        "div",
        { class: "own" },
        this.field,
        element("button", { type: "submit" }, "Flag"),
        element("button", { type: "button", onclick: () => this.close() }, "Cancel"),
      ),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(this.field.value.trim());
    });
    this.form.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  get isOpen() {
    return this.form.isConnected;
  }

  open(reason) {
    this.field.value = reason ?? "";
    this.place.replaceChildren(this.form);
    this.field.focus({ preventScroll: true });
  }

  close() {
    this.form.remove();
    document.querySelector(".labeller .text").focus({ preventScroll: true });
  }

  #send(reason) {
    this.close();
    this.flagged(reason || "No reason given");
  }
}
