// What somebody sees on the Label page: now, and ever since they began.
(() => {
  const find = (selector) => document.querySelector(selector);
  const ERRORS = "[role=dialog], [data-testid=stException], [data-testid=stAlert], .st-key-unsaved";
  const SAVED = "[data-testid=stText]";

  const look = () => {
    const app = find("[data-testid=stApp]")?.dataset;
    const field = find(".st-key-text textarea");
    const approve = find('[class*="st-key-approve-"] button:not(:disabled)');
    return {
      able: app?.testConnectionState === "CONNECTED" && field !== null && !field.disabled,
      idle: app?.testScriptState === "notRunning",
      text: field?.value ?? "",
      answered: approve !== null,
    };
  };

  // Nothing is noted until the person begins: a page that loads anew has no list of errors.
  let changes = [];
  let saved = new Set();
  const note = () => {
    const { able } = look();
    if (able !== changes.at(-1)?.able) changes.push({ able, at: Date.now() / 1000 });
    for (const { textContent } of document.querySelectorAll(SAVED))
      if (textContent.startsWith("Saved: ")) saved.add(textContent);
    for (const { innerText } of document.querySelectorAll(ERRORS))
      if (!watch.errors?.includes(innerText)) watch.errors?.push(innerText);
  };

  window.watch = {
    look,
    forget() {
      [changes, saved, watch.errors] = [[], new Set(), []];
      note();
    },
    hasSaved: (text) => [...saved].some((words) => words.includes(text)),
    ableAgain(moment) {
      const broke = changes.find(({ able, at }) => !able && at >= moment);
      return broke && changes.find(({ able, at }) => able && at >= broke.at)?.at;
    },
  };
  new MutationObserver(note).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
})();
