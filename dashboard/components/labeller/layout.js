// The parts of the labeller, made once; what they say is filled in by the view.
import { element } from "./dom.js";

const MORE = [
  ["skip", "Skip"],
  ["flag", "Flag"],
  ["undo", "Undo"],
  ["evidence", "Why"],
  ["guidelines", "Guidelines"],
  ["help", "Keys"],
];

export function layOut(root, emotions, button) {
  const parts = {};
  const part = (tag, name, attributes = {}, ...children) =>
    (parts[name] = element(tag, { class: name, ...attributes }, ...children));
  root.replaceChildren(
    figures(part, parts),
    card(part),
    element("div", { class: "answer" }, part("p", "summary"), part("p", "rest"), part("p", "note")),
    decide(part, emotions, button),
    part("p", "last"),
    part("p", "trouble", { role: "status" }),
    part("p", "words", { role: "status" }),
    part("p", "live", { role: "status" }),
  );
  return parts;
}

function figures(part, parts) {
  parts.unsaved = element("span", { "data-testid": "unsaved" }, "0");
  const all = element("span", { class: "all" }, "Saved");
  const some = element("span", { class: "some" }, parts.unsaved, " not saved yet");
  return element(
    "header",
    { class: "figures" },
    part("p", "progress"),
    part("span", "bar", { "aria-hidden": "true" }),
    part("p", "today"),
    part("p", "pace"),
    part("p", "others", {}, part("span", "names"), part("span", "beyond")),
    part("p", "saving", {}, all, some),
  );
}

function card(part) {
  const text = part("p", "text", {
    dir: "auto",
    tabindex: "-1",
    role: "group",
    "aria-label": "Text",
    "data-testid": "item-text",
  });
  const nothing = element(
    "div",
    { class: "nothing" },
    part("h3", "nothingTitle"),
    part("p", "nothingWords"),
    part("a", "nothingStep"),
  );
  return element("div", { class: "card" }, part("p", "origin"), text, nothing, part("p", "legend"));
}

function decide(part, emotions, button) {
  const labels = emotions.map(({ value, name, definition }) =>
    button(value, name, { title: definition }),
  );
  const more = MORE.map(([action, name]) => button(action, name));
  const group = (name, words, children) =>
    element("div", { class: name, role: "group", "aria-label": words }, ...children);
  return element(
    "div",
    { class: "decide" },
    button("approve", "Approve"),
    group("labels", "Choose another emotion", labels),
    group("more", "More", more),
    part("div", "flagPlace", { class: "flag" }),
  );
}
