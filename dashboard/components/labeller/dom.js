// Makes elements. Texts go in as text, never as markup, whatever they say.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (name === "onclick") made.addEventListener("click", value);
    else made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// Sets what an element says, and leaves it alone if it says so already.
export function say(target, words) {
  if (target.textContent !== words) target.textContent = words;
}
