// Moves the focus once a turn: to the text field when it is ready for the next text, and from the
// field to Approve when an answer has come, so that the digit keys stop being typed.
let lastTurn = null;
let heldKey = false;

const field = () => document.querySelector(".st-key-text textarea");
const approve = () => document.querySelector('[class*="st-key-approve-"] button:not(:disabled)');

// A key held down must not spill its repeats into the field, or press the button just focused.
document.addEventListener("keydown", (event) => {
  if (!event.repeat) heldKey = false;
  if (!heldKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// Half a character (a lone surrogate) cannot be sent; the sign of a lost one can, and is refused.
document.addEventListener("input", ({ target }) => {
  if (target !== field() || target.value.isWellFormed()) return;
  const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  set.call(target, target.value.toWellFormed());
}, true);

// When the connection breaks the field is switched off, and takes what is in it for sent. So once
// it is back, the person goes on where they typed, and Ctrl+Enter has to send it all the same.
let unsent = null;

function returnFocus(from) {
  const observer = new MutationObserver(() => {
    if (from.disabled) return;
    observer.disconnect();
    if (document.activeElement === document.body) from.focus({ preventScroll: true });
  });
  observer.observe(from, { attributeFilter: ["disabled"] });
}

document.addEventListener("focusout", ({ target }) => {
  if (target !== field() || !target.disabled) return;
  unsent = target.value;
  returnFocus(target);
}, true);

document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
  if (key !== "Enter" || !(ctrlKey || metaKey)) return;
  if (target === field() && target.value === unsent)
    document.querySelector(".st-key-predict button").click();
}, true);

function moveFocus(target) {
  if (target === "text") field()?.focus({ preventScroll: true });
  else if (document.activeElement === field()) approve()?.focus({ preventScroll: true });
}

const isReady = (target) => (target === "text" ? field()?.value === "" : approve() !== null);

function whenReady(target, turn, framesLeft) {
  if (turn !== lastTurn || framesLeft === 0) return;
  if (isReady(target)) moveFocus(target);
  else requestAnimationFrame(() => whenReady(target, turn, framesLeft - 1));
}

export default function ({ data }) {
  if (data.turn === lastTurn) return;
  heldKey = lastTurn !== null;
  lastTurn = data.turn;
  whenReady(data.target, data.turn, 120);
}
