// Notes of each key at the queue when the next text was on the screen, and when it was saved.
{
  const at = (name) => document.querySelector(`[data-testid="${name}"]`);
  const item = () => at("item-text")?.dataset.itemId;
  const isSaved = () => at("unsaved")?.textContent === "0";

  window.presses = []; // in milliseconds since the page began, which was at performance.timeOrigin

  addEventListener("keydown", ({ timeStamp }) => {
    if (item()) presses.push({ item: item(), pressed: timeStamp });
  }, true);

  // Callbacks of a frame run before it is drawn, and the next task after; a timer would come later.
  const whenDrawn = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(null);
  });

  const note = (press, name) => {
    press[name] = performance.now();
  };

  new MutationObserver(() => {
    for (const press of presses) {
      if (!press.changed && item() && item() !== press.item) {
        note(press, "changed");
        whenDrawn(() => note(press, "drawn"));
      }
      if (press.changed && !press.saved && isSaved()) note(press, "saved");
    }
  }).observe(document, {
    subtree: true, childList: true, characterData: true, attributeFilter: ["data-item-id"],
  });
}
