// Listens to the keyboard, and calls what a key means when it is meant for the labelling loop.
import { isModifier } from "./keys.js";

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable=true]";
const OVERLAY = "dialog, [role=dialog], [role=listbox], [role=menu], [data-baseweb=popover]";
const OPENED = "[aria-haspopup][aria-expanded=true]"; // a click into what it opened may focus nothing
const PRESSABLE = "button, a[href], summary, input, [role=button], [role=radio], [role=option]";

export class Keyboard {
  constructor(keys, isOpen, perform) {
    this.keys = keys;
    this.isOpen = isOpen;
    this.perform = perform;
    this.down = new Set();
    this.stop = new AbortController();
    const { signal } = this.stop;
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    document.addEventListener("keyup", ({ code }) => this.down.delete(code), { signal });
    window.addEventListener("blur", () => this.down.clear(), { signal });
  }

  leave() {
    this.stop.abort();
  }

  #pressed(event) {
    if (event.repeat) {
      // A key held down does nothing more, not even in a field that it has opened.
      if (this.down.has(event.code)) event.preventDefault();
      return;
    }
    if (isModifier(event) || !this.#isMeant(event)) return;
    const action = this.keys.actionOf(event);
    if (!action || (pressesWhatHasFocus(event) && isPressable(event.target))) return;
    event.preventDefault();
    const together = this.down.size > 0; // the second of two keys would hit a text not read yet
    this.down.add(event.code);
    if (!together) this.perform(action);
  }

  #isMeant({ target, ctrlKey, altKey, metaKey, isComposing, defaultPrevented }) {
    if (ctrlKey || altKey || metaKey || isComposing || defaultPrevented) return false;
    if (target.closest?.(`${TYPING}, ${OVERLAY}`) || document.querySelector(OPENED)) return false;
    return this.isOpen();
  }
}

const pressesWhatHasFocus = ({ key }) => key === " " || key === "Enter";
const isPressable = (target) => Boolean(target.closest?.(PRESSABLE));
