// Shows a text with the words underlined that carried the answer. Each piece of it goes in as
// text, never as markup, whatever it says.
const YEAR = 60 * 60 * 24 * 365; // in seconds
let wasWanted = null;

function piece([words, weight]) {
  if (!weight) return document.createTextNode(words);
  const mark = document.createElement("mark");
  mark.textContent = words;
  mark.style.setProperty("--weight", weight);
  return mark;
}

// Only what does not fit is a stop for the Tab key, so that the arrow keys can scroll it.
function reveal(text) {
  text.scrollTop = 0;
  const [first, last] = [text.querySelector("mark"), text.clientHeight];
  if (first && first.offsetTop + first.offsetHeight > last)
    text.scrollTop = first.offsetTop - first.offsetHeight;
  text.tabIndex = text.scrollHeight > last ? 0 : -1;
}

// Only what somebody has just switched, or an older tab would bring its own wish back.
function remember(wanted) {
  if (wasWanted !== null && wanted !== wasWanted)
    document.cookie = `evidence=${wanted ? "on" : "off"}; path=/; max-age=${YEAR}; samesite=lax`;
  wasWanted = wanted;
}

export default function ({ data, parentElement }) {
  const [text, legend, words] = parentElement.querySelectorAll("p");
  text.replaceChildren(...data.pieces.map(piece));
  legend.textContent = data.legend;
  words.textContent = data.words;
  reveal(text);
  remember(data.wanted);
}
