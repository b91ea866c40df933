// The text with the words marked that carried its prediction. It stays the same text.
export function piecesOf(text, pieces) {
  const nodes = pieces.map(([words, weight]) => (weight ? marked(words, weight) : words));
  const length = pieces.reduce((sum, [words]) => sum + words.length, 0);
  return [...nodes, text.slice(length)];
}

function marked(words, weight) {
  const mark = document.createElement("mark");
  mark.textContent = words;
  mark.style.setProperty("--weight", weight);
  return mark;
}
