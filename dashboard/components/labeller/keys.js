// Which key does what. Keys can be changed, and the browser remembers them.
import { browser, recall, remember } from "./storage.js";

const PLACE = "labeller-keys";
const NAMES = { " ": "Space", backspace: "⌫", enter: "↵", arrowup: "↑", arrowdown: "↓" };
const MODIFIERS = new Set(["shift", "control", "alt", "meta", "altgraph", "capslock"]);
const RESERVED = new Set(["tab", "escape", "dead", "unidentified", "process"]);

export class Keys {
  constructor(emotions) {
    this.defaults = new Map([
      ["approve", ["a", " ", "enter"]],
      ...emotions.map(({ value, digit }) => [value, [digit]]),
      ["skip", ["s"]],
      ["flag", ["f"]],
      ["undo", ["u", "backspace"]],
      ["evidence", ["e"]],
      ["guidelines", ["g"]],
      ["help", ["?"]],
    ]);
    this.own = recall(browser, PLACE, {});
  }

  of(action) {
    return this.own[action] ?? this.defaults.get(action);
  }

  // How the first key of an action is written.
  shown(action) {
    return this.of(action).map(nameOf)[0];
  }

  // All keys of an action, in words.
  list(action) {
    return this.of(action).map(nameOf).join(" or ");
  }

  // What a key press asks for, or nothing. A digit counts on every layout and on the keypad.
  actionOf({ key, code, shiftKey }) {
    const digit = shiftKey ? null : code.match(/^(?:Digit|Numpad)(\d)$/)?.[1];
    const find = (wanted) =>
      [...this.defaults.keys()].find((each) => this.of(each).includes(wanted));
    return find(key.toLowerCase()) ?? (digit && find(digit));
  }

  // Gives an action one other key. Says in words why not, if it cannot be.
  change(action, key) {
    const wanted = key.toLowerCase();
    if (MODIFIERS.has(wanted) || RESERVED.has(wanted)) return `${key} cannot be used.`;
    const other = [...this.defaults.keys()].find((each) => this.of(each).includes(wanted));
    if (other && other !== action) return `${nameOf(wanted)} is taken by ${other}.`;
    this.own[action] = [wanted];
    remember(browser, PLACE, this.own);
    return "";
  }

  reset() {
    this.own = {};
    remember(browser, PLACE, this.own);
  }
}

export const isModifier = ({ key }) => MODIFIERS.has(key.toLowerCase());

function nameOf(key) {
  return NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
